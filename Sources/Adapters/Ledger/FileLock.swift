import Glibc
import Journey

/// The kernel's lock on a file beside the ledger: held by one process, gone with it, however it ends.
///
/// A file of its own, because closing any other descriptor of the database would drop SQLite's locks.
final class FileLock: LedgerLock {
    private let descriptor: Int32

    /// - Parameter file: The ledger; the lock is on `file` + `.lock`, which stays behind empty-handed.
    init(for file: String) throws(LedgerFault) {
        let path = file + ".lock"
        let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard opened >= 0 else {
            throw .system(
                errno, at: file, "cannot open \(path)", remedy: "see that its folder exists and is writable")
        }
        do throws(LedgerFault) {
            try Self.take(opened, path: path, file: file)
        } catch {
            close(opened)
            throw error
        }
        descriptor = opened
    }

    deinit { close(descriptor) }

    private static func take(_ descriptor: Int32, path: String, file: String) throws(LedgerFault) {
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let number = errno
            guard number == EWOULDBLOCK else {
                throw .system(number, at: file, "cannot lock \(path)", remedy: "use a local file system")
            }
            throw LedgerFault(
                .inUse, at: file, "in use by \(holder(descriptor))",
                remedy: "stop it first, or give this one a ledger of its own")
        }
        note(descriptor)
    }

    /// Leaves our process number for whoever is refused. The lock holds without it: a full disk, on which it cannot
    /// be written, is no reason not to open the ledger.
    private static func note(_ descriptor: Int32) {
        let text = Array("\(getpid())\n".utf8)
        // Over the old number first, in the block that is there already.
        ftruncate(descriptor, off_t(max(0, pwrite(descriptor, text, text.count, 0))))
    }

    private static func holder(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        guard let number = Int32(text.prefix { $0.isNumber }) else { return "another process" }
        return "process \(number)"
    }
}
