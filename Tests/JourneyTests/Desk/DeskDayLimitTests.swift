import Journey
import Testing
import Trading

/// What a trading day may lose, earn and trade, as the Desk tells the gate.
struct DeskDayLimitTests {
    static let wide = RiskLimits(sizeMax: 50, positionMax: 50)
    /// One MNQ at a stop of 80 ticks, 2 of slip and its fees: 41.00 and 1.34 USD.
    static let oneRisk = Money("42.34")!

    func fixture(_ day: DayLimits) throws -> DeskFixture {
        try DeskFixture.connected(limits: Self.wide, day: day)
    }

    func report(_ decision: Decision) throws -> GateReport {
        let audit = try #require(decision.audits.first { $0.kind == "risk.verdict" })
        #expect(GateReport.recheck(audit.body) == nil)
        return try #require(GateReport(recorded: audit.body))
    }

    /// What came of an earlier trade, told as the venue tells it.
    func earn(_ profit: String, fees: String = "0", _ id: Int64 = 900, in fixture: inout DeskFixture) throws {
        fixture.hear(
            .trade(
                VenueTrade(
                    id: TradeID(id), account: DeskFixture.one, contract: DeskFixture.mnq.id,
                    order: OrderID(id),
                    at: fixture.now.wall, price: Price("21000")!, side: .sell, size: 1, profit: Money(profit),
                    fees: try #require(Money(fees)))))
        fixture.pay[DeskFixture.one] = Money(profit)?.checked(subtracting: Money(fees)!)
        fixture.hear(.accounts(DeskFixture.paper, [fixture.state(of: DeskFixture.one)]))
    }

    let buy = #""action":"buy","size":1,"id":"a""#

    @Test(arguments: [("42.35", nil), ("42.34", "DAILY_LOSS_HEADROOM")] as [(String, String?)])
    func `an entry leaves room of the day's loss at its own stop`(loss: String, code: String?) throws {
        var fixture = try fixture(DayLimits(lossMax: Money(loss)))
        #expect(try fixture.arrive(buy).verdicts.map(\.code) == [code])
    }

    @Test(arguments: [("-57.65", nil), ("-57.66", "DAILY_LOSS_HEADROOM"), ("-100", "DAILY_LOSS_HEADROOM")])
    func `what the day has realised counts, fees too`(profit: String, code: String?) throws {
        var fixture = try fixture(DayLimits(lossMax: Money("100.01")))
        try earn(profit, fees: "0.01", in: &fixture)
        let decision = try fixture.arrive(buy)
        #expect(decision.verdicts.map(\.code) == [code])
        #expect(
            try report(decision).input.day?.realised == Money(profit)?.checked(subtracting: Money("0.01")!))
    }

    @Test func `a day that has lost its limit takes no entry, and every exit`() throws {
        var fixture = try fixture(DayLimits(lossMax: Money("100")))
        try earn("-100", in: &fixture)
        let failures = try report(try fixture.arrive(buy)).failures.map(\.rawValue)
        #expect(failures == ["DAILY_LOSS_HEADROOM", "DAILY_LOSS_LIMIT"])
        fixture.hear(.position(DeskFixture.one, PlaceRequest.sample.held(2)))
        let exit = #""action":"sell","size":1,"position":1,"prev_position":2,"id":"b""#
        #expect(try fixture.arrive(exit).verdicts.map(\.code) == [nil])
        #expect(try fixture.arrive(#""action":"close","id":"c""#).verdicts.map(\.code) == [nil])
    }

    @Test(
        arguments: [
            (DayLimits(lossMax: Money("100")), "-126.88", "day_loss", "DAILY_LOSS_LIMIT"),
            (DayLimits(profitMax: Money("100")), "126.88", "day_profit", "DAILY_PROFIT_TARGET"),
        ] as [(DayLimits, String, String, String)])
    func `a day that its executions ended stays so though they are voided, and says it`(
        day: DayLimits, profit: String, kind: String, code: String
    ) throws {
        var fixture = try fixture(day)
        try earn(profit, in: &fixture)
        fixture.reconcile()
        func locks() -> [LockRow] { fixture.decisions.flatMap(\.locks).filter { $0.kind == kind } }
        #expect(locks().count == 1)
        #expect(locks().first?.reason.hasPrefix("the day realised \(profit) USD") == true)
        fixture.reconcile()
        let told = fixture.decisions.flatMap(\.discrepancies).filter { $0.kind == "day_decided" }
        #expect(told.map(\.theirs) == ["\(profit) realised"])
        let taken = VenueTrade(
            id: TradeID(900), account: DeskFixture.one, contract: DeskFixture.mnq.id, order: OrderID(900),
            at: fixture.now.wall, price: Price("21000")!, side: .sell, size: 1, profit: Money(profit),
            fees: .zero, isVoided: true)
        fixture.hear(.trade(taken))
        fixture.pay[DeskFixture.one] = .zero
        fixture.hear(.accounts(DeskFixture.paper, [fixture.state(of: DeskFixture.one)]))
        fixture.reconcile()
        let words = "voided executions of it since, which opens it no more"
        #expect(locks().last?.reason.hasSuffix(words) == true)
        #expect(locks().last?.clearedAt == nil)
        #expect(try report(try fixture.arrive(buy)).failures.map(\.rawValue).contains(code))
        _ = fixture.restore(fixture.memory())
        fixture.connect()
        let again = try report(try fixture.arrive(#""action":"buy","size":1,"id":"b""#))
        #expect(again.failures.map(\.rawValue).contains(code))
        fixture.nextDay()
        fixture.answerSnapshots()
        #expect(locks().last?.clearedAt != nil)
    }

    @Test func `a day that was decided stays so until the next, whatever is earned afterwards`() throws {
        var fixture = try fixture(DayLimits(lossMax: Money("148")))
        try earn("-148.8", in: &fixture)
        try earn("7.8", 901, in: &fixture)
        fixture.pay[DeskFixture.one] = Money("-141")
        fixture.hear(.accounts(DeskFixture.paper, [fixture.state(of: DeskFixture.one)]))
        let decision = try fixture.arrive(buy)
        let check = try #require(try report(decision).checks.first { $0.id == "PT-44" })
        #expect(check.denial?.code == .dailyLossLimit)
        #expect(check.denial?.reason.contains("realised -148.8 USD, and -141 by now") == true)
        #expect(check.inputs.prefix(3) == ["realised=-141", "lowest=-148.8", "highest=0"])
        // The fills alone bring it back.
        let memory = fixture.memory()
        _ = fixture.restore(memory)
        fixture.connect()
        let again = try report(try fixture.arrive(#""action":"buy","size":1,"id":"b""#))
        #expect(again.failures.contains(.dailyLossLimit))
        fixture.nextDay()
        fixture.answerSnapshots()
        fixture.reconcile()
        let next = try report(try fixture.arrive(#""action":"buy","size":1,"id":"c""#))
        #expect(!next.failures.contains(.dailyLossLimit) && next.input.day?.lowest == .zero)
    }

    @Test func `a day that earned enough stays over when some of it is lost again`() throws {
        var fixture = try fixture(DayLimits(profitMax: Money("100")))
        try earn("100", in: &fixture)
        try earn("-30", 901, in: &fixture)
        let denied = try report(try fixture.arrive(buy)).denial
        #expect(denied?.code == .dailyProfitTarget)
        #expect(denied?.reason.contains("realised 100 USD, and") == true)
    }

    @Test func `a win that the balance does not show yet makes no loss of the day`() throws {
        var fixture = try fixture(DayLimits(lossMax: Money("300")))
        try earn("500", in: &fixture)
        fixture.pay[DeskFixture.one] = .zero
        fixture.hear(.accounts(DeskFixture.paper, [fixture.state(of: DeskFixture.one)]))
        #expect(try fixture.arrive(buy).verdicts.map(\.code) == [nil])
    }

    @Test func `what the firm took besides the fills counts at every one of them`() throws {
        var fixture = try fixture(DayLimits(lossMax: Money("150")))
        try earn("-145", in: &fixture)
        try earn("20", 901, in: &fixture)
        fixture.pay[DeskFixture.one] = Money("-130")
        for _ in 0..<3 { fixture.tick(after: .seconds(46)); fixture.answerSnapshots() }
        let day = try #require(try report(try fixture.arrive(buy)).input.day)
        #expect(day.realised == Money("-130") && day.lowest == Money("-150"))
    }

    @Test(arguments: [("99.99", nil), ("100", "DAILY_PROFIT_TARGET")] as [(String, String?)])
    func `a day that has earned enough takes no entry`(profit: String, code: String?) throws {
        var fixture = try fixture(DayLimits(profitMax: Money("100")))
        try earn(profit, in: &fixture)
        #expect(try fixture.arrive(buy).verdicts.map(\.code) == [code])
    }

    @Test func `entries under way and open positions count with their stops`() throws {
        var fixture = try fixture(DayLimits(lossMax: Money("100")))
        #expect(try fixture.arrive(#""action":"buy","size":1,"id":"a""#).verdicts.map(\.code) == [nil])
        let second = try fixture.arrive(#""action":"buy","size":1,"id":"b""#)
        #expect(second.verdicts.map(\.code) == [nil])
        #expect(try report(second).input.day?.openRisk == Self.oneRisk)
        let third = try fixture.arrive(#""action":"buy","size":1,"id":"c""#)
        #expect(third.verdicts.map(\.code) == ["DAILY_LOSS_HEADROOM"])
    }

    @Test func `a position without a stop leaves no room`() throws {
        var fixture = try fixture(DayLimits(lossMax: Money("5000")))
        fixture.hear(.position(DeskFixture.one, PlaceRequest.sample.held(1)))
        let decision = try fixture.arrive(buy)
        #expect(decision.verdicts.map(\.code) == ["DAILY_LOSS_HEADROOM"])
        #expect(try report(decision).input.day?.openRisk == nil)
    }

    @Test func `entries of the day are counted, those under way with them`() throws {
        var fixture = try fixture(DayLimits(tradesMax: 2))
        #expect(try fixture.arrive(#""action":"buy","size":1,"id":"a""#).verdicts.map(\.code) == [nil])
        #expect(try fixture.arrive(#""action":"buy","size":1,"id":"b""#).verdicts.map(\.code) == [nil])
        #expect(
            try fixture.arrive(#""action":"buy","size":1,"id":"c""#).verdicts.map(\.code) == [
                "TRADE_COUNT_LIMIT"
            ])
    }
}
