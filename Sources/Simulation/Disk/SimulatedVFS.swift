import CSQLite
import Glibc
import SQLite
import Synchronization

/// The door through which SQLite reaches simulated disks: one VFS for the whole process.
///
/// A path names the disk and which run of its program asks, `/DISK.RUN/PATH`, so that worlds on many threads
/// keep apart and a program that died reaches nothing any more.
enum SimulatedVFS {
    private struct Entry {
        weak var disk: SimulatedDisk?
    }

    private static let name = "simulated"
    private static let disks = Mutex<[UInt64: Entry]>([:])
    private static let count = Atomic<UInt64>(0)
    /// Whether SQLite took it; asked for by each disk, done once.
    private static let isRegistered = register()

    static func nextID() -> UInt64 { count.add(1, ordering: .relaxed).newValue }

    static func add(_ disk: SimulatedDisk) {
        precondition(isRegistered, "SQLite takes no VFS")
        disks.withLock { $0[disk.id] = Entry(disk: disk) }
    }

    static func remove(_ id: UInt64) {
        disks.withLock { _ = $0.removeValue(forKey: id) }
    }

    static func fileSystem(_ id: UInt64, _ incarnation: Int) -> FileSystem {
        FileSystem(name: name, root: "/\(id).\(incarnation)/")
    }

    /// Takes a path apart that begins with the root of a file system of ours.
    static func find(_ path: UnsafePointer<CChar>) -> (disk: SimulatedDisk, incarnation: Int, path: String)? {
        let parts = String(cString: path).split(
            separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        let numbers = parts[1].split(separator: ".")
        guard numbers.count == 2, let id = UInt64(numbers[0]), let incarnation = Int(numbers[1]),
            let disk = disks.withLock({ $0[id]?.disk })
        else { return nil }
        return (disk, incarnation, String(parts[2]))
    }

    private static func register() -> Bool {
        _ = SQLiteLibrary.countsNoMemory
        let vfs = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        vfs.initialize(to: sqlite3_vfs())
        vfs.pointee.iVersion = 2
        vfs.pointee.szOsFile = Int32(MemoryLayout<csqlite_file>.stride)
        vfs.pointee.mxPathname = 512
        // SQLite keeps the name for as long as the process lives.
        vfs.pointee.zName = UnsafePointer(strdup(name))
        vfs.pointee.xOpen = openFile
        vfs.pointee.xDelete = deleteFile
        vfs.pointee.xAccess = findFile
        vfs.pointee.xFullPathname = nameFully
        vfs.pointee.xRandomness = fill
        vfs.pointee.xSleep = { _, microseconds in microseconds }
        vfs.pointee.xGetLastError = { _, _, _ in 0 }
        vfs.pointee.xCurrentTimeInt64 = standStill
        return sqlite3_vfs_register(vfs, 0) == SQLITE_OK
    }
}

private typealias VFS = UnsafeMutablePointer<sqlite3_vfs>

private func openFile(
    vfs: VFS?, name: UnsafePointer<CChar>?, target: UnsafeMutablePointer<sqlite3_file>?, flags: Int32,
    outFlags: UnsafeMutablePointer<Int32>?
) -> Int32 {
    guard let target else { return SQLITE_CANTOPEN }
    // Without methods SQLite does not close what was not opened.
    target.pointee.pMethods = nil
    guard let name else {
        // A temporary file of SQLite's own, on no disk of ours.
        let file = OpenFile(
            DiskFile(path: ""), on: SimulatedDisk.scratch, incarnation: 1, flags: flags)
        FileMethods.attach(file, to: target)
        return SQLITE_OK
    }
    guard let (disk, incarnation, path) = SimulatedVFS.find(name), disk.isUp(incarnation) else {
        return SQLITE_CANTOPEN
    }
    if case .fail(let failure) = disk.judge(.open, path) { return failure.code(of: .open) }
    guard disk.isUp(incarnation) else { return SQLITE_CANTOPEN }
    guard let file = disk.file(path) ?? (flags & SQLITE_OPEN_CREATE == 0 ? nil : disk.create(path)) else {
        return SQLITE_CANTOPEN
    }
    outFlags?.pointee = flags
    FileMethods.attach(OpenFile(file, on: disk, incarnation: incarnation, flags: flags), to: target)
    return SQLITE_OK
}

private func deleteFile(vfs: VFS?, name: UnsafePointer<CChar>?, isDurable: Int32) -> Int32 {
    guard let name, let (disk, incarnation, path) = SimulatedVFS.find(name), disk.isUp(incarnation) else {
        return Code.delete
    }
    guard disk.file(path) != nil else { return Code.nothingToDelete }
    if case .fail(let failure) = disk.judge(.delete, path) { return failure.code(of: .delete) }
    guard disk.isUp(incarnation) else { return Code.delete }
    disk.delete(path)
    if isDurable != 0 { disk.syncNames() }
    return SQLITE_OK
}

private func findFile(
    vfs: VFS?, name: UnsafePointer<CChar>?, flags: Int32, result: UnsafeMutablePointer<Int32>?
) -> Int32 {
    guard let name, let (disk, incarnation, path) = SimulatedVFS.find(name), disk.isUp(incarnation) else {
        result?.pointee = 0
        return SQLITE_OK
    }
    let file = disk.file(path)
    // SQLite's own VFS takes an empty log for none.
    let isThere = flags == SQLITE_ACCESS_EXISTS ? file.map { $0.current.count > 0 } ?? false : file != nil
    result?.pointee = isThere ? 1 : 0
    return SQLITE_OK
}

private func nameFully(
    vfs: VFS?, name: UnsafePointer<CChar>?, room: Int32, target: UnsafeMutablePointer<CChar>?
) -> Int32 {
    guard let name, let target, strlen(name) < Int(room) else { return SQLITE_CANTOPEN }
    strcpy(target, name)
    return SQLITE_OK
}

/// SQLite draws its own chance from the default VFS; what it asks of this one decides nothing.
private func fill(vfs: VFS?, count: Int32, target: UnsafeMutablePointer<CChar>?) -> Int32 {
    guard let target else { return 0 }
    memset(target, 0x5a, Int(count))
    return count
}

/// Julian milliseconds of 2026-11-01: no SQL of ours asks for the time.
private func standStill(vfs: VFS?, time: UnsafeMutablePointer<sqlite3_int64>?) -> Int32 {
    time?.pointee = 212_660_942_400_000
    return SQLITE_OK
}
