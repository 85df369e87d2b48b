import Journey
import Testing
import Trading

/// Prices held against the alert's own, at each limit and beyond it.
struct PriceChecksTests {
    /// A buy limit at the market of 21 450.25, every limit of prices on.
    static let limit = HoldingChecksTests.entry.with { input in
        (input.type, input.limitPrice) = (.limit, Price("21450.25"))
        input.holding?.limits.collarTicks = 40
        input.holding?.limits.farTicks = 2_000
        input.holding?.reference = Price("21450.25")
        input.holding?.referenceAge = .seconds(30)
    }
    static let stop = limit.with { input in
        (input.type, input.limitPrice, input.stopPrice) = (.stop, nil, Price("21450.5"))
    }

    @Test(arguments: [
        GateCase("PT-24 at the market") { _ in },
        GateCase("PT-24 40 ticks beyond") { $0.limitPrice = Price("21460.25") },
        GateCase("PT-24 41 ticks beyond", .priceOutsideCollar) { $0.limitPrice = Price("21460.5") },
        GateCase("PT-24 sell 40 ticks below") { ($0.side, $0.limitPrice) = (.sell, Price("21440.25")) },
        GateCase("PT-24 sell 41 ticks below", .priceOutsideCollar) {
            ($0.side, $0.limitPrice) = (.sell, Price("21440"))
        },
        GateCase("PT-24 half a per cent is the wider") {
            $0.holding?.limits.collarMillionths = 5_000
            $0.limitPrice = Price("21557.5")
        },
        GateCase("PT-24 beyond half a per cent", .priceOutsideCollar) {
            $0.holding?.limits.collarMillionths = 5_000
            $0.limitPrice = Price("21557.75")
        },
        GateCase("PT-24 off") {
            $0.holding?.limits.collarTicks = nil
            $0.limitPrice = Price("21500.25")
        },
        GateCase("PT-24 too old a reference passes unjudged") {
            $0.holding?.referenceAge = Span(microseconds: 30_000_001)
            $0.limitPrice = Price("99999")
        },
        GateCase(
            "PT-24, PT-25 insist on a reference", .referencePriceUnavailable, .referencePriceUnavailable
        ) {
            $0.holding?.reference = nil
            $0.holding?.limits.needsReference = true
        },
        GateCase("PT-25 2000 ticks away") { $0.limitPrice = Price("20950.25") },
        GateCase("PT-25 2001 ticks away", .priceTooFar) { $0.limitPrice = Price("20950") },
        GateCase("PT-25 off") {
            $0.holding?.limits.farTicks = nil
            $0.limitPrice = Price("1")
        },
        GateCase("PT-23 zero", .priceInvalid, .priceTooFar) { $0.limitPrice = Price("0") },
        GateCase("PT-23 below zero where it may be") {
            $0.limitPrice = Price("-0.25")
            $0.holding?.reference = Price("0.25")
            $0.holding?.limits.negative = ["MNQ"]
        },
        GateCase("PT-23 below zero", .priceInvalid) {
            $0.limitPrice = Price("-0.25")
            $0.holding?.reference = Price("0.25")
        },
        GateCase("PT-21 two contracts at 21450.25 are worth 85801") {
            $0.holding?.limits.notionalMax = Money("85801")
        },
        GateCase("PT-21 one cent less", .notionalExceedsMaximum) {
            $0.holding?.limits.notionalMax = Money("85800.99")
        },
        GateCase("PT-21 a market order by the reference", .notionalExceedsMaximum) {
            ($0.type, $0.limitPrice) = (.market, nil)
            $0.holding?.limits.notionalMax = Money("85800.99")
        },
        GateCase("PT-21 without a price", .referencePriceUnavailable) {
            ($0.type, $0.limitPrice) = (.market, nil)
            $0.holding?.reference = nil
            $0.holding?.limits.notionalMax = Money("1000000")
        },
    ])
    func `of limits`(edge: GateCase) {
        #expect(Self.limit.with(edge.change).failures == edge.codes)
    }

    @Test(arguments: [
        GateCase("a buy above") { _ in },
        GateCase("a buy at the market", .stopWrongSide) { $0.stopPrice = Price("21450.25") },
        GateCase("a sell below") { ($0.side, $0.stopPrice) = (.sell, Price("21450")) },
        GateCase("a sell at the market", .stopWrongSide) {
            ($0.side, $0.stopPrice) = (.sell, Price("21450.25"))
        },
        GateCase("without a reference") {
            $0.holding?.reference = nil
            $0.stopPrice = Price("1")
        },
        GateCase("too far", .priceTooFar) { $0.stopPrice = Price("21950.5") },
    ])
    func `PT-26 knows the side of a stop`(edge: GateCase) {
        #expect(Self.stop.with(edge.change).failures == edge.codes)
    }

    @Test func `a check without a reference says so in its record`() throws {
        let report = RiskGate.examine(Self.limit.with { $0.holding?.reference = nil })
        let collar = try #require(report.checks.first { $0.id == "PT-24" })
        #expect(collar.hasPassed)
        #expect(collar.inputs == ["reference=NO_DATA", "age=none", "required=false", "collar=NO_DATA"])
    }
}
