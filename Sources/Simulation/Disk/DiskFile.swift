/// One file of a simulated disk: as the running programs see it, and as a power cut would leave it.
final class DiskFile {
    enum Change {
        /// - Parameters:
        ///   - written: Where the bytes stand in `unsynced`.
        ///   - isDropped: It does not survive a power cut.
        case write(at: Int, written: Range<Int>, isDropped: Bool)
        case truncate(to: Int)
    }

    var path: String
    /// What a program reads.
    let current = DiskBytes()
    /// What has been synced.
    let synced = DiskBytes()
    /// What happened to `current` since, the oldest first. A temporary file keeps none.
    private(set) var changes: [Change] = []
    /// The bytes of all `changes`, one after the other.
    private let unsynced = DiskBytes()
    /// Whether the file's name survives a power cut.
    var isNameDurable = false
    var locks = DiskLocks()
    var sharing: SharedPages?

    /// - Parameter path: Empty for a temporary file.
    init(path: String) { self.path = path }

    var isTemporary: Bool { path.isEmpty }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int, isDropped: Bool = false) {
        guard !bytes.isEmpty else { return }
        current.write(bytes, at: offset)
        guard !isTemporary else { return }
        let start = unsynced.count
        unsynced.write(bytes, at: start)
        changes.append(.write(at: offset, written: start..<unsynced.count, isDropped: isDropped))
    }

    func truncate(to size: Int) {
        current.resize(to: size)
        if !isTemporary { changes.append(.truncate(to: size)) }
    }

    func sync() {
        for change in changes { apply(change) }
        forgetChanges()
    }

    /// Some changes are kept, and none is tried again. At times the cache forgets what the disk did not take.
    func failSync(_ dice: inout Dice) {
        for change in changes where dice.chance(500) { apply(change) }
        forgetChanges()
        if dice.chance(250) { current.become(synced) }
    }

    /// Cuts the power.
    func crash(_ dice: inout Dice) {
        let survivors = PowerCut.survivors(of: changes, &dice)
        for change in survivors { apply(change) }
        forgetChanges()
        current.become(synced)
        forgetPrograms()
    }

    /// The programs that had it open are gone.
    func forgetPrograms() {
        locks = DiskLocks()
        sharing = nil
    }

    private func forgetChanges() {
        changes.removeAll(keepingCapacity: true)
        unsynced.resize(to: 0)
    }

    /// Makes a change durable.
    private func apply(_ change: Change) {
        switch change {
        case .write(let offset, let written, _):
            unsynced.withBytes { synced.write(UnsafeRawBufferPointer(rebasing: $0[written]), at: offset) }
        case .truncate(let size): synced.resize(to: size)
        }
    }
}
