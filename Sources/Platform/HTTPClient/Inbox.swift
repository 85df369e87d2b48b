import Synchronization

/// Where other threads leave requests for the client's thread.
final class Inbox: Sendable {
    private struct State {
        var waiting: [Submission] = []
        /// Given up by the loop at its end, so that nobody wakes a handle that is gone.
        var multi: MultiHandle?
        var isStopping = false
    }

    private let state: Mutex<State>

    init(_ multi: MultiHandle) { state = Mutex(State(multi: multi)) }

    /// - Returns: `false` once the client stops; the request is then the caller's again.
    func submit(_ submission: Submission) -> Bool {
        state.withLock { state in
            guard !state.isStopping, let multi = state.multi else { return false }
            state.waiting.append(submission)
            if state.waiting.count == 1 { multi.wake() }
            return true
        }
    }

    func stop() {
        state.withLock { state in
            guard !state.isStopping else { return }
            state.isStopping = true
            state.multi?.wake()
        }
    }

    /// For the loop: what has come since, and whether to stop.
    func take() -> (waiting: [Submission], isStopping: Bool) {
        state.withLock { state in
            defer { state.waiting = [] }
            return (state.waiting, state.isStopping)
        }
    }

    /// For the loop: the handle to run on.
    func borrowHandle() -> MultiHandle? { state.withLock { $0.multi } }

    /// For the loop, at its end: refuses everything from now on.
    ///
    /// - Returns: What came too late to be begun.
    func close() -> [Submission] {
        state.withLock { state in
            state.isStopping = true
            state.multi = nil
            defer { state.waiting = [] }
            return state.waiting
        }
    }
}
