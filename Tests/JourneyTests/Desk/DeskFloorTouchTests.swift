import Journey
import Testing
import Trading

/// A floor that was touched while nobody watched, by the balances that executions made.
struct DeskFloorTouchTests {
    let one = DeskFixture.one
    let floors = DeskFloorTests()

    func trade(
        _ id: Int64, _ profit: String, before moment: Timestamp, seconds: Int64, isVoided: Bool = false
    ) -> VenueTrade {
        VenueTrade(
            id: TradeID(id), account: one, contract: DeskFixture.mnq.id, order: OrderID(id),
            at: moment.advanced(by: .seconds(-seconds)), price: Price("21000")!, side: .sell, size: 1,
            profit: Money(profit), fees: .zero, isVoided: isVoided)
    }

    /// The bridge comes back, and finds what was traded meanwhile.
    func comeBack(
        _ terms: FirmTerms, _ trades: [(String, isVoided: Bool)], pay: String
    ) throws -> (DeskFixture, Decision) {
        var fixture = try DeskFixture.following(terms)
        fixture.acknowledge(terms)
        fixture.pass(.seconds(50))
        fixture.tick(after: .zero)
        fixture.answerSnapshots()
        fixture.pass(.seconds(120))
        var memory = fixture.memory()
        memory.days = fixture.decisions.flatMap(\.days)
        memory.floors = memory.days.last { $0.account == one && $0.floor != nil }.map { [$0] } ?? []
        _ = fixture.restore(memory)
        let now = fixture.now.wall
        fixture.venue[one]?.trades = trades.enumerated().map { index, trade in
            self.trade(
                Int64(index) + 500, trade.0, before: now, seconds: 90 - Int64(index),
                isVoided: trade.isVoided)
        }
        fixture.pay[one] = Money(pay)
        let count = fixture.decisions.count
        fixture.connect()
        var since = Decision()
        fixture.decisions[count...].forEach { since.append($0) }
        return (fixture, since)
    }

    @Test(
        arguments: [
            (["-2000", "2100"], "100", true), (["-1999.99", "2100"], "100.01", false),
            (["-1000", "-1500", "2600"], "100", true), (["500", "-2400", "2000"], "100", false),
        ] as [([String], String, Bool)], ["2026-10-02", "2026-10-05"])
    func `a floor that was broken while the bridge was away is breached`(
        _ day: (profits: [String], pay: String, isBreached: Bool), asOf: String
    ) throws {
        let terms = try floors.terms("48000", asOf)
        var (fixture, decision) = try comeBack(terms, day.profits.map { ($0, false) }, pay: day.pay)
        #expect((fixture.desk.breach(of: one) != nil) == day.isBreached)
        let told = decision.discrepancies.filter { $0.kind == "max_loss" }
        #expect(told.count == (day.isBreached ? 1 : 0))
        #expect(told.allSatisfy { $0.ours == "floor 48000" && $0.theirs.contains("executions") })
        let verdicts = try fixture.enter(floors.buy).verdicts.map(\.code)
        #expect(verdicts == [day.isBreached ? "MAX_LOSS_HEADROOM" : nil])
        // Read again, and after another restart, it is the same.
        var memory = fixture.memory()
        memory.days = fixture.decisions.flatMap(\.days)
        _ = fixture.restore(memory)
        fixture.connect()
        #expect((fixture.desk.breach(of: one) != nil) == day.isBreached)
    }

    @Test func `an execution that was voided breaks no floor`() throws {
        let terms = try floors.terms("48000", "2026-10-02")
        let (fixture, _) = try comeBack(terms, [("-2500", true), ("100", false)], pay: "100")
        #expect(fixture.desk.breach(of: one) == nil)
    }

    @Test func `a payment breaks none, whichever way`() throws {
        for pay in ["-500", "2500"] {
            let terms = try floors.terms("48000", "2026-10-02")
            let (fixture, _) = try comeBack(terms, [("-1600", false), ("1600", false)], pay: pay)
            #expect(fixture.desk.breach(of: one) == nil, "\(pay)")
        }
    }

    @Test func `what happened before the floor was entered today is the operator's word`() throws {
        var fixture = try DeskFixture(
            limits: RiskLimits(sizeMax: 9, positionMax: 9), terms: try floors.terms("48000", "2026-10-05"))
        fixture.venue[one]?.trades = [
            trade(500, "-2500", before: fixture.now.wall, seconds: 90),
            trade(501, "2500", before: fixture.now.wall, seconds: 80),
        ]
        fixture.connect()
        #expect(fixture.desk.floorGap(of: one) == nil)
        #expect(fixture.desk.breach(of: one) == nil)
        #expect(floors.floor(fixture)?.since != nil)
    }

    /// Fifty thousand and two when today began; F0 is 48000.
    @Test(
        arguments: [
            // Thursday ends at 47000, under its floor of 48500.
            ([("09-30", "500"), ("10-01", "-3500"), ("10-02", "5000")], true),
            // At 48500, which is touching.
            ([("09-30", "500"), ("10-01", "-2000"), ("10-02", "3500")], true),
            ([("09-30", "500"), ("10-01", "-1999.99"), ("10-02", "3499.99")], false),
            // Within the day alone.
            ([("09-30", "500"), ("10-01", "-2000"), ("10-01", "3500")], true),
        ] as [([(String, String)], Bool)])
    func `days that are rebuilt break their floors too`(trades: [(String, String)], isBreached: Bool) throws {
        let terms = try floors.terms("48000", "2026-09-29")
        var fixture = try DeskFixture.following(terms, pay: "2000")
        fixture.acknowledge(terms)
        #expect(try fixture.enter(floors.buy).verdicts.map(\.code) == ["MAX_LOSS_HEADROOM"])
        fixture.venue[one]?.trades = try trades.enumerated().map { index, trade in
            try floors.trade(Int64(index) + 500, "2026-\(trade.0)T15:0\(index):00Z", trade.1)
        }
        let decision = fixture.answerSnapshots()
        #expect(floors.floor(fixture)?.basis == .reconstructed)
        #expect((fixture.desk.breach(of: one) != nil) == isBreached)
        #expect(decision.discrepancies.contains { $0.kind == "max_loss" } == isBreached)
        #expect(decision.discrepancies.allSatisfy { $0.kind != "max_loss" || $0.subject == "2026-10-01" })
        let verdicts = try fixture.enter(floors.buy).verdicts.map(\.code)
        #expect(verdicts == [isBreached ? "MAX_LOSS_HEADROOM" : nil])
    }

    @Test func `what a later reading puts right is no breach for good`() throws {
        let terms = try floors.terms("48000", "2026-10-02")
        var fixture = try DeskFixture(limits: RiskLimits(sizeMax: 9, positionMax: 9), terms: terms)
        // 1500 were earned a second ago, and the balance does not have them yet: the day seems to begin at 47500.
        fixture.venue[one]?.trades = [trade(500, "1500", before: fixture.now.wall, seconds: 1)]
        fixture.pay[one] = Money("-1000")
        fixture.connect()
        fixture.acknowledge(terms)
        #expect(try fixture.enter(floors.buy).verdicts.map(\.code) == ["MAX_LOSS_HEADROOM"])
        fixture.pay[one] = Money("500")
        for _ in 0..<3 {
            fixture.pass(.seconds(50))
            fixture.tick(after: .seconds(1))
            fixture.answerSnapshots()
        }
        #expect(floors.floor(fixture)?.loss == LossFloor(peak: Money("50000")!, floor: Money("48000")!))
        #expect(fixture.desk.breach(of: one) == nil)
    }
}
