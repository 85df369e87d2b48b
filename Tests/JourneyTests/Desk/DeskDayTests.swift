import Journey
import Testing
import Trading

/// A trading day's totals, of days that are remembered whole and of others.
struct DeskDayTests {
    let day = Span.seconds(86_400)

    func totals(_ decision: Decision) -> [DayRow] {
        decision.rows.compactMap { if case .day(let row) = $0 { row } else { nil } }
    }

    /// An execution of one contract that closed with a profit.
    func trade(_ id: Int64, _ profit: String, at: Timestamp, isVoided: Bool = false) -> VenueTrade {
        PlaceRequest.sample.trade(id, order: 900 + id, profit: profit, at: at, isVoided: isVoided)
    }

    /// A Desk whose memory begins in the middle of a day, of which the ledger has one execution more.
    func restarted(_ fixture: inout DeskFixture) -> Timestamp {
        let now = fixture.now.wall
        var memory = DeskMemory()
        memory.fillsFrom = now.advanced(by: .seconds(-3_600))
        let zone = fixture.settings.chicago
        var row = DayRow(account: DeskFixture.one, day: TradingDay(of: now, chicago: zone))
        (row.trades, row.profit, row.fees) = (2, Money("30") ?? .zero, Money("0.74") ?? .zero)
        memory.days = [row]
        memory.fills = [
            FillRow(
                trade: trade(2, "20", at: now.advanced(by: .seconds(-60))), tag: nil,
                day: TradingDay(of: now, chicago: zone))
        ]
        _ = fixture.restore(memory)
        return now
    }

    @Test func `a day that is remembered in part is changed by one fill, not added up from what is left`()
        throws
    {
        var fixture = try DeskFixture()
        let now = restarted(&fixture)
        let late = try #require(totals(fixture.hear(.trade(trade(3, "5", at: now)))).first)
        #expect((late.trades, late.profit, late.fees) == (3, Money("35"), Money("1.11")))
        #expect(totals(fixture.hear(.trade(trade(3, "5", at: now)))).isEmpty)
        let voided = fixture.hear(.trade(trade(2, "20", at: now.advanced(by: .seconds(-60)), isVoided: true)))
        let total = try #require(totals(voided).first)
        #expect((total.trades, total.profit, total.fees) == (2, Money("15"), Money("0.74")))
        // Unknown and voided: it never counted.
        let unknown = totals(fixture.hear(.trade(trade(4, "9", at: now, isVoided: true))))
        #expect(unknown.map(\.profit) == [Money("15")])
    }

    @Test func `what is older than the memory changes no total, and a late void is told once`() throws {
        var fixture = try DeskFixture()
        let now = restarted(&fixture)
        let before = now.advanced(by: .seconds(-7_200))
        #expect(fixture.hear(.trade(trade(1, "10", at: before))).rows.isEmpty)
        let voided = fixture.hear(.trade(trade(1, "10", at: before, isVoided: true)))
        #expect(voided.discrepancies.map(\.kind) == ["day_total"])
        #expect(totals(voided).isEmpty && voided.fills.isEmpty)
        #expect(fixture.hear(.trade(trade(1, "10", at: before, isVoided: true))).rows.isEmpty)
    }

    @Test func `days without executions push old ones out of memory all the same`() throws {
        var fixture = try DeskFixture.connected()
        let first = fixture.now.wall
        fixture.hear(.trade(trade(1, "10", at: first)))
        fixture.hear(.trade(trade(2, "10", at: first)))
        // Opening balances alone make the days that follow.
        for _ in 0..<3 {
            fixture.pass(day)
            fixture.hear(.stream(DeskFixture.paper, .ready))
            fixture.answerSnapshots()
        }
        fixture.pass(day)
        fixture.hear(.trade(trade(3, "1", at: fixture.now.wall)))
        // The first day is not remembered now: nothing adds it up from one fill.
        let late = fixture.hear(.trade(trade(4, "5", at: first.advanced(by: .seconds(1)))))
        #expect(totals(late).isEmpty)
    }
}
