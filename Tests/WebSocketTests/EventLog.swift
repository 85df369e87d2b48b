import Synchronization
import WebSocket

/// The events of one connection, to wait for and to count.
final class EventLog: Sendable {
    private let seen = Mutex<[WebSocketEvent]>([])
    private let stream: AsyncStream<WebSocketEvent>
    private let feed: AsyncStream<WebSocketEvent>.Continuation

    init() { (stream, feed) = AsyncStream.makeStream() }

    func record(_ event: WebSocketEvent) {
        seen.withLock { $0.append(event) }
        feed.yield(event)
    }

    /// Everything so far.
    var all: [WebSocketEvent] { seen.withLock { $0 } }

    var terminals: [WebSocketEvent] { all.filter(\.isTerminal) }

    /// Waits for the next event, skipping none. `nil` when the test's time is up.
    func next() async -> WebSocketEvent? { await stream.first { _ in true } }

    /// Waits for a terminal event, skipping others.
    func end() async -> WebSocketEvent? { await stream.first { $0.isTerminal } }
}

extension WebSocketEvent {
    static func text(_ text: String) -> WebSocketEvent { .text(Array(text.utf8)) }

    var isTerminal: Bool {
        switch self {
        case .closed, .failed: true
        default: false
        }
    }

    var failure: (reason: String, status: Int?)? {
        if case .failed(let reason, let status) = self { return (reason, status) }
        return nil
    }
}
