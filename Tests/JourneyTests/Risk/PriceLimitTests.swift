import Testing
import Trading

@testable import Journey

/// How near the exchange's price limits an entry may be.
struct PriceLimitTests {
    static let day = CivilDate("2026-11-23")!
    /// The worked figures of the risk specification, section 3.8.
    static let limit = PriceLimit(
        contract: "MNQZ6", day: day, reference: Price("18556")!, millionths: 70_000)

    /// A market order, and where the market stands.
    static func entry(_ market: String?, _ change: (inout GateInput) -> Void = { _ in }) -> GateInput {
        HoldingChecksTests.entry.with { input in
            var facts = PriceLimitFacts(PriceLimitGuard(mode: .deny), day: day)
            facts.limit = limit
            input.priceLimit = facts
            input.holding?.mark = market.flatMap { Price($0) }
            input.holding?.markAge = .seconds(10)
            change(&input)
        }
    }

    // MARK: The band

    @Test func `two per cent before limits of seven are five either way`() throws {
        let band = try #require(Self.limit.band(margin: 20_000))
        #expect(band == PriceBand(lower: Price("17628.2")!, upper: Price("19483.8")!))
    }

    @Test(arguments: [
        ("19483.799999999", true), ("19483.8", false), ("19483.800000001", false),
        ("17628.200000001", true), ("17628.2", false), ("17628.199999999", false),
    ])
    func `a bound is too near itself`(price: String, isFar: Bool) throws {
        let band = try #require(Self.limit.band(margin: 20_000))
        #expect(band.holds(try #require(Price(price))) == isFar)
    }

    @Test(arguments: [(69_999, true), (70_000, false), (70_001, false)] as [(Int64, Bool)])
    func `a margin as wide as the limit leaves no price`(margin: Int64, isThere: Bool) {
        #expect((Self.limit.band(margin: margin) != nil) == isThere)
    }

    @Test func `a part of a nano goes to the price, and what leaves the range is no band`() throws {
        func limit(_ nanos: Int64) -> PriceLimit {
            PriceLimit(contract: "X", day: Self.day, reference: Price(nanos: nanos), millionths: 20_001)
        }
        let tiny = try #require(limit(7).band(margin: 20_000))
        #expect(tiny == PriceBand(lower: Price(nanos: 6), upper: Price(nanos: 8)))
        #expect(limit(.max).band(margin: 20_000) == nil)
        #expect(limit(.max / 2).band(margin: 20_000) != nil)
        #expect(limit(0).band(margin: 0) == nil && limit(-1).band(margin: 0) == nil)
        #expect(limit(7).band(margin: .min) == nil)
    }

    // MARK: The check

    @Test(arguments: [
        GateCase("off") {
            $0.priceLimit = nil
            $0.holding?.mark = Price("30000")
        },
        GateCase("at the reference") { _ in },
        GateCase("a tick below the upper bound") { $0.holding?.mark = Price("19483.75") },
        GateCase("at the upper bound", .nearPriceLimit) { $0.holding?.mark = Price("19483.8") },
        GateCase("a tick above it", .nearPriceLimit) { $0.holding?.mark = Price("19484") },
        GateCase("a tick above the lower bound") { $0.holding?.mark = Price("17628.25") },
        GateCase("at the lower bound", .nearPriceLimit) { $0.holding?.mark = Price("17628.2") },
        GateCase("a tick below it", .nearPriceLimit) { $0.holding?.mark = Price("17628") },
        GateCase("a limit that would fill too near", .nearPriceLimit) {
            ($0.type, $0.limitPrice) = (.limit, Price("17628"))
        },
        GateCase("a stop that would", .nearPriceLimit) { ($0.type, $0.stopPrice) = (.stop, Price("19484")) },
        GateCase("no quote of the last ten seconds", .referencePriceUnavailable) {
            $0.holding?.markAge = Span(microseconds: 10_000_001)
        },
        GateCase("no quote, and the alert's price") {
            $0.holding?.mark = nil
            $0.holding?.reference = Price("18600")
        },
        GateCase("no quote, and the alert's price too near", .nearPriceLimit) {
            $0.holding?.mark = nil
            $0.holding?.reference = Price("19500")
        },
        GateCase("nothing entered", .referencePriceUnavailable) { $0.priceLimit?.limit = nil },
        GateCase("a margin that leaves nothing", .referencePriceUnavailable) {
            $0.priceLimit?.limitGuard = PriceLimitGuard(mode: .deny, margin: 70_000)
        },
        GateCase("closing is not asked") {
            $0.orderClass = .flatten
            $0.holding?.mark = Price("30000")
        },
    ])
    func `PX-01`(edge: GateCase) {
        #expect(Self.entry("18556").with(edge.change).failures == edge.codes)
    }

