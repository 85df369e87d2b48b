import Synchronization
import Trading

/// For each contract the last search for a price, so that it is made anew only when the prices searched for have
/// changed or were found.
///
/// It changes no answer: what it keeps is computed from seed, contract and time alone.
final class ReachMemory: Sendable {
    private struct Kept: Sendable {
        let band: PriceBand
        let from: Timestamp
        let found: Timestamp?
    }

    private static let contractsMax = 128

    private let kept = Mutex<[ContractID: Kept]>([:])

    func reach(
        _ contract: ContractID, _ band: PriceBand, after time: Timestamp, search: () -> Timestamp?
    ) -> Timestamp? {
        let known = kept.withLock { $0[contract] }
        if let known, known.band == band, known.from <= time, known.found.map({ $0 > time }) ?? true {
            return known.found
        }
        let found = search()
        kept.withLock { kept in
            if kept.count >= Self.contractsMax { kept.removeAll(keepingCapacity: true) }
            kept[contract] = Kept(band: band, from: time, found: found)
        }
        return found
    }
}
