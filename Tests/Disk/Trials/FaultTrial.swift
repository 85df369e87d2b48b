package import Simulation

/// One trouble at every N-th call of a ledger's day, each time on a disk and with a ledger of its own.
package struct FaultTrial {
    private struct Run {
        let call: DiskCall
        let seed: UInt64
    }

    package let trouble: DiskTrouble
    /// What broke: the words that do one such run again, and what was found.
    package private(set) var broken: [String] = []
    package var runCount: Int { runs.count }
    private let runs: [Run]
    private var counts: [String: Int] = [:]

    /// - Parameters:
    ///   - calls: The calls of a day on which nothing goes wrong.
    ///   - stride: Of reads and of writes every how many is struck; of all other calls every sixteenth part of
    ///     that.
    ///   - seeds: With how many dice each call is struck.
    package init(_ trouble: DiskTrouble, at calls: [DiskCall], stride: Int, seeds: Int = 1) {
        self.trouble = trouble
        var seen: [DiskCall.Kind: Int] = [:]
        let struck = calls.filter { call in
            guard trouble.strikes(call.kind) else { return false }
            let number = seen[call.kind, default: 0] + 1
            seen[call.kind] = number
            let isCommon = call.kind == .read || call.kind == .write
            return number.isMultiple(of: isCommon ? stride : max(1, stride / 16))
        }
        runs = struck.flatMap { call in (1...seeds).map { Run(call: call, seed: UInt64($0)) } }
        let (trouble, runs) = (trouble, runs)
        let endings = Parallel.map(runs.count) { index in
            trouble.strike(runs[index].call.number, seed: runs[index].seed)
        }
        for (run, ending) in zip(runs, endings) { count(ending, of: run) }
    }

    /// Every call of a day on which nothing goes wrong.
    package static func calls() -> [DiskCall] {
        let disk = SimulatedDisk(dice: Dice(seed: 0))
        var calls: [DiskCall] = []
        disk.onCall = {
            calls.append($0)
            return .goOn
        }
        var scenario = LedgerScenario(on: disk)
        scenario.run()
        return calls
    }

    private mutating func count(_ ending: Aftermath, of run: Run) {
        switch ending {
        case .whole: counts["whole", default: 0] += 1
        case .shortened where trouble.isLie: counts["shortened by a lie", default: 0] += 1
        case .refused where trouble.isLie: counts["refused", default: 0] += 1
        case let other:
            broken.append(
                "--fault \(trouble):\(run.call.number):\(run.seed) (\(run.call.kind) \(run.call.path)): \(other)"
            )
        }
    }

    package var line: String {
        "disk: \(trouble): \(Set(runs.map(\.call.number)).count) calls struck, \(runs.count) runs: "
            + (counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
            + ["\(broken.count) broken"]).joined(separator: ", ")
    }
}
