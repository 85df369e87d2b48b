import Glibc
import JSON
import Synchronization

/// The venue's memory on disk: lines, each an array of rows that changed in one turn.
///
/// A turn's lines are written whole by one call before its answer leaves, so whatever was answered survives the
/// end of the process, and with `syncs` a power cut too. A last line without its line feed was never answered,
/// and is dropped.
///
/// When the file has grown to several times of what it holds it is written anew beside itself and renamed over
/// the old one, so that a kill at any point leaves either the old file or the new one, each whole.
final class StateFile: Sendable {
    private struct Open: Sendable {
        var descriptor: Int32
        var bytes: Int
        /// How large the file was when it held nothing twice; 0 when that is not known.
        var bytesCompact = 0
        var isDirty = false
    }

    /// Rows of one line at most: a line has to be read again in one piece.
    private static let rowsPerLine = 256
    /// Below so many bytes a file is never written anew.
    static let bytesCompactMin = 1 << 20

    private let path: String
    private let syncs: Bool
    private let file: Mutex<Open>

    /// Opens or makes the file, and hands over what it remembers. One process at a time.
    init(path: String, syncs: Bool = false, restore: (VenueRecord) -> Void) throws(StateFileError) {
        self.path = path
        self.syncs = syncs
        let descriptor = try Self.openLocked(path)
        do throws(StateFileError) {
            let bytes = try StateReader(path: path, descriptor: descriptor).replay(restore)
            file = Mutex(Open(descriptor: descriptor, bytes: bytes))
        } catch {
            Glibc.close(descriptor)
            throw error
        }
    }

    deinit { Glibc.close(file.withLock { $0.descriptor }) }

    /// Whether most of the file is rows that later ones replaced.
    var isBloated: Bool {
        file.withLock { $0.bytes > max(Self.bytesCompactMin, 4 * $0.bytesCompact) }
    }

    /// Writes what changed in one turn. When that fails half-way, the half is taken away again.
    func append(_ records: [VenueRecord]) throws(StateFileError) {
        let lines = Self.lines(records[...])
        let failure = file.withLock { file -> StateFileError? in
            do throws(StateFileError) {
                try Self.write(lines, to: file.descriptor, path)
                file.bytes += lines.count
                file.isDirty = true
                return nil
            } catch {
                // Without it the half line stays at the end, where the next run drops it.
                _ = ftruncate(file.descriptor, off_t(file.bytes))
                return error
            }
        }
        if let failure { throw failure }
    }

    /// Brings to the disk what was appended since the last time.
    func sync() throws(StateFileError) {
        guard syncs else { return }
        let isDone = file.withLock { file -> Bool in
            guard file.isDirty else { return true }
            file.isDirty = false
            return fdatasync(file.descriptor) == 0
        }
        guard isDone else { throw .fault(path, "fdatasync") }
    }

    /// Writes the file anew with these rows alone. Where that cannot be done the old file goes on being used.
    func replace(with records: [VenueRecord]) {
        file.withLock { file in
            guard let fresh = try? writeBeside(records) else {
                unlink(besidePath)
                file.bytesCompact = file.bytes
                return
            }
            Glibc.close(file.descriptor)
            file = Open(descriptor: fresh.descriptor, bytes: fresh.bytes, bytesCompact: fresh.bytes)
        }
    }

    private var besidePath: String { path + ".new" }

    /// The new file is locked before it takes the old one's name, so that no second venue slips in.
    private func writeBeside(_ records: [VenueRecord]) throws(StateFileError) -> (
        descriptor: Int32, bytes: Int
    ) {
        let descriptor = open(
            besidePath, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_APPEND | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .fault(besidePath, "open") }
        do throws(StateFileError) {
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw .fault(besidePath, "flock") }
            var bytes = 0
            for start in stride(from: 0, to: records.count, by: 16 * Self.rowsPerLine) {
                let lines = Self.lines(records[start..<min(start + 16 * Self.rowsPerLine, records.count)])
                try Self.write(lines, to: descriptor, besidePath)
                bytes += lines.count
            }
            guard fsync(descriptor) == 0 else { throw .fault(besidePath, "fsync") }
            guard rename(besidePath, path) == 0 else { throw .fault(besidePath, "rename") }
            syncFolder()
            return (descriptor, bytes)
        } catch {
            Glibc.close(descriptor)
            throw error
        }
    }

    /// Makes the new name last. Where the folder cannot be synced a power cut may bring the old file back, which
    /// is whole too but older; nothing else can be done about it.
    private func syncFolder() {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = fsync(descriptor)
        Glibc.close(descriptor)
    }

    private static func lines(_ records: ArraySlice<VenueRecord>) -> [UInt8] {
        var lines: [UInt8] = []
        for start in stride(from: records.startIndex, to: records.endIndex, by: rowsPerLine) {
            lines += JSONWriter.write { writer in
                writer.array { writer in
                    for record in records[start..<min(start + rowsPerLine, records.endIndex)] {
                        record.write(to: &writer)
                    }
                }
            }
            lines.append(UInt8(ascii: "\n"))
        }
        return lines
    }

    private static func write(_ line: [UInt8], to descriptor: Int32, _ path: String) throws(StateFileError) {
        var written = 0
        while written < line.count {
            let count = line.withUnsafeBytes { bytes in
                Glibc.write(descriptor, bytes.baseAddress.map { $0 + written }, line.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .fault(path, "write") }
            written += count
        }
    }

    /// Opens and locks the file that has this name once it is locked: another venue may have just renamed a new
    /// one over it.
    private static func openLocked(_ path: String) throws(StateFileError) -> Int32 {
        while true {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_APPEND, 0o600)
            guard descriptor >= 0 else { throw .fault(path, "open") }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                Glibc.close(descriptor)
                throw StateFileError(path: path, reason: "in use by another venue")
            }
            var held = stat()
            var named = stat()
            guard fstat(descriptor, &held) == 0, held.st_mode & S_IFMT == S_IFREG else {
                Glibc.close(descriptor)
                throw StateFileError(path: path, reason: "not a plain file")
            }
            if stat(path, &named) == 0, held.st_ino == named.st_ino, held.st_dev == named.st_dev {
                return descriptor
            }
            Glibc.close(descriptor)
        }
    }
}

extension StateFileError {
    static func fault(_ path: String, _ call: String) -> StateFileError {
        StateFileError(path: path, reason: "\(call) failed: \(String(cString: strerror(errno)))")
    }
}
