import CLinux
import Glibc

/// A server's bytes, on a descriptor that an HTTP server has handed over.
final class PlainStream: ByteStream {
    let descriptor: Int32
    private var release: (@Sendable () -> Void)?

    init(_ socket: WebSocketServerSocket) {
        descriptor = socket.descriptor
        release = socket.close
        // Else a small frame waits for the last one's acknowledgement, 40 ms. Refused on a socket that is
        // not TCP, which does not delay either.
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { close() }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(WebSocketFault) -> Int? {
        let count = recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
        return try moved(count)
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(WebSocketFault) -> Int? {
        let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
        return try moved(send(descriptor, bytes.baseAddress, bytes.count, flags))
    }

    /// Connecting to no address is how Linux resets a connection and leaves the descriptor to its owner.
    func abort() {
        var nowhere = sockaddr()
        nowhere.sa_family = sa_family_t(AF_UNSPEC)
        connect(descriptor, &nowhere, socklen_t(MemoryLayout<sockaddr>.size))
        close()
    }

    func close() {
        release?()
        release = nil
    }

    private func moved(_ count: Int) throws(WebSocketFault) -> Int? {
        if count >= 0 { return count }
        switch errno {
        case EAGAIN, EINTR: return nil
        default: throw WebSocketFault("the connection is lost: \(String(cString: strerror(errno)))")
        }
    }
}
