import Testing
import Trading

@testable import Journey

/// Keeping away from the exchange's price limits, by the marks of the market hub.
struct DeskPriceLimitTests {
    static let one = DeskFixture.one
    let buy = #""action":"buy","size":1"#

    /// 18 556 and 7 %, so 17 628.2 to 19 483.8, on the fixture's first day unless another is told.
    static func limit(_ day: String = "2026-10-05", of contract: String = "MNQZ6") -> PriceLimit {
        PriceLimit(
            contract: contract, day: CivilDate(day)!, reference: Price("18556")!, millionths: 70_000)
    }

    func fixture(
        _ mode: PriceLimitGuard.Mode?, _ limits: [PriceLimit] = [limit()]
    ) throws -> DeskFixture {
        var fixture = try DeskFixture(
            limits: DeskDayLimitTests.wide, priceLimit: mode.map { PriceLimitGuard(mode: $0) },
            priceLimits: limits)
        fixture.connect()
        fixture.openMarket()
        return fixture
    }

    func codes(_ fixture: inout DeskFixture) throws -> [String?] {
        try fixture.enter(buy).verdicts.map(\.code)
    }

    func closes(_ fixture: DeskFixture) -> [AlertRow] {
        fixture.decisions.flatMap(\.alertRows).filter { $0.source == "price-limit" }
    }

    // MARK: Entries

    @Test(
        arguments: [
            (.deny, "19483.50", "19483.75", nil), (.deny, "19483.50", "19484", "NEAR_PRICE_LIMIT"),
            (.flatten, "19483.50", "19484", "NEAR_PRICE_LIMIT"), (nil, "19483.50", "19484", nil),
            (.deny, "17628", "17628.25", nil), (.deny, "17627.75", "17628", "NEAR_PRICE_LIMIT"),
        ] as [(PriceLimitGuard.Mode?, String, String, String?)])
    func `a buy looks at the ask`(mode: PriceLimitGuard.Mode?, bid: String, ask: String, code: String?)
        throws
    {
        var fixture = try fixture(mode)
        fixture.quote(bid, ask)
        #expect(try codes(&fixture) == [code])
    }

    @Test(arguments: [(9_990_000, nil), (10_000_001, "REFERENCE_PRICE_UNAVAILABLE")] as [(Int64, String?)])
    func `a quote that is too old is none`(age: Int64, code: String?) throws {
        var fixture = try fixture(.deny)
        fixture.quote("18556", age: Span(microseconds: age - 1_000))
        #expect(try codes(&fixture) == [code])
    }

    @Test(
        arguments: [
            ([limit("2026-10-02")], "2026-10-02"), ([limit("2026-10-06")], "2026-10-06"), ([], nil),
            ([limit(of: "MNQH7"), limit(of: "NQZ6")], nil),
        ] as [([PriceLimit], String?)])
    func `a price of another day or month is none`(limits: [PriceLimit], entered: String?) throws {
        var fixture = try fixture(.deny, limits)
        fixture.quote("18556")
        let decision = try fixture.enter(buy)
        #expect(decision.verdicts.map(\.code) == ["REFERENCE_PRICE_UNAVAILABLE"])
        let audit = try #require(decision.audits.first { $0.kind == "risk.verdict" })
        let facts = try #require(GateReport(recorded: audit.body)?.input.priceLimit)
        #expect(facts.limit == nil && facts.entered?.description == entered)
    }

    @Test func `a price holds until its trading day ends`() throws {
        var fixture = try fixture(.deny, [Self.limit(), Self.limit("2026-10-07")])
        fixture.pass(Timestamp("2026-10-05T21:59:58Z")!.since(fixture.now.wall))
        fixture.quote("18556")
        let before = try #require(try fixture.priceLimitFacts(buy))
        #expect(before.limit == Self.limit())
        fixture.pass(.seconds(2))
        fixture.quote("18556")
        let after = try #require(try fixture.priceLimitFacts(buy))
        #expect(after.day.description == "2026-10-06" && after.limit == nil)
        #expect(after.entered?.description == "2026-10-07")
    }

    // MARK: What is held

