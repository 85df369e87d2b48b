import HTTPClient

/// The server's end of one WebSocket, on a thread of its own, once an HTTP server has upgraded it.
package final class WebSocketServerConnection: Sendable {
    private let socket: WebSocketServerSocket
    private let messageBytesMax: Int
    private let events: @Sendable (WebSocketEvent) -> Void
    private let life = ConnectionLife()

    /// - Parameters:
    ///   - socket: Owned from here on; its `close` is called exactly once, also when `start` never is.
    ///   - messageBytesMax: The longest message taken; a longer one ends the connection with 1009.
    ///   - events: Runs on the connection's thread and must not block it. It may call anything here.
    package init(
        _ socket: WebSocketServerSocket, messageBytesMax: Int = 2 << 20,
        events: @escaping @Sendable (WebSocketEvent) -> Void
    ) {
        precondition(messageBytesMax > 0, "limits are above zero")
        self.socket = socket
        self.messageBytesMax = messageBytesMax
        self.events = events
    }

    deinit { stop() }

    /// Begins to read and write. Only the first call counts, and none after `stop`.
    package func start() {
        let isStarted = life.start(events: events) { [socket, messageBytesMax, events] mailbox in
            runServer(socket, messageBytesMax: messageBytesMax, mailbox: mailbox, events: events)
        }
        if !isStarted { socket.close() }
    }

    /// Sends one text message, which must be UTF-8; dropped after the terminal event.
    package func send(text: [UInt8]) { life.leave { $0.messages.append(.text(text)) } }

    package func send(binary: [UInt8]) { life.leave { $0.messages.append(.binary(binary)) } }

    /// Says goodbye after what has been sent; `closed` or `failed` follows within five seconds.
    ///
    /// - Parameter code: 1000…4999 (RFC 6455, section 7.4).
    package func close(code: Int = 1000) { life.close(code) }

    /// Cuts the connection with a TCP reset: no close frame, and what was sent may be lost.
    package func abort() { life.leave { $0.isAborting = true } }

    /// Ends the connection at once and waits for its thread. Doing it twice is fine.
    package func stop() {
        if life.stop() { socket.close() }
    }
}

private func runServer(
    _ socket: WebSocketServerSocket, messageBytesMax: Int, mailbox: Mailbox,
    events: @escaping @Sendable (WebSocketEvent) -> Void
) {
    let stream = PlainStream(socket)
    do throws(WebSocketFault) {
        let limits = SessionLimits(messageBytesMax: messageBytesMax)
        let session = try Session(.server, on: stream, mailbox: mailbox, limits: limits, events: events)
        session.run(leftover: socket.leftover)
    } catch {
        stream.close()
        mailbox.end()
        events(.failed(reason: error.reason, status: error.status))
    }
}
