import HTTPClient
import Synchronization

/// The thread of one connection and the way to it: started once, stopped once.
final class ConnectionLife: Sendable {
    private struct State {
        var thread: WorkerThread?
        var isStarted = false
        var isStopped = false
    }

    private let state = Mutex(State())
    /// `nil` when the process had no descriptor left; starting then fails.
    private let mailbox: Mailbox?

    init() { mailbox = Wake().map(Mailbox.init) }

    /// - Parameter body: Runs on the new thread, and sends the terminal event.
    /// - Returns: `false` when there is no thread for it; the terminal event is then out, and nobody else
    ///   will use what `body` holds.
    @discardableResult
    func start(
        events: @escaping @Sendable (WebSocketEvent) -> Void, body: @escaping @Sendable (Mailbox) -> Void
    ) -> Bool {
        let isStarted = state.withLock { state in
            guard !state.isStarted, !state.isStopped else { return true }
            state.isStarted = true
            guard let mailbox else { return false }
            state.thread = WorkerThread { body(mailbox) }
            return state.thread != nil
        }
        if !isStarted {
            events(.failed(reason: "the system has no thread or no descriptor to give", status: nil))
        }
        return isStarted
    }

    func leave(_ change: (inout Mailbox.Orders) -> Void) { mailbox?.leave(change) }

    func close(_ code: Int) {
        precondition((1000...4999).contains(code) && ![1004, 1005, 1006, 1015].contains(code))
        leave { $0.closeCode = code }
    }

    /// - Returns: Whether this ends a connection that was never started.
    @discardableResult
    func stop() -> Bool {
        leave { $0.isStopping = true }
        let (thread, isUnstarted) = state.withLock { state in
            defer { state.isStopped = true }
            return (state.thread, !state.isStarted && !state.isStopped)
        }
        thread?.join()
        return isUnstarted
    }
}
