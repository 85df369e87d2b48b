import Glibc
import Synchronization

/// One accepted connection; its calls block.
package final class RawConnection: Sendable {
    /// Counts from 0 in the order of acceptance.
    package let index: Int

    private struct State {
        var descriptor: Int32
        var unread: [UInt8] = []
    }

    private let state: Mutex<State>

    package init(_ descriptor: Int32, index: Int) {
        self.index = index
        state = Mutex(State(descriptor: descriptor))
    }

    deinit { close() }

    /// - Returns: The next request with all its body; `nil` when the peer ends the connection before.
    package func readRequest() -> RawRequest? {
        let blank = Array("\r\n\r\n".utf8)
        var bytes = takeUnread()
        var headEnd = bytes.firstIndex(of: blank)
        while headEnd == nil {
            guard let more = readSome() else { return nil }
            bytes += more
            headEnd = bytes.firstIndex(of: blank)
        }
        let head = String(decoding: bytes[..<headEnd!], as: UTF8.self)
        let length = RawRequest(head: head, body: []).header("Content-Length").flatMap { Int($0) } ?? 0
        let bodyStart = headEnd! + blank.count
        while bytes.count < bodyStart + length {
            guard let more = readSome() else { return nil }
            bytes += more
        }
        let rest = Array(bytes[(bodyStart + length)...])
        state.withLock { $0.unread = rest }
        return RawRequest(head: head, body: Array(bytes[bodyStart..<bodyStart + length]))
    }

    /// - Returns: `nil` at the end of the connection.
    package func readSome() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    /// Reads and forgets until the peer ends the connection.
    package func readToEnd() { while readSome() != nil {} }

    package func write(_ text: String) { write(Array(text.utf8)) }

    package func write(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    package func respond(_ body: String, status: String = "200 OK", fields: String = "") {
        write("HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)")
    }

    /// Answers and ends the connection so that the peer has both at once.
    package func respondLast(_ body: String) {
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_CORK, &one, socklen_t(MemoryLayout<Int32>.size))
        respond(body)
        shutdown(descriptor, Int32(SHUT_WR))
    }

    package func close() {
        let descriptor = takeDescriptor().descriptor
        if descriptor >= 0 { Glibc.close(descriptor) }
    }

    /// Cuts the connection with a reset instead of an end.
    package func reset() {
        var hard = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &hard, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    /// Ends every read and write under way; the descriptor stays.
    package func shut() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// Gives the descriptor away, with what was read beyond the last request; -1 if it is gone.
    package func takeDescriptor() -> (descriptor: Int32, unread: [UInt8]) {
        state.withLock { state in
            defer { state = State(descriptor: -1) }
            return (state.descriptor, state.unread)
        }
    }

    private var descriptor: Int32 { state.withLock { $0.descriptor } }

    private func takeUnread() -> [UInt8] {
        state.withLock { state in
            defer { state.unread = [] }
            return state.unread
        }
    }
}

extension [UInt8] {
    fileprivate func firstIndex(of part: [UInt8]) -> Int? {
        guard count >= part.count else { return nil }
        return (0...(count - part.count)).first { self[$0..<$0 + part.count].elementsEqual(part) }
    }
}
