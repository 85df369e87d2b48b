import DiskTrials
import Glibc

// Does what `Tests/Disk/run` says: disk [STRIDE [DAMAGES]], disk --fault TROUBLE:CALL:SEED, disk --damage SEED.

let words = Array(CommandLine.arguments.dropFirst())

/// Shown at once, also where the output is a file.
func say(_ line: String) {
    print(line)
    fflush(nil)
}

func leave(saying text: String) -> Never {
    print(text)
    exit(2)
}

func number(_ index: Int, otherwise: Int) -> Int {
    guard words.count > index else { return otherwise }
    guard let number = Int(words[index]), number >= 1 else {
        leave(saying: "no number from 1: \(words[index])")
    }
    return number
}

/// One run again, with every call of the disk.
func runFault(_ text: String) {
    let parts = text.split(separator: ":")
    guard parts.count == 3, let trouble = DiskTrouble(rawValue: String(parts[0])), let call = Int(parts[1]),
        let seed = UInt64(parts[2])
    else { leave(saying: "TROUBLE:CALL:SEED, and TROUBLE one of \(DiskTrouble.allCases)") }
    say("disk: \(trouble.strike(call, seed: seed, isTraced: true))")
}

/// - Returns: How many broke.
func runFaults(stride: Int) -> Int {
    let calls = FaultTrial.calls()
    say("disk: \(calls.count) calls make the scenario; every one is struck that is a multiple of \(stride)")
    var (runs, broken) = (0, 0)
    for trouble in DiskTrouble.allCases {
        let trial = FaultTrial(trouble, at: calls, stride: stride)
        say(trial.line)
        for line in trial.broken { say("disk: broken: Tests/Disk/run \(line)") }
        runs += trial.runCount
        broken += trial.broken.count
    }
    say("disk: \(DiskTrouble.allCases.count) troubles, \(runs) runs, \(broken) broken")
    return broken
}

/// - Returns: How many slipped through.
func runDamages(_ seeds: ClosedRange<UInt64>, ofLog logSeeds: ClosedRange<UInt64>, isTold: Bool = false)
    -> Int
{
    do {
        let ledger = try LedgerDamageTrial(seeds: seeds, isTold: isTold)
        say(ledger.line)
        let log = try LogDamageTrial(seeds: logSeeds, isTold: isTold)
        say(log.line)
        for line in ledger.slipped + log.slipped { say("disk: slipped: Tests/Disk/run \(line)") }
        return ledger.slipped.count + log.slipped.count
    } catch {
        leave(saying: "\(error)")
    }
}

switch words.first {
case "--fault" where words.count == 2: runFault(words[1])
case "--damage" where words.count == 2:
    let seed = UInt64(number(1, otherwise: 1))
    exit(runDamages(seed...seed, ofLog: seed...seed, isTold: true) == 0 ? 0 : 1)
default:
    let (stride, damages) = (number(0, otherwise: 1), number(1, otherwise: 10_000))
    let broken = runFaults(stride: stride)
    let slipped = runDamages(1...UInt64(damages), ofLog: 1...UInt64(max(1, damages / 10)))
    exit(broken + slipped == 0 ? 0 : 1)
}
