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

    package func find(_ file: String) throws(LedgerFault) {
        guard access(file, F_OK) == 0 else {
            throw .system(errno, at: file, "cannot find it", remedy: "name the ledger with --ledger")
        }
    }
}
