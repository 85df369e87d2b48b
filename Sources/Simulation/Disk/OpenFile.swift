import CSQLite

/// One opening of a file by SQLite. Its calls answer with SQLite's codes.
final class OpenFile {
    let disk: SimulatedDisk
    let file: DiskFile
    private let incarnation: Int
    /// A journal or a WAL: its first sync makes its name durable too, as SQLite's own VFS does.
    private let isLog: Bool
    private let isReadOnly: Bool
    private var sharing: SharedPages?

    init(_ file: DiskFile, on disk: SimulatedDisk, incarnation: Int, flags: Int32) {
        self.file = file
        self.disk = disk
        self.incarnation = incarnation
        isLog = flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL) != 0
        isReadOnly = flags & SQLITE_OPEN_READONLY != 0
    }

    private var me: ObjectIdentifier { ObjectIdentifier(self) }
    private var isUp: Bool { disk.isUp(incarnation) }

    /// What becomes of a call; a stopped machine fails them all.
    private func judge(_ kind: DiskCall.Kind, at offset: Int = 0, count: Int = 0) -> DiskVerdict {
        guard isUp else { return .fail(.inputOutput) }
        guard !file.isTemporary else { return .goOn }
        let verdict = disk.judge(kind, file.path, at: offset, count: count)
        return isUp ? verdict : .fail(.inputOutput)
    }

    func close() {
        guard isUp else { return }
        unlock(to: .none)
        leaveShared()
    }

    func read(into target: UnsafeMutableRawBufferPointer, at offset: Int) -> Int32 {
        if case .fail(let failure) = judge(.read, at: offset, count: target.count) {
            return failure.code(of: .read)
        }
        let count = file.current.read(into: target, at: offset)
        guard count < target.count else { return SQLITE_OK }
        // SQLite relies on zeros behind the file's end.
        UnsafeMutableRawBufferPointer(rebasing: target[count...]).initializeMemory(
            as: UInt8.self, repeating: 0)
        return Code.shortRead
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int32 {
        guard !isReadOnly else { return SQLITE_READONLY }
        let verdict = judge(.write, at: offset, count: bytes.count)
        switch verdict {
        case .fail(let failure): return failure.code(of: .write)
        case .tear(let count, let failure):
            put(bytes, 0..<min(max(0, count), bytes.count), at: offset)
            return failure?.code(of: .write) ?? SQLITE_OK
        case .tearSectors(let failure):
            for start in stride(from: PowerCut.sectorBytes, to: bytes.count, by: 2 * PowerCut.sectorBytes) {
                put(bytes, start..<min(start + PowerCut.sectorBytes, bytes.count), at: offset)
            }
            return failure?.code(of: .write) ?? SQLITE_OK
        case .goOn, .drop, .die: break
        }
        let growth = max(0, offset + bytes.count - file.current.count)
        guard file.isTemporary || growth <= disk.roomBytes else {
            put(bytes, 0..<max(0, bytes.count - growth + disk.roomBytes), at: offset)
            return SQLITE_FULL
        }
        file.write(bytes, at: offset, isDropped: verdict == .drop)
        return SQLITE_OK
    }

    /// Writes what it reads in its own place.
    func rewrite() -> Bool {
        let bytes = DiskBytes()
        bytes.become(file.current)
        return bytes.withBytes { all in
            stride(from: 0, to: all.count, by: 65_536).allSatisfy {
                let part = UnsafeRawBufferPointer(rebasing: all[$0..<min($0 + 65_536, all.count)])
                return write(part, at: $0) == SQLITE_OK
            }
        }
    }

    func truncate(to size: Int) -> Int32 {
        let verdict = judge(.truncate, count: size)
        if case .fail(let failure) = verdict { return failure.code(of: .truncate) }
        file.truncate(to: size)
        return SQLITE_OK
    }

    func sync() -> Int32 {
        switch judge(.sync, count: file.current.count) {
        case .fail(let failure):
            if isUp { disk.failSync(file) }
            return failure.code(of: .sync)
        case .drop: return SQLITE_OK
        default: break
        }
        disk.sync(file)
        if isLog, !file.isNameDurable { disk.syncNames() }
        return SQLITE_OK
    }

    var size: Int? { isUp ? file.current.count : nil }

    // MARK: Locks

    func lock(_ level: DiskLocks.Level) -> Int32 {
        guard isUp else { return Code.lock }
        return file.locks.raise(me, to: level) ? SQLITE_OK : SQLITE_BUSY
    }

    func unlock(to level: DiskLocks.Level) {
        if isUp { file.locks.lower(me, to: level) }
    }

    var isReserved: Bool { isUp && file.locks.isReserved }

    // MARK: Shared memory

    /// - Returns: SQLite's code, and the region unless it was not to be made.
    func share(_ region: Int, bytes: Int, isExtending: Bool) -> (Int32, UnsafeMutableRawPointer?) {
        if case .fail(let failure) = judge(.share, at: region * bytes, count: bytes) {
            return (failure.code(of: .share), nil)
        }
        let pages = sharing ?? file.sharing ?? SharedPages()
        file.sharing = pages
        sharing = pages
        pages.users.insert(me)
        return (SQLITE_OK, pages.region(region, bytes: bytes, isExtending: isExtending))
    }

    func lockShared(_ range: Range<Int>, flags: Int32) -> Int32 {
        guard isUp, let sharing else { return Code.shareLock }
        if flags & SQLITE_SHM_UNLOCK != 0 {
            sharing.unlock(range, me)
            return SQLITE_OK
        }
        let isTaken =
            flags & SQLITE_SHM_SHARED != 0
            ? sharing.lockShared(range, me) : sharing.lockExclusive(range, me)
        return isTaken ? SQLITE_OK : SQLITE_BUSY
    }

    func leaveShared() {
        guard let sharing else { return }
        sharing.leave(me)
        if sharing.users.isEmpty, file.sharing === sharing { file.sharing = nil }
        self.sharing = nil
    }

    private func put(_ bytes: UnsafeRawBufferPointer, _ part: Range<Int>, at offset: Int) {
        file.write(UnsafeRawBufferPointer(rebasing: bytes[part]), at: offset + part.lowerBound)
    }
}
