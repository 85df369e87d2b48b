import DiskTrials
import Testing

/// The short form of what `Tests/Disk/run` does with many more damages.
struct DamageTests {
    @Test func `a ledger with a damaged row is never taken for a sound one`() throws {
        let trial = try LedgerDamageTrial(seeds: 1...100)
        print(trial.line)
        #expect(trial.slipped.isEmpty, "\(trial.slipped.joined(separator: "\n"))")
    }

    @Test func `damage in a log never hides more than its last commit`() throws {
        let trial = try LogDamageTrial(seeds: 1...20)
        print(trial.line)
        #expect(trial.slipped.isEmpty, "\(trial.slipped.joined(separator: "\n"))")
    }
}
