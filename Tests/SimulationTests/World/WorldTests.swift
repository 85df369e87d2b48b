import Synchronization
import Testing

@testable import Simulation

/// Whole worlds, few of them: the command plays the many.
struct WorldTests {
    @Test(arguments: [1, 2, 3, 7, 21, 46] as [UInt64])
    func `a seed decides everything that happens`(seed: UInt64) {
        var traces: [[String]] = []
        for _ in 0..<3 {
            var lines: [String] = []
            _ = SimulationRun.play(seed: seed) { lines.append($0) }
            traces.append(lines)
        }
        #expect(traces[0].count > 100)
        #expect(traces[0] == traces[1])
        #expect(traces[0] == traces[2])
    }

    @Test func `reading a world's trace changes nothing in it`() {
        let hashed = SimulationRun.play(seed: 6, hashing: true)
        let plain = SimulationRun.play(seed: 6)
        #expect(hashed.tally == plain.tally)
        #expect(hashed.hash != nil && plain.hash == nil)
    }

    @Test func `worlds side by side keep every promise, and everything goes wrong in some`() {
        let all = Mutex((tally: Tally(), violations: [String]()))
        let isComplete = SimulationRun.play(seeds: 1...60, threads: 2) { report in
            all.withLock { all in
                all.tally += report.tally
                if let violation = report.violation {
                    all.violations.append("seed \(report.seed): \(violation)")
                }
            }
            return true
        }
        #expect(isComplete)
        let (tally, violations) = all.withLock { $0 }
        #expect(violations == [])
        #expect(tally.seeds == 60)
        for kind in FaultKind.allCases { #expect(tally[kind] > 0, "\(kind) never happened") }
        #expect(tally.orders > 500 && tally.fills > 300 && tally.flattens > 50)
    }

    @Test func `a run stops when its reader has enough`() {
        let count = Mutex(0)
        _ = SimulationRun.play(seeds: 1...1_000, threads: 1) { _ in
            count.withLock { $0 += 1 }
            return false
        }
        #expect(count.withLock { $0 } == 1)
    }
}
