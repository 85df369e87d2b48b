import Glibc

/// Writes many lines to standard output or into a file, in large pieces.
///
/// Whoever gives the lines holds a moment of the ledger fast, so a reader that takes nothing for a minute ends it.
final class RecordWriter {
    enum Ending: Equatable {
        /// The reader has gone, as `head` does when it has enough.
        case gone
        case stalled
        case failed(Int32)
    }

    private static let bufferMax = 256 * 1_024
    /// What a pipe that can be written to takes without waiting.
    private static let pieceMax = 4_096
    private static let patienceMilliseconds: Int32 = 60_000

    private let descriptor: Int32
    private let isFile: Bool
    private var buffer: [UInt8] = []
    /// Nil while all goes well.
    private(set) var ending: Ending?
    private(set) var lines: Int64 = 0

    init(descriptor: Int32) {
        self.descriptor = descriptor
        var status = stat()
        isFile = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// - Returns: false when nothing more can be written.
    func write(_ line: some Sequence<UInt8>, end: String) -> Bool {
        guard ending == nil else { return false }
        buffer.append(contentsOf: line)
        buffer.append(contentsOf: end.utf8)
        lines += 1
        return buffer.count < Self.bufferMax || flush()
    }

    /// - Returns: false when nothing more can be written.
    func flush() -> Bool {
        guard ending == nil else { return false }
        var sent = 0
        while sent < buffer.count {
            guard isFile || isWritable() else { return false }
            let piece = isFile ? buffer.count - sent : min(Self.pieceMax, buffer.count - sent)
            let count = buffer[sent..<(sent + piece)].withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count > 0 else {
                ending = errno == EPIPE ? .gone : .failed(errno)
                return false
            }
            sent += count
        }
        buffer.removeAll(keepingCapacity: true)
        return true
    }

    private func isWritable() -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        while true {
            let count = poll(&entry, 1, Self.patienceMilliseconds)
            if count < 0, errno == EINTR { continue }
            if count == 0 { ending = .stalled }
            return count > 0
        }
    }
}

/// A file that is written whole and private, or not at all; what is there already is not overwritten.
struct NewFile {
    let path: String
    let descriptor: Int32

    init(_ path: String) throws(Fatal) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let why = String(cString: strerror(errno))
            throw Fatal(
                status: .usage, message: "cannot create \(path): \(why); name a file that is not there yet")
        }
    }

    func close() { Glibc.close(descriptor) }

    /// Takes back what was not finished.
    func discard() {
        close()
        unlink(path)
    }

    /// - Returns: false when the disk did not take it.
    func finish() -> Bool {
        let isSynced = fsync(descriptor) == 0
        close()
        return isSynced
    }
}
