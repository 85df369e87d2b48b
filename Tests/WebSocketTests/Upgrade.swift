import RawSockets
import Synchronization
import WebSocket

extension RawConnection {
    /// Answers a client's upgrade by hand.
    ///
    /// - Parameter behind: Bytes in the same segment, behind the head.
    /// - Returns: The request; `nil` when none came.
    @discardableResult
    func upgrade(behind: [UInt8] = []) -> RawRequest? {
        guard let request = readRequest(), let key = request.header("Sec-WebSocket-Key") else { return nil }
        let head =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: \(WebSocketHandshake.accept(key: key))\r\n\r\n"
        write(Array(head.utf8) + behind)
        return request
    }

    /// Gives the descriptor away as an HTTP server would.
    func handOver(closing closed: @escaping @Sendable () -> Void = {}) -> WebSocketServerSocket {
        let (descriptor, unread) = takeDescriptor()
        let owner = RawConnection(descriptor, index: index)
        return WebSocketServerSocket(descriptor: descriptor, leftover: unread) {
            closed()
            owner.close()
        }
    }
}

extension RawServer {
    var webSocketURL: String { "ws://127.0.0.1:\(port)/hub" }
}

/// A client of ours and a raw server, from `opened` until the serving closure returns.
struct RawServed {
    let client: WebSocketClient
    let log = EventLog()
    private let server: RawServer

    init(
        changing change: (inout WebSocketOptions) -> Void = { _ in },
        _ serve: @escaping @Sendable (RawConnection) -> Void
    ) throws {
        server = try RawServer(serve)
        var options = WebSocketOptions(url: server.webSocketURL)
        change(&options)
        client = WebSocketClient(options) { [log] in log.record($0) }
        client.start()
    }

    func stop() {
        client.stop()
        server.stop()
    }
}
