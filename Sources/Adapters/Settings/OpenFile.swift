import Glibc

/// A file open for reading: closed exactly once, when its owner gives it up.
struct OpenFile: ~Copyable {
    /// Why a file cannot be read, in the system's words.
    struct Failure: Error {
        let reason: String
        init(_ reason: String) { self.reason = reason }
        init(code: Int32) { reason = String(cString: strerror(code)) }
    }

    private let descriptor: Int32

    /// Does not wait for a pipe's other end.
    init(_ path: String) throws(Failure) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        guard descriptor >= 0 else { throw Failure(code: errno) }
        self.descriptor = descriptor
    }

    deinit { _ = close(descriptor) }

    /// The permission bits of a regular file; nil when it is anything else.
    func permissions() throws(Failure) -> UInt32? {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Failure(code: errno) }
        return status.st_mode & S_IFMT == S_IFREG ? status.st_mode & 0o777 : nil
    }

    /// What the file holds, cut off after `max` bytes.
    func bytes(max: Int) throws(Failure) -> [UInt8] {
        guard try permissions() != nil else { throw Failure("not a regular file") }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16 << 10)
        while bytes.count < max {
            let count = Glibc.read(descriptor, &chunk, min(chunk.count, max - bytes.count))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Failure(code: errno) }
            if count == 0 { break }
            bytes += chunk[..<count]
        }
        return bytes
    }
}
