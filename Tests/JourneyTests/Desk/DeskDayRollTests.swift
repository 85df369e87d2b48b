import Journey
import Testing
import Trading

/// Days that roll when the account's firm says so.
struct DeskDayRollTests {
    static let one = DeskFixture.one

    /// The fixture's Chicago is five hours behind UTC all year.
    func fixture(_ roll: Int64?) throws -> DeskFixture {
        let terms = DeskProfileTests.terms { $0.dayRoll = roll }
        var fixture = try DeskFixture(
            limits: DeskDayLimitTests.wide, day: DayLimits(lossMax: Money("100")), terms: terms)
        fixture.connect()
        fixture.acknowledge(terms)
        return fixture
    }

    func facts(_ fixture: inout DeskFixture) throws -> GateReport {
        let decision = try fixture.enter(#""action":"buy","size":1"#)
        let audit = try #require(decision.audits.first { $0.kind == "risk.verdict" })
        #expect(GateReport.recheck(audit.body) == nil)
        return try #require(GateReport(recorded: audit.body))
    }

    func trade(_ id: Int64, at time: String) throws -> VenueTrade {
        VenueTrade(
            id: TradeID(id), account: Self.one, contract: DeskFixture.mnq.id, order: OrderID(id),
            at: try #require(Timestamp(time)), price: Price("21000")!, side: .sell, size: 1,
            profit: Money("-100"), fees: .zero)
    }

    @Test(
        arguments: [
            (nil, "2026-10-05T21:59:59.999999Z", "2026-10-05"), (nil, "2026-10-05T22:00:00Z", "2026-10-06"),
            (57_600, "2026-10-05T20:59:59.999999Z", "2026-10-05"),
            (57_600, "2026-10-05T21:00:00Z", "2026-10-06"), (57_600, "2026-10-05T22:00:00Z", "2026-10-06"),
            (57_600, "2026-10-09T21:00:00Z", "2026-10-12"),
        ] as [(Int64?, String, String)])
    func `an execution belongs to its firm's day`(roll: Int64?, time: String, day: String) throws {
        var fixture = try fixture(roll)
        let decision = fixture.hear(.trade(try trade(900, at: time)))
        #expect(decision.fills.map(\.day.description) == [day])
        #expect(decision.days.map(\.day.description).contains(day))
    }

    @Test(
        arguments: [(nil, "2026-10-05T22:00:00Z", "17:00"), (57_600, "2026-10-05T21:00:00Z", "16:00")]
            as [(Int64?, String, String)])
    func `a day's loss ends with its firm's day`(roll: Int64?, end: String, words: String) throws {
        var fixture = try fixture(roll)
        fixture.hear(.trade(try trade(900, at: "2026-10-05T14:30:00Z")))
        fixture.pay[Self.one] = Money("-100")
        fixture.hear(.accounts(DeskFixture.paper, [fixture.state(of: Self.one)]))
        let end = try #require(Timestamp(end))
        fixture.pass(end.since(fixture.now.wall.advanced(by: .milliseconds(5))))
        let before = try facts(&fixture)
        #expect(before.input.day?.day.description == "2026-10-05")
        #expect(before.failures.contains(.dailyLossLimit))
        let remedy = before.checks.first { $0.id == "PT-44" }?.denial?.remedy
        #expect(remedy == "wait for \(words) in Chicago, when the next trading day begins")
        fixture.pass(.milliseconds(5))
        let after = try facts(&fixture)
        #expect(after.input.day?.day.description == "2026-10-06")
        #expect(!after.failures.contains(.dailyLossLimit))
    }
}
