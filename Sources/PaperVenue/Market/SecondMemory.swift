import Synchronization
import Trading

/// The second that each contract was last asked about, so that its steps are not computed each time anew.
///
/// It changes no answer: what it keeps is computed from seed, contract and time alone.
final class SecondMemory: Sendable {
    private struct Kept: Sendable {
        let at: Timestamp
        let path: SecondPath
    }

    /// More contracts than that are forgotten all together.
    private static let contractsMax = 128

    private let kept = Mutex<[ContractID: Kept]>([:])

    func path(of contract: ContractID, at second: Timestamp, _ make: () -> SecondPath) -> SecondPath {
        let found = kept.withLock { $0[contract] }
        if let found, found.at == second { return found.path }
        let path = make()
        kept.withLock { kept in
            if kept.count >= Self.contractsMax { kept.removeAll(keepingCapacity: true) }
            kept[contract] = Kept(at: second, path: path)
        }
        return path
    }
}
