import Testing
import Trading

@testable import Journey

/// What live quotes change about a verdict, and what is left without them.
struct DeskMarkTests {
    static let one = DeskFixture.one
    let buy = #""action":"buy","size":1"#

    func report(_ decision: Decision) throws -> GateReport {
        let audit = try #require(decision.audits.first { $0.kind == "risk.verdict" })
        #expect(GateReport.recheck(audit.body) == nil)
        return try #require(GateReport(recorded: audit.body))
    }

    func inputs(_ report: GateReport, _ check: String) -> [String] {
        report.checks.first { $0.id == check }?.inputs ?? []
    }

    /// One held at 21450.25 with its stop at 21430.25: 42.34 USD there, as much as the next one risks.
    func holding(_ loss: String, terms: FirmTerms? = nil) throws -> DeskFixture {
        var fixture = try DeskFixture.connected(
            limits: DeskDayLimitTests.wide, day: DayLimits(lossMax: Money(loss)))
        _ = try fixture.filledEntry()
        fixture.openMarket()
        return fixture
    }

    // MARK: Room of the day

    // Realised -0.37; 42.34 at the stop, or 102.34 at 21400.25; 42.34 at the new one.
    @Test(
        arguments: [
            (nil, "85.06", nil), (nil, "85.05", "DAILY_LOSS_HEADROOM"),
            ("21450.25", "85.06", nil), ("21430.25", "85.06", nil),
            ("21500.25", "85.06", nil), ("21500.25", "85.05", "DAILY_LOSS_HEADROOM"),
            ("21400.25", "145.06", nil), ("21400.25", "145.05", "DAILY_LOSS_HEADROOM"),
        ] as [(String?, String, String?)])
    func `an open loss beyond its stop takes room, and open profit gives none`(
        bid: String?, loss: String, code: String?
    ) throws {
        var fixture = try holding(loss)
        if let bid { fixture.quote(bid) }
        let decision = try fixture.enter(buy)
        #expect(decision.verdicts.map(\.code) == [code])
        let report = try report(decision)
        let open = try #require(report.input.marks?.positions.first)
        #expect(open.mark == bid.flatMap { Price($0) } && open.held == 1)
        #expect(inputs(report, "PT-42").contains("open_profit=NO_DATA") == (bid == nil))
    }

    @Test(arguments: [(10_000_000, "DAILY_LOSS_HEADROOM"), (10_000_001, nil)] as [(Int64, String?)])
    func `a quote older than ten seconds is none, and the record says so`(age: Int64, code: String?) throws {
        var fixture = try holding("145.05")
        fixture.quote("21400.25", age: Span(microseconds: age - 1_000))
        let decision = try fixture.enter(buy)
        #expect(decision.verdicts.map(\.code) == [code])
        let report = try report(decision)
        #expect(report.input.marks?.positions.first?.age == Span(microseconds: age))
        #expect(inputs(report, "PT-42").contains("open_profit=NO_DATA") == (code == nil))
        #expect(inputs(report, "PT-42").contains("beyond_stops=\(code == nil ? "0" : "60")"))
    }

