/// Faults that wait for their moment, and those that have struck.
struct FaultPlan: Sendable {
    struct Entry: Sendable {
        let id: Int
        let order: FaultOrder
        /// Nil for ever.
        var left: Int?
        var skip: Int
        var struck = 0
    }

    /// Spent entries are kept for whoever asks, up to so many in all.
    private static let entriesMax = 1_000

    private(set) var entries: [Entry] = []
    private var lastID = 0
    private let seed: UInt64
    private var draws: UInt64 = 0

    /// - Parameter seed: Decides what strikes by chance: the same seed and calls, the same strikes.
    init(seed: UInt64 = 1) { self.seed = Scatter.seed(seed, named: "faults") }

    mutating func arm(_ fault: VenueFault, count: Int, path: String?) {
        guard count > 0 else { return }
        arm(FaultOrder(fault: fault, path: path.map { VenuePath.normal($0).lowercased() }, count: count))
    }

    @discardableResult
    mutating func arm(_ order: FaultOrder, struck: Int = 0) -> Int {
        if entries.count >= Self.entriesMax { entries.removeAll { $0.left == 0 } }
        lastID += 1
        entries.append(
            Entry(
                id: lastID, order: order, left: struck > 0 ? 0 : order.count, skip: order.skip,
                struck: struck))
        return lastID
    }

    /// What waits is gone; what has struck can still be looked up.
    mutating func disarm() { for index in entries.indices { entries[index].left = 0 } }

    /// The same for what waits for one path's calls.
    mutating func disarm(path: String) {
        let path = VenuePath.normal(path).lowercased()
        for index in entries.indices where entries[index].order.path == path { entries[index].left = 0 }
    }

    /// How many strikes are still waiting; one that strikes for ever counts 1.
    var waiting: Int { entries.reduce(0) { $0 + ($1.left ?? 1) } }

    /// Takes the first waiting fault that fits, once.
    mutating func take(path: String? = nil, where fits: (VenueFault) -> Bool) -> VenueFault? {
        take(atMost: 1, path: path, where: fits).first
    }

    /// Takes waiting faults that fit, each of them once.
    mutating func take(atMost limit: Int, path: String?, where fits: (VenueFault) -> Bool) -> [VenueFault] {
        guard entries.contains(where: { $0.left != 0 }) else { return [] }
        let path = path.map { VenuePath.normal($0).lowercased() }
        var taken: [VenueFault] = []
        for index in entries.indices where entries[index].left != 0 && taken.count < limit {
            let order = entries[index].order
            guard order.path == nil || order.path == path, fits(order.fault) else { continue }
            guard entries[index].skip == 0 else {
                entries[index].skip -= 1
                continue
            }
            guard strikes(order.chance) else { continue }
            entries[index].left = entries[index].left.map { $0 - 1 }
            entries[index].struck += 1
            taken.append(order.fault)
        }
        return taken
    }

    private mutating func strikes(_ chance: UInt64?) -> Bool {
        guard let chance else { return true }
        draws += 1
        return Scatter.value(seed, draws) >> 32 < chance
    }
}
