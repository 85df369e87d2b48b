import Glibc
import TLSPeer

/// A client that sends the bytes it is told to and reads what comes back, each wait bounded.
final class RawClient {
    private var descriptor: Int32
    private var buffer: [UInt8] = []

    /// Nil where it speaks in the clear.
    private(set) var channel: TLSChannel?

    /// - Parameters:
    ///   - address: The client's own loopback address.
    ///   - tls: Shakes hands first.
    init?(
        port: UInt16, from address: String = "127.0.0.1", to server: String = "127.0.0.1",
        tls: TLSChannel.Options? = nil
    ) {
        descriptor = socket(server.contains(":") ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        var limit = timeval(tv_sec: 60, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        var one: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        // The port is chosen where the peer is known: among those that no other connection has at all the system looks
        // for long once thousands have ended.
        setsockopt(
            descriptor, Int32(IPPROTO_IP), IP_BIND_ADDRESS_NO_PORT, &one, socklen_t(MemoryLayout<Int32>.size))
        // Whoever fails here is given up like any other, and closes its socket then.
        guard name(address, 0, bind), name(server, port, connect) else { return nil }
        guard let tls else { return }
        guard let channel = TLSChannel(tls, on: descriptor) else { return nil }
        self.channel = channel
    }

    deinit { disconnect() }

    private func name(
        _ address: String, _ port: UInt16,
        _ call: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Bool {
        guard !address.contains(":") else { return name6(address, port, call) }
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = port.bigEndian
        guard inet_pton(AF_INET, address, &place.sin_addr) == 1 else { return false }
        return withUnsafePointer(to: &place) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                call(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private func name6(
        _ address: String, _ port: UInt16,
        _ call: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Bool {
        var place = sockaddr_in6()
        place.sin6_family = sa_family_t(AF_INET6)
        place.sin6_port = port.bigEndian
        guard inet_pton(AF_INET6, address, &place.sin6_addr) == 1 else { return false }
        return withUnsafePointer(to: &place) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                call(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in6>.size)) == 0
            }
        }
    }

    func disconnect() {
        guard descriptor >= 0 else { return }
        close(descriptor)
        descriptor = -1
    }

    /// Says that nothing more comes, and goes on reading.
    func sayEnd() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Ends the connection with a reset instead of a farewell.
    func reset() {
        var abrupt = linger(l_onoff: 1, l_linger: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &abrupt, socklen_t(MemoryLayout<linger>.size))
        disconnect()
    }

    /// - Returns: Whether all of it was taken.
    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                channel?.send($0) ?? Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// - Returns: Exactly that many bytes, or nil when the connection ends or stays silent before.
    func read(_ count: Int) -> [UInt8]? {
        while buffer.count < count { guard fill() else { return nil } }
        defer { buffer.removeFirst(count) }
        return Array(buffer.prefix(count))
    }

    /// Waits for bytes, or for the end of the connection.
    func isReadable(within milliseconds: Int32) -> Bool {
        var waited = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return !buffer.isEmpty || channel?.hasPending == true || poll(&waited, 1, milliseconds) > 0
    }

    /// Waits for the connection's end, not for bytes.
    func awaitEnd(milliseconds: Int32) {
        var waited = pollfd(fd: descriptor, events: 0, revents: 0)
        _ = poll(&waited, 1, milliseconds)
    }

    /// Sends one byte at a time until the server ends the connection.
    ///
    /// - Returns: Whether it did; false once there is nothing left to send.
    func drip(_ bytes: some Sequence<UInt8>) -> Bool {
        for byte in bytes {
            guard send([byte]), !isReadable(within: 50) else { return isEnded() }
        }
        return false
    }

    /// - Returns: Whether the server has ended the connection and nothing was left to read.
    func isEnded() -> Bool { buffer.isEmpty && !fill() && endedCleanly }

    /// Reads away what is left.
    ///
    /// libmicrohttpd 0.9.75 sends the head of some of its own errors twice (an unreadable length, no
    /// Host), so that bytes follow the answer.
    ///
    /// - Returns: Whether the server has ended the connection.
    func endsAfterRest() -> Bool {
        while fill() {}
        return endedCleanly
    }

    /// - Returns: Whether the connection ended with a reset.
    func isReset() -> Bool { !fill() && errno == ECONNRESET }

    /// Whether the end was announced.
    private(set) var saidGoodbye = false

    private var endedCleanly = false

    private func fill() -> Bool {
        var piece = [UInt8](repeating: 0, count: 65_536)
        let count =
            if let channel {
                piece.withUnsafeMutableBytes { channel.receive($0) }
            } else {
                recv(descriptor, &piece, piece.count, 0)
            }
        saidGoodbye = channel != nil && count == 0
        let isCut = channel != nil && errno != EAGAIN
        endedCleanly = count == 0 || count < 0 && (errno == ECONNRESET || isCut)
        guard count > 0 else { return false }
        buffer += piece.prefix(count)
        return true
    }

    struct Answer {
        let status: Int
        let head: String
        let body: String
        var closes: Bool { head.lowercased().contains("connection: close") }
    }

    /// - Returns: The next answer, or nil when none comes.
    func answer(toHead: Bool = false) -> Answer? {
        var end: Int?
        while end == nil {
            end = headEnd()
            if end == nil { guard fill() else { return nil } }
        }
        guard let end, let headBytes = read(end) else { return nil }
        let head = String(decoding: headBytes, as: UTF8.self)
        let words = head.split(separator: " ")
        guard words.count > 1, let status = Int(words[1]) else { return nil }
        if status == 100 { return Answer(status: 100, head: head, body: "") }
        let length = head.lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
        let count = length.flatMap { Int($0.dropFirst(15).drop { $0 == " " }) } ?? 0
        guard let body = read(toHead ? 0 : count) else { return nil }
        return Answer(status: status, head: head, body: String(decoding: body, as: UTF8.self))
    }

    private func headEnd() -> Int? {
        guard buffer.count >= 4 else { return nil }
        for start in 0...(buffer.count - 4) where buffer[start...].starts(with: [13, 10, 13, 10]) {
            return start + 4
        }
        return nil
    }

    func get(_ target: String, headers: String = "") -> Answer? {
        send("GET \(target) HTTP/1.1\r\nHost: here\r\n\(headers)\r\n")
        return answer()
    }

    func post(_ target: String, _ body: String, headers: String = "") -> Answer? {
        send(Self.post(target, body, headers: headers))
        return answer()
    }

    static func post(_ target: String, _ body: String, headers: String = "") -> String {
        "POST \(target) HTTP/1.1\r\nHost: here\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)"
    }
}
