import Glibc
import Journey

/// Sees to it that nobody but the owner can read the ledger.
enum PrivateFile {
    /// Creates the file with mode 0600 whatever the umask, or checks that the one that is there has it.
    ///
    /// SQLite gives its `-wal` and `-shm` files the mode of the database.
    static func prepare(_ file: String) throws(LedgerFault) {
        if try !create(file) { try check(file, of: file) }
        for side in [file + "-wal", file + "-shm"] where access(side, F_OK) == 0 {
            try check(side, of: file)
        }
    }

    /// - Returns: false when there is a file already.
    private static func create(_ file: String) throws(LedgerFault) -> Bool {
        let descriptor = open(file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let number = errno
            guard number != EEXIST else { return false }
            throw .system(
                number, at: file, "cannot create it", remedy: "see that its folder exists and is writable")
        }
        defer { close(descriptor) }
        guard fchmod(descriptor, 0o600) == 0, fsync(descriptor) == 0, syncFolder(of: file) else {
            let number = errno
            unlink(file)
            throw .system(number, at: file, "cannot create it", remedy: "check the disk and its file system")
        }
        return true
    }

    /// A new name is on disk only once its folder is.
    static func syncFolder(of file: String) -> Bool {
        let descriptor = open(folder(of: file), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return fsync(descriptor) == 0
    }

    static func folder(of file: String) -> String {
        let slash = file.lastIndex(of: "/")
        return slash.map { $0 == file.startIndex ? "/" : String(file[..<$0]) } ?? "."
    }

    /// By `lstat` alone: opening and closing the file here would drop the locks that SQLite holds on it.
    ///
    /// No link either. SQLite keeps its logs beside the file that a link leads to, where nobody would examine them; the
    /// lock and the reserve would be beside the link; and one whose disk is not there looks like no ledger at all.
    private static func check(_ part: String, of file: String) throws(LedgerFault) {
        var status = stat()
        guard lstat(part, &status) == 0 else {
            throw .system(errno, at: file, "cannot examine \(part)", remedy: "check its folder's permissions")
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw LedgerFault(
                .unavailable, at: file, "\(part) is not a regular file",
                remedy: "name another file, and not a link but what it leads to")
        }
        guard status.st_mode & 0o077 == 0 else {
            let mode = String(status.st_mode & 0o777, radix: 8)
            throw LedgerFault(
                .unavailable, at: file, "others can read or write \(part) (mode \(mode))",
                remedy: "run `chmod 600 \(part)` once you know who could have changed it")
        }
    }
}
