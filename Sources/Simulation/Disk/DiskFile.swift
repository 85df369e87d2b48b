/// One file of a simulated disk: as the running programs see it, and as a power cut would leave it.
final class DiskFile {
    enum Change {
        /// - Parameter isDropped: It does not survive a power cut.
        case write(at: Int, DiskBytes, isDropped: Bool)
        case truncate(to: Int)
    }

    var path: String
    /// What a program reads.
    let current = DiskBytes()
    /// What has been synced.
    let synced = DiskBytes()
    /// What happened to `current` since, the oldest first. A temporary file keeps none.
    private(set) var changes: [Change] = []
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
        changes.append(.write(at: offset, DiskBytes(bytes), isDropped: isDropped))
    }

    func truncate(to size: Int) {
        current.resize(to: size)
        if !isTemporary { changes.append(.truncate(to: size)) }
    }

    func sync() {
        for change in changes { Self.apply(change, to: synced) }
        changes.removeAll(keepingCapacity: true)
    }

    /// Some changes are kept, and none is tried again. At times the cache forgets what the disk did not take.
    func failSync(_ dice: inout Dice) {
        for change in changes where dice.chance(500) { Self.apply(change, to: synced) }
        changes.removeAll(keepingCapacity: true)
        if dice.chance(250) { current.become(synced) }
    }

    /// Cuts the power.
    func crash(_ dice: inout Dice) {
        let survivors = PowerCut.survivors(of: changes, &dice)
        for change in survivors { Self.apply(change, to: synced) }
        changes = []
        current.become(synced)
        forgetPrograms()
    }

    /// The programs that had it open are gone.
    func forgetPrograms() {
        locks = DiskLocks()
        sharing = nil
    }

    private static func apply(_ change: Change, to bytes: DiskBytes) {
        switch change {
        case .write(let offset, let written, _): written.withBytes { bytes.write($0, at: offset) }
        case .truncate(let size): bytes.resize(to: size)
        }
    }
}
