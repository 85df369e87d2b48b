import Glibc
import Journey
import Simulation
import Testing

/// The N-th call of a ledger's day goes wrong, for every N and every way.
struct DiskFaultTests {
    /// Every how many reads and writes one is struck, and of all other calls every sixteenth part of that:
    /// with 1 all of them, which takes minutes.
    private static let stride = max(1, setting("DISK_STRIDE").flatMap { Int($0) } ?? 223)
    /// With how many dice each call is struck.
    private static let seeds = max(1, setting("DISK_SEEDS").flatMap { Int($0) } ?? 1)
    /// `TROUBLE`, `TROUBLE:CALL` or `TROUBLE:CALL:SEED`: only that is done, and a single run is traced.
    private static let one = (setting("DISK_ONE") ?? "").split(separator: ":").map(String.init)

    @Test(arguments: DiskTrouble.allCases)
    func `whatever call fails, a ledger opens sound and with all that was acknowledged`(
        trouble: DiskTrouble
    ) throws {
        let runs = Self.runs(of: trouble)
        guard Self.one.isEmpty || !runs.isEmpty else { return }
        var counts: [String: Int] = [:]
        var broken: [String] = []
        for (call, seed) in runs {
            switch trouble.strike(call.number, seed: seed, isTraced: Self.one.count == 3) {
            case .whole: counts["whole", default: 0] += 1
            case .shortened where trouble.isLie: counts["shortened by a lie", default: 0] += 1
            case .refused where trouble.isLie: counts["refused", default: 0] += 1
            case let other:
                broken.append("\(trouble):\(call.number):\(seed) (\(call.kind) \(call.path)): \(other)")
            }
        }
        print(
            "disk: \(trouble): \(Set(runs.map(\.call.number)).count) calls struck, \(runs.count) runs: "
                + (counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
                + ["\(broken.count) broken"]).joined(separator: ", "))
        for line in broken { print("disk: broken: DISK_ONE=\(line)") }
        #expect(broken.isEmpty, "\(broken.prefix(5).joined(separator: "\n"))")
        #expect(!runs.isEmpty)
    }

    private static func setting(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    /// Which calls are struck, each with which dice.
    private static func runs(of trouble: DiskTrouble) -> [(call: DiskCall, seed: UInt64)] {
        if let name = one.first, name != trouble.rawValue { return [] }
        var counts: [DiskCall.Kind: Int] = [:]
        let struck = calls().filter { call in
            if one.count > 1 { return one[1] == String(call.number) }
            guard trouble.strikes(call.kind) else { return false }
            counts[call.kind, default: 0] += 1
            let isCommon = call.kind == .read || call.kind == .write
            return (counts[call.kind] ?? 0).isMultiple(of: isCommon ? stride : max(1, stride / 16))
        }
        let dice = one.count > 2 ? [UInt64(one[2]) ?? 1] : (1...UInt64(seeds)).map { $0 }
        return struck.flatMap { call in dice.map { (call, $0) } }
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