    @Test func `the bid counts for a long, the ask for a short, fees of the way out with them`() throws {
        var fixture = try holding("5000")
        fixture.quote("21455.25", "21460.25")
        // 20 ticks, and half of 1.34.
        var buying = fixture
        #expect(try report(try buying.enter(buy)).input.marks?.profit == Money("9.33"))
        fixture.hear(.position(Self.one, PlaceRequest.sample.held(-2)))
        // 40 ticks against two of them.
        let marks = try report(try fixture.enter(#""action":"sell","size":1"#)).input.marks
        #expect(marks?.profit == Money("-41.34") && marks?.positions.first?.beyond == nil)
    }

    @Test func `without a market hub nothing is told, and the check says NO_DATA`() throws {
        var fixture = try DeskFixture.connected(
            limits: DeskDayLimitTests.wide, day: DayLimits(lossMax: Money("500")))
        fixture.quote("21400.25")
        let report = try report(try fixture.enter(buy))
        #expect(report.input.marks == nil)
        #expect(inputs(report, "PT-42").contains("mark=NO_DATA"))
        #expect(
            fixture.desk.marketGap(of: DeskFixture.paper, at: fixture.now)?.contains("no market hub") == true)
    }

    @Test func `a connection that ends takes its quotes with it`() throws {
        var fixture = try holding("145.05")
        fixture.quote("21400.25")
        #expect(try fixture.enter(buy).verdicts.map(\.code) == ["DAILY_LOSS_HEADROOM"])
        #expect(fixture.desk.openProfit(of: Self.one, at: fixture.now) == Money("-100.67"))
        fixture.hear(.market(DeskFixture.paper, .down(reason: "cut")))
        #expect(try fixture.enter(buy).verdicts.map(\.code) == [nil])
        #expect(fixture.desk.openProfit(of: Self.one, at: fixture.now) == nil)
        #expect(fixture.desk.marketGap(of: DeskFixture.paper, at: fixture.now)?.contains("cut") == true)
    }

    // MARK: Prices

    func priced(_ change: @escaping (inout HoldingLimits) -> Void) throws -> DeskFixture {
        var fixture = try DeskFixture.connected(
            limits: DeskDayLimitTests.wide, holding: DeskHoldingTests.limits(change))
        fixture.openMarket()
        return fixture
    }

    // The ask is 21450, the bid 21449; a collar of 40 ticks, far from 100 on.
    @Test(
        arguments: [
            (#""action":"buy","type":"limit","limit_price":21460"#, nil),
            (#""action":"buy","type":"limit","limit_price":21460.25"#, "PRICE_OUTSIDE_COLLAR"),
            (#""action":"sell","type":"limit","limit_price":21439"#, nil),
            (#""action":"sell","type":"limit","limit_price":21438.75"#, "PRICE_OUTSIDE_COLLAR"),
            (#""action":"buy","type":"limit","limit_price":21425"#, nil),
            (#""action":"buy","type":"limit","limit_price":21424.75"#, "PRICE_TOO_FAR"),
            (#""action":"buy","type":"stop","stop_price":21450"#, "STOP_WRONG_SIDE"),
            (#""action":"buy","type":"stop","stop_price":21450.25"#, nil),
            (#""action":"sell","type":"stop","stop_price":21449"#, "STOP_WRONG_SIDE"),
            (#""action":"sell","type":"stop","stop_price":21448.75"#, nil),
        ] as [(String, String?)])
    func `prices are held against the market, whatever the alert says it is`(order: String, code: String?)
        throws
    {
        var fixture = try priced { ($0.collarTicks, $0.farTicks, $0.needsReference) = (40, 100, true) }
        fixture.quote("21449", "21450")
        let decision = try fixture.enter(order + #","size":1,"price":"30000""#)
        #expect(decision.verdicts.map(\.code) == [code])
        #expect(try inputs(report(decision), "PT-24").contains("mark=fresh"))
    }

    @Test(
        arguments: [
            (10_000_000, "", "PRICE_OUTSIDE_COLLAR"), (10_000_001, "", "REFERENCE_PRICE_UNAVAILABLE"),
            (10_000_001, #","price":"21451""#, nil),
        ] as [(Int64, String, String?)])
    func `a market that is too old gives way to the alert's price, and without one nothing is known`(
        age: Int64, price: String, code: String?
    ) throws {
        var fixture = try priced { ($0.collarTicks, $0.needsReference) = (40, true) }
        fixture.quote("21449", "21450", age: Span(microseconds: age - 1_000))
        let order = #""action":"buy","size":1,"type":"limit","limit_price":21460.25"# + price
        #expect(try fixture.enter(order).verdicts.map(\.code) == [code])
    }

    @Test(
        arguments: [
            ("21489.50", nil), ("21489.75", "SELF_MATCH"), (nil, "SELF_MATCH"),
        ] as [(String?, String?)])
    func `a market entry looks at the ask for whether it would meet an own order`(ask: String?, code: String?)
        throws
    {
        var fixture = try priced { $0.refusesSelfMatch = true }
        // Its target sells at 21490.25; two ticks of slip are counted.
        _ = try fixture.filledEntry()
        if let ask { fixture.quote("21400", ask) }
        #expect(try fixture.enter(buy).verdicts.map(\.code) == [code])
    }

    // MARK: What is asked for

    @Test func `quotes are asked of what the rules trade, and of what is held for as long as it is`() throws {
        var fixture = try DeskFixture.connected()
        let (mnq, nq) = (DeskFixture.mnq.id, DeskFixture.nq.id)
        func watch(_ contracts: Set<ContractID>) -> [MarketWatch] {
            [MarketWatch(gateway: DeskFixture.paper, contracts: contracts)]
        }
        #expect(fixture.decisions.allSatisfy { $0.watches.isEmpty })
        #expect(fixture.hear(.market(DeskFixture.paper, .connecting)).watches == watch([mnq]))
        #expect(fixture.hear(.market(DeskFixture.paper, .ready)).watches.isEmpty)
        let held = Position(contract: nq, signedSize: 1, averagePrice: Price("21450")!)
        #expect(fixture.hear(.position(Self.one, held)).watches == watch([mnq, nq]))
        #expect(fixture.quote("21400").watches.isEmpty)
        let flat = Position(contract: nq, signedSize: 0, averagePrice: Price("21450")!)
        #expect(fixture.hear(.position(Self.one, flat)).watches == watch([mnq]))
    }

    /// The rule names no product; the account denies without a quote of what it is to enter.
    func unnamed(
        _ limit: PriceLimitGuard? = PriceLimitGuard(mode: .deny), holding: HoldingLimits = HoldingLimits()
    ) throws -> DeskFixture {
        let bracket = Bracket(stop: Ticks(80), target: Ticks(160))
        let rule = Rule(
            name: "any", when: Rule.Condition(source: "orb"),
            to: [Rule.Target(account: Self.one, size: .asAlerted, bracket: bracket)])
        var fixture = try DeskFixture(
            limits: DeskDayLimitTests.wide, holding: holding, rules: [rule], priceLimit: limit,
            priceLimits: [DeskPriceLimitTests.limit(of: "NQZ6")])
        fixture.connect()
        fixture.openMarket()
        return fixture
    }

    @Test func `a product that no rule names is asked for by the first entry that lacks its quotes`() throws {
        var fixture = try unnamed()
        #expect(fixture.desk.gateways[DeskFixture.paper]?.watched == [])
        let first = try fixture.enter(buy)
        #expect(first.verdicts.map(\.code) == ["REFERENCE_PRICE_UNAVAILABLE"])
        let remedy = try #require(first.verdicts.first?.remedy)
        #expect(remedy.hasPrefix("the quotes of \(DeskFixture.nq.id) are asked for from now on"), "\(remedy)")
        #expect(
            first.watches == [MarketWatch(gateway: DeskFixture.paper, contracts: [DeskFixture.nq.id])])
        #expect(try report(first).input.asksQuotes)
        // Nothing else keeps it, and it stays.
        #expect(fixture.tick(after: .seconds(2)).watches.isEmpty)
        let second = try fixture.enter(buy)
        #expect(second.verdicts.first?.remedy?.contains("from now on") == false && second.watches.isEmpty)
        fixture.quote("18556", of: DeskFixture.nq.id)
        let third = try fixture.enter(buy)
        #expect(third.verdicts.map(\.code) == [nil] && third.watches.isEmpty)
    }

    @Test func `what an order is worth is a reason to ask for quotes`() throws {
        var holding = HoldingLimits()
        holding.notionalMax = Money("500000")
        var fixture = try unnamed(nil, holding: holding)
        let first = try fixture.enter(buy)
        #expect(first.verdicts.map(\.code) == ["REFERENCE_PRICE_UNAVAILABLE"])
        #expect(first.verdicts.first?.remedy?.contains("are asked for from now on") == true)
        fixture.quote("18556", of: DeskFixture.nq.id)
        #expect(try fixture.enter(buy).verdicts.map(\.code) == [nil])
    }

    @Test
    func `a product that is held elsewhere is asked for beyond that by the entry that lacks its quotes`()
        throws
    {
        var fixture = try unnamed()
        let nq = DeskFixture.nq.id
        let held = Position(contract: nq, signedSize: 1, averagePrice: Price("21450")!)
        fixture.hear(.position(DeskFixture.two, held))
        #expect(fixture.desk.gateways[DeskFixture.paper]?.watched == [nq])
        #expect(try fixture.enter(buy).verdicts.map(\.code) == ["REFERENCE_PRICE_UNAVAILABLE"])
        fixture.hear(
            .position(
                DeskFixture.two, Position(contract: nq, signedSize: 0, averagePrice: Price("21450")!)))
        #expect(fixture.desk.gateways[DeskFixture.paper]?.watched == [nq])
    }

    @Test func `the products that copies name are asked for from the start`() throws {
        let follower = Copy.Follower(account: DeskFixture.two, root: "NQ")
        var fixture = try DeskFixture.following([DeskFixture.copy(follower)])
        fixture.openMarket()
        #expect(
            fixture.desk.gateways[DeskFixture.paper]?.watched == [DeskFixture.mnq.id, DeskFixture.nq.id])
    }

    @Test func `nothing is asked for on account of an entry that needs no quotes`() throws {
        var fixture = try unnamed(nil)
        let entered = try fixture.enter(buy)
        #expect(entered.verdicts.map(\.code) == [nil] && entered.watches.isEmpty)
        // A stop above the market that the alert tells of is denied; no quote would change it.
        let denied = try fixture.enter(buy + #","type":"limit","limit_price":-1"#)
        #expect(denied.verdicts.map(\.isApproved) == [false])
        #expect(fixture.desk.gateways[DeskFixture.paper]?.met == [])
    }

    @Test func `a quote makes no row and no call`() throws {
        var fixture = try holding("500")
        for _ in 0..<20 {
            let decision = fixture.quote("21440.25")
            #expect(decision == Decision())
        }
    }
}

extension DeskFixture {
    /// Has the market hub ready.
    mutating func openMarket() {
        hear(.market(Self.paper, .connecting))
        hear(.market(Self.paper, .ready))
    }

    /// Tells a quote that is so old when it is heard.
    @discardableResult
    mutating func quote(
        _ bid: String, _ ask: String? = nil, of contract: ContractID = mnq.id, age: Span = .zero
    ) -> Decision {
        let at = now.steady.advanced(by: Span(microseconds: 1_000 - age.microseconds))
        return hear(
            .mark(
                Self.paper,
                MarketMark(contract, bid: Price(bid), ask: Price(ask ?? bid), last: nil, at: at)))
    }
}
