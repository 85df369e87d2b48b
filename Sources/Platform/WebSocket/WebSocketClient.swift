import HTTPClient
import Synchronization

/// The client's end of one WebSocket, on a thread of its own.
///
/// It connects once: whoever wants another connection makes another client.
package final class WebSocketClient: Sendable {
    private let options: WebSocketOptions
    private let events: @Sendable (WebSocketEvent) -> Void
    private let life = ConnectionLife()

    /// - Parameter events: Runs on the connection's thread and must not block it. It may call `send`,
    ///   `close` and `stop`.
    package init(_ options: WebSocketOptions, events: @escaping @Sendable (WebSocketEvent) -> Void) {
        self.options = options
        self.events = events
    }

    deinit { stop() }

    /// Begins to connect. Only the first call counts, and none after `stop`.
    package func start() {
        life.start(events: events) { [options, events] mailbox in
            runClient(options, mailbox: mailbox, events: events)
        }
    }

    /// Sends one text message, which must be UTF-8. What is sent before `opened` goes out after it; what is
    /// sent after the terminal event is dropped.
    package func send(text: [UInt8]) { life.leave { $0.messages.append(.text(text)) } }

    /// Like `send(text:)`, for any bytes.
    package func send(binary: [UInt8]) { life.leave { $0.messages.append(.binary(binary)) } }

    /// Says goodbye after what has been sent; `closed` or `failed` follows within five seconds.
    ///
    /// - Parameter code: 1000…4999 (RFC 6455, section 7.4).
    package func close(code: Int = 1000) { life.close(code) }

    /// Ends the connection at once and waits for its thread. Doing it twice is fine.
    package func stop() { life.stop() }
}

private func runClient(
    _ options: WebSocketOptions, mailbox: Mailbox, events: @escaping @Sendable (WebSocketEvent) -> Void
) {
    do throws(WebSocketFault) {
        let opening = Opening(options, mailbox: mailbox)
        let (stream, leftover) = try opening.connect()
        let limits = SessionLimits(
            messageBytesMax: options.messageBytesMax, pingSeconds: options.pingSeconds,
            silenceSeconds: options.silenceSeconds)
        let session = try Session(.client, on: stream, mailbox: mailbox, limits: limits, events: events)
        session.run(leftover: leftover)
    } catch {
        mailbox.end()
        events(.failed(reason: error.reason, status: error.status))
    }
}
