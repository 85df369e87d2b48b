import Testing
import Trading

@testable import Journey

/// Prices of entries between two ticks.
struct DeskOffTickTests {
    /// MNQ trades in quarters of a point.
    func fixture(_ offTick: OffTick = .round) throws -> DeskFixture {
        var limits = RiskLimits(sizeMax: 3, positionMax: 3)
        limits.offTick = offTick
        limits.orderTypes.insert(.trailingStop)
        return try DeskFixture.connected(limits: limits)
    }

    func report(_ decision: Decision) throws -> GateReport {
        let audit = try #require(decision.audits.first { $0.kind == "risk.verdict" })
        #expect(GateReport.recheck(audit.body) == nil)
        return try #require(GateReport(recorded: audit.body))
    }

    func entry(_ side: String, _ type: String, _ price: String) -> String {
        let key = ["limit": "limit_price", "stop": "stop_price"][type] ?? "trail_price"
        return #""action":"place","contract":"MNQ","side":"\#(side)","size":1,"stop_ticks":80,"#
            + #""type":"\#(type)","\#(key)":\#(price)"#
    }

    @Test(
        arguments: [
            ("buy", "limit", "21000.10", "21000"), ("buy", "limit", "21000.24", "21000"),
            ("sell", "limit", "21000.10", "21000.25"), ("sell", "limit", "21000.01", "21000.25"),
            ("buy", "stop", "21000.10", "21000.25"), ("sell", "stop", "21000.10", "21000"),
            ("buy", "trailing_stop", "21000.10", "21000.25"),
            ("sell", "trailing_stop", "21000.10", "21000"),
        ] as [(String, String, String, String)])
    func `a price goes to the tick that is less aggressive`(
        side: String, type: String, asked: String, leaves: String
    ) throws {
        var fixture = try fixture()
        let decision = fixture.ask(entry(side, type, asked), id: "a")
        let report = try report(decision)
        #expect(report.failures.isEmpty)
        let request = try #require(fixture.release(decision).placed.first)
        let prices = [request.limitPrice, request.stopPrice, request.trailPrice].compactMap { $0 }
        #expect(prices == [try #require(Price(leaves))])
        let row = try #require(fixture.row(request.tag))
        #expect([row.limitPrice, row.stopPrice, row.trailPrice].compactMap { $0 } == prices)
        #expect(request.bracket?.stop == Ticks(80))
        // Both prices stand in the record.
        let told = try #require(report.input.asked)
        let before = try #require(Price(asked))
        #expect([told.limit, told.stop, told.trail].compactMap { $0 } == [before])
        let inputs = try #require(report.checks.first { $0.id == "PT-22" }?.inputs)
        let name = type == "trailing_stop" ? "trail" : type
        #expect(inputs.suffix(2) == ["off_tick=round", "\(name)_price_asked=\(before)"])
        #expect(decision.notes.contains { $0.text.contains("put on the tick at \(leaves)") })
    }

    @Test(arguments: [("buy", "limit"), ("sell", "limit"), ("buy", "stop"), ("sell", "stop")])
    func `a price on its tick is left as it is`(side: String, type: String) throws {
        var fixture = try fixture()
        let decision = fixture.ask(entry(side, type, "21000.25"), id: "a")
        let report = try report(decision)
        #expect(report.failures.isEmpty && report.input.asked == nil)
        let request = try #require(fixture.release(decision).placed.first)
        #expect((request.limitPrice ?? request.stopPrice) == Price("21000.25"))
        #expect(report.checks.first { $0.id == "PT-22" }?.inputs.last == "off_tick=round")
    }

    @Test func `an alert's price is put on the grid as one by hand is`() throws {
        var fixture = try fixture()
        let sent = try fixture.order(#""action":"buy","size":1,"type":"limit","limit_price":21000.10"#)
        #expect(sent.first?.limitPrice == Price("21000"))
    }

    @Test func `unless the settings say so it is denied`() throws {
        var fixture = try fixture(.reject)
        let decision = fixture.ask(entry("buy", "limit", "21000.10"), id: "a")
        #expect(decision.verdicts.map(\.code) == ["PRICE_OFF_TICK"])
        let report = try report(decision)
        #expect(report.input.asked == nil && report.input.limitPrice == Price("21000.10"))
        #expect(report.checks.first { $0.id == "PT-22" }?.inputs.count == 3)
    }

    @Test func `a change of a working entry is denied all the same`() throws {
        var fixture = try fixture()
        let request = try #require(
            fixture.release(fixture.ask(entry("buy", "limit", "21000"), id: "a")).placed.first)
        fixture.answer(request, .accepted(order: OrderID(100)))
        fixture.hear(.order(request.order(100)))
        let moved = fixture.ask(#""action":"modify","order":"100","limit_price":21000.10"#, id: "m")
        #expect(moved.verdicts.map(\.code) == ["PRICE_OFF_TICK"])
    }

    // MARK: The record

    static let rounded = GateInput.passing.with {
        ($0.type, $0.limitPrice, $0.limits.offTick) = (.limit, Price("21000"), .round)
        $0.limits.orderTypes.insert(.limit)
        $0.asked = AskedPrices(limit: Price("21000.1"))
    }

    @Test func `the record brings both prices back`() {
        let record = RiskGate.examine(Self.rounded).json
        #expect(GateReport.recheck(record) == nil && Self.rounded.failures.isEmpty)
        #expect(GateReport(recorded: record)?.input == Self.rounded)
    }

    @Test(
        arguments: [
            GateCase("the more aggressive tick", .priceOffTick) { $0.limitPrice = Price("21000.25") },
            GateCase("none", .priceOffTick) { $0.asked = AskedPrices(limit: Price("20999")) },
            GateCase("not asked to", .priceOffTick) { $0.limits.offTick = .reject },
        ])
    func `a price that does not follow from what was asked is denied`(edge: GateCase) {
        #expect(Self.rounded.with(edge.change).failures == edge.codes)
    }

    @Test(
        arguments: [
            (.buy, "-37.63", "-37.75", "-37.5"), (.sell, "-37.63", "-37.5", "-37.75"),
            (.buy, "-0.01", "-0.25", "0"), (.sell, "-0.01", "0", "-0.25"),
            (.buy, "-37.5", "-37.5", "-37.5"), (.sell, "-37.5", "-37.5", "-37.5"),
        ] as [(Side, String, String, String)])
    func `prices below zero go the same ways`(side: Side, asked: String, limit: String, stop: String) throws {
        let price = try #require(Price(asked))
        let tick = try #require(TickSize("0.25"))
        var row = OrderRow(
            tag: OrderTag("t"), alert: nil, account: DeskFixture.one, contract: nil, orderClass: .entry,
            side: side, size: 1, type: .limit, limitPrice: price, stopPrice: price, stage: .risk,
            state: .approved, leg: 0, createdAt: Timestamp(microseconds: 0))
        let told = row.roundPrices(to: tick)
        #expect(row.limitPrice == Price(limit) && row.stopPrice == Price(stop))
        #expect(told == (asked == limit ? nil : AskedPrices(limit: price, stop: price)))
    }
}
