import CLinux
import Glibc

/// One connection of the load generator, and the request that is under way on it.
struct LoadConnection {
    enum Progress {
        case underWay
        /// With status and, unless it is a 2xx, the body.
        case answered(Int, refusal: String?)
        case broken
    }

    private(set) var descriptor: Int32 = -1
    /// The request under way, and when it was to leave.
    private(set) var number: Int?
    private(set) var dueAt: Int64 = 0
    private var unsent: ArraySlice<UInt8> = []
    private var answer = AnswerReader()
    let keepsAlive: Bool

    init(keepsAlive: Bool) { self.keepsAlive = keepsAlive }

    /// Makes the socket; it may be writable only later.
    mutating func connect(_ port: UInt16, epoll: Int32, index: Int) throws {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        descriptor = socket(AF_INET, kind, 0)
        guard descriptor >= 0 else { throw BenchFailure("socket", errno) }
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        // Closed by a reset, so that thousands of connections leave no port waiting.
        var hard = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &hard, socklen_t(MemoryLayout<linger>.size))
        guard Loopback.connect(descriptor, port) else {
            throw BenchFailure("connect 127.0.0.1:\(port)", errno)
        }
        var event = epoll_event()
        event.events = EPOLLIN.rawValue | EPOLLOUT.rawValue | EPOLLET.rawValue
        event.data.u64 = UInt64(index)
        guard epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) == 0 else {
            throw BenchFailure("epoll_ctl", errno)
        }
    }

    mutating func begin(_ number: Int, _ request: [UInt8], dueAt: Int64) {
        self.number = number
        self.dueAt = dueAt
        unsent = request[...]
        answer = AnswerReader()
    }

    /// Sends and receives as much as goes now.
    mutating func proceed() -> Progress {
        guard number != nil, descriptor >= 0 else { return .underWay }
        while !unsent.isEmpty {
            let count = unsent.withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN || errno == EINPROGRESS || errno == ENOTCONN { return .underWay }
            guard count > 0 else { return .broken }
            unsent = unsent.dropFirst(count)
        }
        return receive()
    }

    private mutating func receive() -> Progress {
        while true {
            let count = answer.fill { recv(descriptor, $0.baseAddress, $0.count, 0) }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN { return .underWay }
            guard count > 0 else { return .broken }
            if let status = answer.status { return .answered(status, refusal: answer.refusal) }
        }
    }

    mutating func finish() { number = nil }

    /// Whether the other end has closed it, as a server does with a connection that nobody used for a while.
    var isEnded: Bool {
        guard descriptor >= 0 else { return true }
        var byte: UInt8 = 0
        let count = recv(descriptor, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
        return count == 0 || count < 0 && errno != EAGAIN && errno != EINTR
    }

    mutating func close() {
        guard descriptor >= 0 else { return }
        Glibc.close(descriptor)
        descriptor = -1
    }
}

/// Reads one answer: its status, and where it ends.
private struct AnswerReader {
    private var bytes: [UInt8] = []
    private(set) var status: Int?
    private var bodyFrom = 0

    /// Takes in what a system call gives; afterwards `status` is set if the answer is whole.
    mutating func fill(_ read: (UnsafeMutableRawBufferPointer) -> Int) -> Int {
        let count = withUnsafeTemporaryAllocation(byteCount: 16_384, alignment: 1) { buffer in
            let count = read(buffer)
            if count > 0 { bytes += buffer[..<count] }
            return count
        }
        if count > 0 { look() }
        return count
    }

    var refusal: String? {
        guard let status, !(200..<300 ~= status) else { return nil }
        return String(decoding: bytes[bodyFrom...].prefix(300), as: UTF8.self)
    }

    private mutating func look() {
        guard status == nil, let end = headEnd, bytes.count > 12 else { return }
        let length = contentLength(bytes[..<end])
        guard bytes.count >= end + length else { return }
        bodyFrom = end
        status = Int(String(decoding: bytes[9..<12], as: UTF8.self)) ?? 0
    }

    private var headEnd: Int? {
        guard bytes.count >= 4 else { return nil }
        for index in 3..<bytes.count where bytes[index] == 10 && bytes[index - 1] == 13 {
            if bytes[index - 2] == 10, bytes[index - 3] == 13 { return index + 1 }
        }
        return nil
    }

    private func contentLength(_ head: ArraySlice<UInt8>) -> Int {
        for line in head.split(separator: 10) where line.count > 15 {
            let name = Array("content-length:".utf8)
            guard zip(line, name).allSatisfy({ $0 | 0x20 == $1 }) else { continue }
            return line.dropFirst(name.count).reduce(0) { 48...57 ~= $1 ? $0 * 10 + Int($1 - 48) : $0 }
        }
        return 0
    }
}