    @Test(arguments: [("19483.75", 0), ("19484", 1), ("17628.25", 0), ("17628", 1)])
    func `what is held is closed once the market is too near`(bid: String, count: Int) throws {
        var fixture = try fixture(.flatten)
        fixture.quote("18556")
        _ = try fixture.filledEntry()
        // A long is worth the bid; the ask may be beyond.
        fixture.quote(bid, "19999")
        #expect(closes(fixture).count == count)
        let isCalled = fixture.calls.contains {
            $0.call == .close(account: Self.one, contract: DeskFixture.mnq.id)
        }
        #expect(isCalled == (count == 1))
        guard count == 1 else { return }
        let row = try #require(closes(fixture).first)
        #expect((row.dialect, row.action, row.ticker) == ("price-limit", "close", "MNQ"))
        #expect(row.strategyName == nil)
        let told = try #require(fixture.decisions.flatMap(\.discrepancies).first { $0.kind == "price_limit" })
        #expect(told.ours == "between 17628.2 and 19483.8" && told.theirs == "market \(Price(bid)!)")
    }

    @Test func `a short is worth the ask`() throws {
        var fixture = try fixture(.flatten)
        fixture.hear(.position(Self.one, PlaceRequest.sample.held(-1)))
        fixture.quote("19999", "19999.25")
        #expect(closes(fixture).count == 1)
        var below = try self.fixture(.flatten)
        below.hear(.position(Self.one, PlaceRequest.sample.held(-1)))
        below.quote("17000", "17628.25")
        #expect(closes(below).isEmpty)
    }

    @Test(
        arguments: [(.deny, "2026-10-05", 0), (.flatten, "2026-10-02", 0), (.flatten, "2026-10-05", 1)]
            as [(PriceLimitGuard.Mode, String, Int)])
    func `an account that only denies, or has no price of the day, closes nothing`(
        mode: PriceLimitGuard.Mode, day: String, count: Int
    ) throws {
        var fixture = try fixture(mode, [Self.limit(day)])
        fixture.hear(.position(Self.one, PlaceRequest.sample.held(1)))
        fixture.quote("19999")
        #expect(closes(fixture).count == count)
    }

    @Test func `a quote that is too old when it is heard closes nothing`() throws {
        var fixture = try fixture(.flatten)
        fixture.hear(.position(Self.one, PlaceRequest.sample.held(1)))
        fixture.quote("19999", age: Span(microseconds: 10_000_001))
        #expect(closes(fixture).isEmpty)
    }

    @Test func `one close at a time, and what it left open again after half a minute`() throws {
        var fixture = try fixture(.flatten)
        fixture.hear(.position(Self.one, PlaceRequest.sample.held(1)))
        for _ in 0..<5 { fixture.quote("19999") }
        #expect(closes(fixture).count == 1)
        // However it ended: what is held while none is under way is closed, but not at every quote.
        let tags = fixture.desk.orders.values.filter { $0.row.orderClass == .flatten }.map(\.row.tag)
        for tag in tags { fixture.desk.orders[tag] = nil }
        fixture.quote("19999")
        #expect(closes(fixture).count == 1)
        fixture.pass(.seconds(30))
        fixture.quote("19999")
        #expect(closes(fixture).count == 2)
        #expect(Set(closes(fixture).map(\.fingerprint)).count == 2)
    }

    @Test func `a restart goes on with its close, and begins no second one`() throws {
        var fixture = try fixture(.flatten)
        fixture.quote("18556")
        let entry = try fixture.filledEntry()
        fixture.quote("19999")
        let before = fixture.desk.orders.values.filter { $0.row.orderClass == .flatten }.map(\.row.tag)
        _ = fixture.restore(fixture.memory())
        fixture.connect()
        fixture.openMarket()
        fixture.hear(.position(Self.one, entry.held(1)))
        fixture.quote("19999")
        let after = fixture.desk.orders.values.filter { $0.row.orderClass == .flatten }.map(\.row.tag)
        #expect(before.count == 1 && after == before)
    }
}

extension DeskFixture {
    /// What the gate is told of price limits about an entry.
    mutating func priceLimitFacts(_ members: String) throws -> PriceLimitFacts? {
        let audit = try enter(members).audits.first { $0.kind == "risk.verdict" }
        return audit.flatMap { GateReport(recorded: $0.body) }?.input.priceLimit
    }
}
