import Glibc
package import Journey
package import SQLite

/// The disk that the operating system gives.
package struct SystemDisk: LedgerDisk {
    package var fileSystem: FileSystem? { nil }

    package func lock(_ file: String) throws(LedgerFault) -> any LedgerLock { try FileLock(for: file) }

    package func prepare(_ file: String) throws(LedgerFault) {
        try PrivateFile.prepare(file)
        for log in [file + "-wal", file + "-journal"] { try UnsyncedLog.settle(log, of: file) }
    }

    package func identity(of file: String) -> String? {
        FileIdentity(of: file).map { "\($0.inode) \($0.born)" }
    }

    package func read(
        _ path: String, of file: String, _ body: (ArraySlice<UInt8>) -> Void
    ) throws(LedgerFault) {
        try UnsyncedLog.read(path, of: file, body)
    }

    package func logBytes(of file: String) -> Int64 {
        var status = stat()
        return stat(file + "-wal", &status) == 0 ? Int64(status.st_size) : 0
    }

    package func lengthenLog(of file: String, to bytes: Int64) -> Bool {
        // SQLite locks the database and its shared memory, never a log: closing this descriptor drops no lock.
        let descriptor = open(file + "-wal", O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return errno != ENOENT }
        defer { close(descriptor) }
        let end = lseek(descriptor, 0, SEEK_END)
        guard end > 0, end < off_t(bytes) else { return end != 0 }
        let zeros = [UInt8](repeating: 0, count: 65_536)
        var offset = end
        while offset < off_t(bytes) {
            let count = pwrite(descriptor, zeros, min(zeros.count, Int(off_t(bytes) - offset)), offset)
            guard count > 0 else {
                // A disk without room has better uses for what was had.
                ftruncate(descriptor, end)
                return true
            }
            offset += off_t(count)
        }
        fdatasync(descriptor)
        return true
    }

    package func holds(_ file: String) -> Bool {
        var status = stat()
        return lstat(file, &status) == 0
    }

    package func discard(_ file: String) throws(LedgerFault) {
        // The logs first: without them the file cannot come to life again.
        for path in Self.logs(of: file) + [file] where unlink(path) != 0 && errno != ENOENT {
            throw .system(errno, at: file, "cannot remove \(path)", remedy: "remove it by hand")
        }
    }

    package func rename(_ draft: String, to file: String) throws(LedgerFault) {
        guard Glibc.rename(draft, file) == 0, PrivateFile.syncFolder(of: file) else {
            throw .system(errno, at: file, "cannot name it", remedy: "check the disk and its file system")
        }
    }

    package func find(_ file: String) throws(LedgerFault) {
        guard access(file, F_OK) == 0 else {
            throw .system(errno, at: file, "cannot find it", remedy: "name the ledger with --ledger")
        }
    }
}
