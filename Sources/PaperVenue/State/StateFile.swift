import Glibc
import JSON

/// The venue's memory on disk: one line per turn, each an array of the rows that changed in it.
///
/// A line is written whole by one call before its answer leaves, so whatever was answered survives the end of
/// the process. It is not synced: this is a paper venue, and survives `kill -9`, not a power cut. A last line
/// without its line feed was never answered, and is dropped.
final class StateFile: Sendable {
    private let path: String
    private let descriptor: Int32

    /// Opens or makes the file, and hands over what it remembers. One process at a time.
    init(path: String, restore: (VenueRecord) -> Void) throws(StateFileError) {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_APPEND, 0o600)
        guard descriptor >= 0 else { throw Self.fault(path, "open") }
        do throws(StateFileError) {
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                throw StateFileError(path: path, reason: "in use by another venue")
            }
            try Self.replay(try Self.read(descriptor, path), descriptor, path, restore)
        } catch {
            Glibc.close(descriptor)
            throw error
        }
    }

    deinit { Glibc.close(descriptor) }

    func append(_ records: [VenueRecord]) throws(StateFileError) {
        var line = JSONWriter.write { writer in
            writer.array { writer in
                for record in records { record.write(to: &writer) }
            }
        }
        line.append(UInt8(ascii: "\n"))
        var written = 0
        while written < line.count {
            let count = line.withUnsafeBytes { bytes in
                write(descriptor, bytes.baseAddress.map { $0 + written }, line.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.fault(path, "write") }
            written += count
        }
    }

    private static func read(_ descriptor: Int32, _ path: String) throws(StateFileError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = chunk.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress, $0.count, off_t(bytes.count))
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw fault(path, "read") }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
        }
    }

    private static func replay(
        _ bytes: [UInt8], _ descriptor: Int32, _ path: String, _ restore: (VenueRecord) -> Void
    ) throws(StateFileError) {
        let whole = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        if whole < bytes.count, ftruncate(descriptor, off_t(whole)) != 0 { throw fault(path, "truncate") }
        for (number, line) in bytes[..<whole].split(separator: UInt8(ascii: "\n")).enumerated() {
            guard let document = try? JSONDocument(Array(line)), document.root.kind == .array else {
                throw StateFileError(path: path, reason: "line \(number + 1) is damaged")
            }
            for element in document.root.elements {
                guard let record = VenueRecord(element) else {
                    throw StateFileError(path: path, reason: "line \(number + 1) holds no row of a venue")
                }
                restore(record)
            }
        }
    }

    private static func fault(_ path: String, _ call: String) -> StateFileError {
        StateFileError(path: path, reason: "\(call) failed: \(String(cString: strerror(errno)))")
    }
}
