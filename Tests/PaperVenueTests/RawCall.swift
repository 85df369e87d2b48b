import Glibc
import RawSockets

/// One connection that sends the bytes it is told to; each wait is bounded.
final class RawCall {
    struct Answer {
        let status: Int
        let head: String
        let body: String
        func header(_ name: String) -> String? {
            let line = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name + ":") }
            return line.map { String($0.dropFirst(name.count + 1).drop { $0 == " " }) }
        }
    }

    private let descriptor: Int32
    private var unread: [UInt8] = []

    /// - Parameter milliseconds: How long each wait lasts at most.
    init(port: UInt16, milliseconds: Int = 10_000) throws {
        descriptor = try Loopback.connect(to: port)
        var limit = timeval(tv_sec: milliseconds / 1_000, tv_usec: milliseconds % 1_000 * 1_000)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
    }

    deinit { close(descriptor) }

    /// Sends what the peer still takes.
    func send(_ text: String) { send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    /// Says that nothing more will come.
    func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// The next answer; nil when the connection ends before, or nothing comes in time.
    func answer(hasBody: Bool = true) -> Answer? {
        let blank = Array("\r\n\r\n".utf8)
        while true {
            if let end = unread.firstRange(of: blank)?.lowerBound {
                let head = String(decoding: unread[..<end], as: UTF8.self)
                let status = head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
                let counted = Answer(status: status, head: head, body: "").header("content-length")
                let length = hasBody ? counted.flatMap { Int($0) } ?? 0 : 0
                let whole = end + 4 + length
                if unread.count >= whole {
                    let body = String(decoding: unread[(end + 4)..<whole], as: UTF8.self)
                    unread.removeFirst(whole)
                    return Answer(status: status, head: head, body: body)
                }
            }
            guard fill() else { return nil }
        }
    }

    /// Whether the peer has ended the connection and nothing was left to read.
    var isEnded: Bool { unread.isEmpty && !fill() }

    private func fill() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        guard count > 0 else { return false }
        unread += chunk[..<count]
        return true
    }
}