    @Test func `an exit near a limit is not held up`() {
        let exit = GateInput.passingExit.with { $0.priceLimit = Self.entry(nil).priceLimit }
        #expect(exit.failures.isEmpty)
    }

    func check(_ input: GateInput) throws -> CheckResult {
        try #require(RiskGate.examine(input).checks.first { $0.id == "PX-01" })
    }

    @Test func `a denial tells its numbers, and what to do`() throws {
        let check = try check(Self.entry("19484"))
        #expect(
            check.inputs == [
                "price_limit=deny", "day=2026-11-23", "settled=18556", "limit_percent=7", "margin_percent=2",
                "lower=17628.2", "upper=19483.8", "reference=19484", "age=10 s", "required=false",
                "mark=fresh",
            ])
        let denial = try #require(check.denial)
        #expect(denial.code.rawValue == "NEAR_PRICE_LIMIT")
        #expect(
            denial.reason == "the market at 19484 is not between 17628.2 and 19483.8: within 2 % of the "
                + "price limits, 7 % either way of 18556")
        #expect(denial.remedy.hasPrefix("wait until the market is back"))
    }

    @Test func `what is entered for another day is NO_DATA and no protection`() throws {
        let check = try check(
            Self.entry("18556") { input in
                input.priceLimit?.limit = nil
                input.priceLimit?.entered = CivilDate("2026-11-20")
            })
        #expect(
            check.inputs.prefix(8) == [
                "price_limit=deny", "day=2026-11-23", "settled=NO_DATA", "limit_percent=NO_DATA",
                "margin_percent=2", "lower=NO_DATA", "upper=NO_DATA", "entered_for=2026-11-20",
            ])
        #expect(check.denial?.code == .referencePriceUnavailable)
        #expect(check.denial?.reason.contains("for 2026-11-23; the latest is for 2026-11-20") == true)
        #expect(check.denial?.remedy.contains("price_limits") == true)
    }

    @Test func `an account that does not ask says off`() throws {
        #expect(try check(.passing).inputs == ["price_limit=off"])
    }

    // MARK: The record

    @Test func `the facts come back from the record`() {
        let stale = Self.entry("18556") { input in
            input.priceLimit?.limit = nil
            input.priceLimit?.entered = CivilDate("2026-11-20")
        }
        for input in [Self.entry("19484"), Self.entry(nil), stale] {
            let body = RiskGate.examine(input).json
            #expect(GateReport(recorded: body)?.input == input)
            #expect(GateReport.recheck(body) == nil)
        }
    }

    @Test(arguments: [
        (#""mode":"deny""#, #""mode":"ask""#), (#""margin_millionths":20000"#, #""margin_millionths":"x""#),
        (#""day":"2026-11-23""#, #""day":"soon""#), (#""reference":18556"#, #""reference":"x""#),
        (#""limit_millionths":70000"#, #""limit_millionths":null"#),
    ])
    func `damaged facts are no input`(whole: String, damaged: String) throws {
        let body = String(decoding: RiskGate.examine(Self.entry("18556")).json, as: UTF8.self)
        try #require(body.contains(whole))
        #expect(GateReport(recorded: Array(body.replacing(whole, with: damaged).utf8)) == nil)
    }
}
