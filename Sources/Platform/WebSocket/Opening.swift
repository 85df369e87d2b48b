import Glibc
import HTTPClient

/// From nothing to an upgraded connection, on the connection's thread.
struct Opening {
    private let options: WebSocketOptions
    private let mailbox: Mailbox
    private let deadline: UInt64

    init(_ options: WebSocketOptions, mailbox: Mailbox) {
        self.options = options
        self.mailbox = mailbox
        deadline = monotonicNanoseconds() + UInt64(options.connectMilliseconds) * 1_000_000
    }

    /// - Returns: The connection, and the bytes that came behind the answer's head.
    func connect() throws(WebSocketFault) -> (stream: any ByteStream, leftover: [UInt8]) {
        guard let address = WebAddress(options.url) else {
            throw WebSocketFault("the URL is no ws or wss URL, or it carries a user name")
        }
        let request = try UpgradeRequest(to: address, headers: options.headers)
        let stream = SecureStream(try socket(to: address))
        do throws(WebSocketFault) {
            try write(request.bytes, to: stream)
            let (answer, leftover) = try readAnswer(from: stream)
            try request.check(answer)
            return (stream, leftover)
        } catch {
            stream.close()
            throw error
        }
    }

    private func socket(to address: WebAddress) throws(WebSocketFault) -> TLSSocket {
        do throws(HTTPClientFailure) {
            return try TLSSocket(
                to: address, caFile: options.caFile, connectMilliseconds: options.connectMilliseconds,
                wake: mailbox.wake.descriptor
            ) {
                mailbox.wake.hush()
                return mailbox.isStopping
            }
        } catch {
            throw WebSocketFault(mailbox.isStopping ? "stopped on this side" : error.reason)
        }
    }

    private func write(_ bytes: [UInt8], to stream: SecureStream) throws(WebSocketFault) {
        var left = bytes[...]
        while !left.isEmpty {
            if let count = try stream.write(left) {
                left = left.dropFirst(count)
            } else {
                try wait(for: POLLOUT, of: stream)
            }
        }
    }

    private func readAnswer(
        from stream: SecureStream
    ) throws(WebSocketFault) -> (answer: UpgradeAnswer, leftover: [UInt8]) {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            if let end = UpgradeAnswer.end(in: bytes) {
                guard let answer = UpgradeAnswer(bytes[..<end]) else { break }
                return (answer, Array(bytes[(end + 4)...]))
            }
            guard bytes.count <= UpgradeAnswer.bytesMax else { break }
            if let count = try stream.read(into: &buffer) {
                guard count > 0 else {
                    throw WebSocketFault("the server ended the connection during the upgrade")
                }
                bytes += buffer[..<count]
            } else {
                try wait(for: POLLIN, of: stream)
            }
        }
        throw WebSocketFault("the server's answer to the upgrade is no HTTP, or too long")
    }

    private func wait(for events: Int32, of stream: SecureStream) throws(WebSocketFault) {
        let now = monotonicNanoseconds()
        guard now < deadline else { throw WebSocketFault("the upgrade took too long") }
        var watched = [
            pollfd(fd: stream.descriptor, events: Int16(events), revents: 0),
            pollfd(fd: mailbox.wake.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        poll(&watched, 2, Int32(clamping: (deadline - now + 999_999) / 1_000_000))
        if watched[1].revents != 0 { mailbox.wake.hush() }
        if mailbox.isStopping { throw WebSocketFault("stopped on this side") }
    }
}
