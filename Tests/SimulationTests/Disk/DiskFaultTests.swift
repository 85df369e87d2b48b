import DiskTrials
import Testing

/// The short form of what `Tests/Disk/run` does at every call.
struct DiskFaultTests {
    @Test(arguments: DiskTrouble.allCases)
    func `whatever call fails, a ledger opens sound and with all that was acknowledged`(
        trouble: DiskTrouble
    ) {
        let trial = FaultTrial(trouble, at: FaultTrial.calls(), stride: 223)
        #expect(trial.broken.isEmpty, "\(trial.broken.prefix(5).joined(separator: "\n"))")
        #expect(trial.runCount > 0)
    }
}
