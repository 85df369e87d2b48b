import Journey
import Testing
import Trading

/// A rule that turns no position round: what the alert closes is closed, and nothing is entered.
struct DeskReversalModeTests {
    private func fixture(_ reversal: Rule.Reversal) throws -> DeskFixture {
        let target = Rule.Target(
            account: DeskFixture.one, root: "MNQ", size: .asAlerted,
            bracket: Bracket(stop: Ticks(80), target: Ticks(160)))
        return try DeskFixture.connected(
            limits: RiskLimits(sizeMax: 9, positionMax: 9),
            rules: [Rule(name: "r", when: .init(), to: [target], reversal: reversal)])
    }

    private static let denied = "REVERSAL_NOT_ALLOWED"

    @Test(
        arguments: [
            (.twoStep, #""action":"sell","size":5,"position":-3,"prev_position":2"#, [nil, nil]),
            (.deny, #""action":"sell","size":5,"position":-3,"prev_position":2"#, [nil, denied]),
            (.deny, #""action":"reverse","size":1"#, [nil, denied]),
            (.deny, #""action":"close""#, [nil]),
            // A plain order the other way: up to what is held it turns nothing.
            (.deny, #""action":"sell","size":2"#, [nil]),
            (.deny, #""action":"sell","size":3"#, [nil, denied]),
            (.twoStep, #""action":"sell","size":3"#, [nil, nil]),
            // Adding is no reversal.
            (.deny, #""action":"buy","size":1"#, [nil]),
        ] as [(Rule.Reversal, String, [String?])])
    func `an account that is long 2`(reversal: Rule.Reversal, members: String, codes: [String?]) throws {
        var fixture = try fixture(reversal)
        _ = try fixture.filledEntry(#""action":"buy","size":2"#)
        let decision = try fixture.arrive(members)
        #expect(decision.verdicts.map(\.code) == codes)
        for row in decision.audits where row.kind == "risk.verdict" {
            #expect(GateReport.recheck(row.body) == nil)
        }
    }

    @Test func `contracts that are leaving already are not there to be taken off`() throws {
        var fixture = try fixture(.deny)
        _ = try fixture.filledEntry(#""action":"buy","size":2"#)
        let exit = try fixture.arrive(#""action":"sell","size":1,"position":1,"prev_position":2"#)
        #expect(exit.verdicts.map(\.code) == [nil])
        #expect(try fixture.arrive(#""action":"sell","size":1,"id":"a""#).verdicts.map(\.code) == [nil])
        #expect(
            try fixture.arrive(#""action":"sell","size":1,"id":"b""#).verdicts.map(\.code) == [Self.denied])
    }

    @Test func `a flat account enters either way`() throws {
        for side in ["buy", "sell"] {
            var fixture = try fixture(.deny)
            #expect(try fixture.arrive(#""action":"\#(side)","size":2"#).verdicts.map(\.code) == [nil])
        }
    }

    @Test func `the close leaves although its entry is denied`() throws {
        var fixture = try fixture(.deny)
        _ = try fixture.filledEntry(#""action":"buy","size":2"#)
        fixture.release(try fixture.arrive(#""action":"sell","size":5,"position":-3,"prev_position":2"#))
        let calls = fixture.take { $0.movesMoney }.map(\.call)
        #expect(calls.contains { if case .close = $0 { true } else { false } })
        #expect(!calls.contains { if case .place = $0 { true } else { false } })
    }
}
