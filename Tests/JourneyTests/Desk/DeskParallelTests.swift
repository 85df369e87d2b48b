import Journey
import Testing
import Trading

/// Entries beside an order whose fate is not known.
struct DeskParallelTests {
    func fixture(_ most: Int64 = 9, parallel: Bool = true, day: DayLimits = .off) throws -> DeskFixture {
        try DeskFixture.connected(
            limits: RiskLimits(sizeMax: 9, positionMax: most, allowsParallel: parallel), day: day)
    }

    /// An order that left and has no answer that can be trusted.
    func lose(_ members: String, in fixture: inout DeskFixture) throws -> PlaceRequest {
        let request = try #require(try fixture.orderAnew(members).first)
        fixture.answer(request, .lost("reset"))
        return request
    }

    func report(_ decision: Decision) throws -> GateReport {
        let audit = try #require(decision.audits.first { $0.kind == "risk.verdict" })
        #expect(GateReport.recheck(audit.body) == nil)
        return try #require(GateReport(recorded: audit.body))
    }

    let buy = #""action":"buy","size":1"#

    @Test(arguments: [(false, "UNRESOLVED_ORDER"), (true, nil)] as [(Bool, String?)])
    func `an entry passes beside a lost one where the account allows it`(parallel: Bool, code: String?)
        throws
    {
        var fixture = try fixture(parallel: parallel)
        let lost = try lose(buy, in: &fixture)
        let decision = try fixture.enter(buy)
        #expect(decision.verdicts.map(\.code) == [code])
        let report = try report(decision)
        #expect(report.input.unresolved == [lost.tag])
        let check = try #require(report.checks.first { $0.id == "PT-07" })
        #expect(check.inputs == (parallel ? ["unresolved=1", "parallel=true"] : ["unresolved=1"]))
        // It is judged once more when it leaves.
        #expect(fixture.release(decision).placed.count == (parallel ? 1 : 0))
    }

    @Test(arguments: [(3, true), (4, false)] as [(Int64, Bool)])
    func `a lost entry counts as filled, every contract of it`(most: Int64, isDenied: Bool) throws {
        var fixture = try fixture(most)
        _ = try lose(#""action":"buy","size":3"#, in: &fixture)
        let report = try report(try fixture.enter(buy))
        #expect(report.input.position == 0 && report.input.liveBuys == 3)
        #expect(report.failures == (isDenied ? [.positionLimitInstrument] : []))
    }

    @Test(arguments: [(2, true), (3, false)] as [(Int64, Bool)])
    func `a lost exit takes nothing off what is held`(most: Int64, isDenied: Bool) throws {
        var fixture = try fixture(most)
        _ = try fixture.filledEntry(#""action":"buy","size":2"#)
        let exit = #""action":"sell","size":1,"position":1,"prev_position":2"#
        let lost = try lose(exit, in: &fixture)
        let report = try report(try fixture.enter(buy))
        #expect(report.input.unresolved == [lost.tag] && report.input.position == 2)
        #expect(report.failures == (isDenied ? [.positionLimitInstrument] : []))
    }

    @Test(arguments: [("84.68", true), ("84.69", false)])
    func `what a lost entry could lose counts on the day`(most: String, isDenied: Bool) throws {
        var fixture = try fixture(day: DayLimits(lossMax: Money(most)))
        _ = try lose(buy, in: &fixture)
        #expect(try report(try fixture.enter(buy)).failures == (isDenied ? [.dailyLossHeadroom] : []))
    }

    @Test func `a lost entry counts as one of the day, the hour and the minute`() throws {
        var fixture = try fixture(
            day: DayLimits(tradesMax: 9, windowTradesMax: [.hour: 9, .minute: 1]))
        _ = try lose(buy, in: &fixture)
        let report = try report(try fixture.enter(buy))
        #expect(report.failures == [.tradeCountLimit] && report.input.day?.trades == 1)
        #expect(report.input.day?.windowTrades == [.hour: 1, .minute: 1])
    }

    @Test func `both count once the lost one is found to have filled`() throws {
        var fixture = try fixture(2)
        let lost = try lose(buy, in: &fixture)
        let second = try #require(try fixture.orderAnew(buy).first)
        fixture.answer(second, .accepted(order: OrderID(200)))
        fixture.hear(.order(second.order(200)))
        fixture.hear(.order(lost.order(100, .filled, filled: 1, at: "21450.25")))
        let report = try report(try fixture.enter(buy))
        #expect(report.input.unresolved.isEmpty)
        #expect(report.failures == [.positionLimitInstrument])
    }

    @Test func `the record brings it back`() {
        let input = GateInput.passing.with {
            $0.limits.allowsParallel = true
            $0.unresolved = [OrderTag("ab-1")]
        }
        let record = RiskGate.examine(input).json
        #expect(input.failures.isEmpty && GateReport.recheck(record) == nil)
        #expect(GateReport(recorded: record)?.input == input)
        #expect(input.with { $0.limits.allowsParallel = false }.failures == [.unresolvedOrder])
    }
}
