import Glibc
import Journey
import Simulation
import Testing

/// The N-th call of a ledger's day goes wrong, for every N and every way.
struct DiskFaultTests {
    /// Every how many calls one is struck: 1 strikes all of them, which takes minutes.
    private static let stride = getenv("DISK_STRIDE").flatMap { Int(String(cString: $0)) } ?? 97

    @Test(arguments: DiskTrouble.allCases)
    func `whatever call fails, a ledger opens sound and with all that was acknowledged`(
        trouble: DiskTrouble
    ) throws {
        let calls = Self.calls()
        var counts: [String: Int] = [:]
        var broken: [String] = []
        for call in calls where trouble.strikes(call.kind) && call.number % Self.stride == 0 {
            let aftermath = trouble.strike(call.number, seed: UInt64(call.number))
            switch aftermath {
            case .whole: counts["whole", default: 0] += 1
            case .shortened where trouble.isLie: counts["shortened by a lie", default: 0] += 1
            case .refused where trouble.isLie: counts["refused", default: 0] += 1
            default: broken.append("call \(call.number) (\(call.kind) \(call.path)): \(aftermath)")
            }
        }
        let total = counts.values.reduce(0, +) + broken.count
        print(
            "disk: \(trouble): \(total) of \(calls.count) calls struck, "
                + counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
                + ", \(broken.count) broken")
        #expect(broken.isEmpty, "\(broken.prefix(5).joined(separator: "\n"))")
        #expect(total > 0)
    }

    /// The calls of a day on which nothing goes wrong.
    private static func calls() -> [DiskCall] {
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
}
