import Glibc
import Journey

/// A log that was left beside the ledger, made durable before anybody relies on it.
///
/// After a failed `fsync` Linux counts the pages that it could not write as clean: they read as they should,
/// no later sync writes them, and a power cut takes them. SQLite would recover the batches in them and put
/// the next ones behind; those, though synced, would be out of reach once the pages before them are gone.
/// Writing the same bytes again makes the pages dirty, so that this sync tells the truth.
enum UnsyncedLog {
    private static let chunkBytes = 65_536

    /// SQLite locks the database and its shared memory, never a log: closing this descriptor drops no lock.
    static func settle(_ log: String, of file: String) throws(LedgerFault) {
        let descriptor = open(log, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            let number = errno
            guard number != ENOENT else { return }
            throw fault(number, log, file)
        }
        defer { close(descriptor) }
        guard rewrite(descriptor), fsync(descriptor) == 0 else { throw fault(errno, log, file) }
    }

    /// All bytes of a log in turn; none where there is no such file.
    static func read(
        _ log: String, of file: String, _ body: (ArraySlice<UInt8>) -> Void
    ) throws(LedgerFault) {
        let descriptor = open(log, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            let number = errno
            guard number != ENOENT else { return }
            throw fault(number, log, file)
        }
        defer { close(descriptor) }
        var chunk = [UInt8](repeating: 0, count: chunkBytes)
        var offset: off_t = 0
        while true {
            let count = pread(descriptor, &chunk, chunkBytes, offset)
            guard count > 0 else {
                guard count == 0 else { throw fault(errno, log, file) }
                return
            }
            body(chunk.prefix(count))
            offset += off_t(count)
        }
    }

    private static func rewrite(_ descriptor: Int32) -> Bool {
        var chunk = [UInt8](repeating: 0, count: chunkBytes)
        var offset: off_t = 0
        var count = pread(descriptor, &chunk, chunkBytes, offset)
        while count > 0, pwrite(descriptor, chunk, count, offset) == count {
            offset += off_t(count)
            count = pread(descriptor, &chunk, chunkBytes, offset)
        }
        return count == 0
    }

    private static func fault(_ number: Int32, _ log: String, _ file: String) -> LedgerFault {
        .system(
            number, at: file, "cannot make \(log) durable", remedy: "check the disk and its file system")
    }
}
