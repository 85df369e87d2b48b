import Journey
import Testing
import Trading

/// Partial and whole exits, from the alert to the venue's last word.
struct DeskExitTests {
    @Test(arguments: [#""action":"close","#, #""action":"sell","position":0,"#])
    func `a close of what cannot be resolved is denied, and nothing else is closed`(action: String) throws {
        var fixture = try DeskFixture.connected(rules: [
            Rule(
                name: "any", when: Rule.Condition(),
                to: [Rule.Target(account: DeskFixture.one, size: .asAlerted)])
        ])
        let decision = try fixture.arrive(#"\#(action)"extras":{}"#, ticker: "ZZ1!")
        #expect(decision.verdicts.map(\.code) == ["INSTRUMENT_NOT_FOUND"])
        #expect(decision.releases.isEmpty)
        #expect(decision.locks.isEmpty)
    }
}
