import CSQLite

/// SQLite's table of what it does with an open file.
enum FileMethods {
    private struct Table: @unchecked Sendable {
        // Written once before anyone can see it, and never freed: SQLite keeps pointers to it.
        let start: UnsafeMutablePointer<sqlite3_io_methods>
    }

    private static let table = Table(start: make())

    /// Hands a file over to SQLite, which gives it back by `xClose`.
    static func attach(_ file: OpenFile, to target: UnsafeMutablePointer<sqlite3_file>) {
        UnsafeMutableRawPointer(target).assumingMemoryBound(to: csqlite_file.self).pointee.context =
            Unmanaged.passRetained(file).toOpaque()
        target.pointee.pMethods = UnsafePointer(table.start)
    }

    private static func make() -> UnsafeMutablePointer<sqlite3_io_methods> {
        let table = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        table.initialize(to: sqlite3_io_methods())
        table.pointee.iVersion = 2
        table.pointee.xClose = closeFile
        table.pointee.xRead = readFile
        table.pointee.xWrite = writeFile
        table.pointee.xTruncate = truncateFile
        table.pointee.xSync = { file, _ in opened(file)?.sync() ?? Code.sync }
        table.pointee.xFileSize = sizeOfFile
        table.pointee.xLock = lockFile
        table.pointee.xUnlock = unlockFile
        table.pointee.xCheckReservedLock = findReserved
        table.pointee.xFileControl = { _, _, _ in SQLITE_NOTFOUND }
        // As on Linux: what a write does not touch, a torn write leaves alone.
        table.pointee.xSectorSize = { _ in 4_096 }
        table.pointee.xDeviceCharacteristics = { _ in SQLITE_IOCAP_POWERSAFE_OVERWRITE }
        table.pointee.xShmMap = mapShared
        table.pointee.xShmLock = lockShared
        table.pointee.xShmBarrier = { _ in }
        table.pointee.xShmUnmap = unmapShared
        return table
    }
}

private typealias File = UnsafeMutablePointer<sqlite3_file>

private func opened(_ file: File?) -> OpenFile? {
    guard let file else { return nil }
    let context = UnsafeMutableRawPointer(file).assumingMemoryBound(to: csqlite_file.self).pointee.context
    return context.map { Unmanaged<OpenFile>.fromOpaque($0).takeUnretainedValue() }
}

private func closeFile(file: File?) -> Int32 {
    guard let file, let open = opened(file) else { return SQLITE_OK }
    open.close()
    file.pointee.pMethods = nil
    Unmanaged.passUnretained(open).release()
    return SQLITE_OK
}

private func readFile(
    file: File?, target: UnsafeMutableRawPointer?, count: Int32, offset: sqlite3_int64
) -> Int32 {
    let buffer = UnsafeMutableRawBufferPointer(start: target, count: Int(count))
    return opened(file)?.read(into: buffer, at: Int(offset)) ?? Code.read
}

private func writeFile(
    file: File?, source: UnsafeRawPointer?, count: Int32, offset: sqlite3_int64
) -> Int32 {
    let bytes = UnsafeRawBufferPointer(start: source, count: Int(count))
    return opened(file)?.write(bytes, at: Int(offset)) ?? Code.write
}

private func truncateFile(file: File?, size: sqlite3_int64) -> Int32 {
    opened(file)?.truncate(to: Int(size)) ?? Code.truncate
}

private func sizeOfFile(file: File?, size: UnsafeMutablePointer<sqlite3_int64>?) -> Int32 {
    guard let found = opened(file)?.size else { return Code.size }
    size?.pointee = sqlite3_int64(found)
    return SQLITE_OK
}

private func lockFile(file: File?, level: Int32) -> Int32 {
    guard let open = opened(file), let level = DiskLocks.Level(rawValue: level) else { return Code.lock }
    return open.lock(level)
}

private func unlockFile(file: File?, level: Int32) -> Int32 {
    guard let open = opened(file), let level = DiskLocks.Level(rawValue: level) else { return Code.lock }
    open.unlock(to: level)
    return SQLITE_OK
}

private func findReserved(file: File?, result: UnsafeMutablePointer<Int32>?) -> Int32 {
    result?.pointee = opened(file)?.isReserved == true ? 1 : 0
    return SQLITE_OK
}

private func mapShared(
    file: File?, region: Int32, size: Int32, isExtending: Int32,
    target: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> Int32 {
    target?.pointee = nil
    guard let open = opened(file) else { return Code.share }
    let (code, memory) = open.share(Int(region), bytes: Int(size), isExtending: isExtending != 0)
    target?.pointee = memory
    return code
}

private func lockShared(file: File?, offset: Int32, count: Int32, flags: Int32) -> Int32 {
    opened(file)?.lockShared(Int(offset)..<Int(offset + count), flags: flags) ?? Code.shareLock
}

private func unmapShared(file: File?, isDeleting: Int32) -> Int32 {
    opened(file)?.leaveShared()
    return SQLITE_OK
}
