import Synchronization

/// Counts what is under way. One that is given up while it counts is no mistake.
package final class WorkGroup: Sendable {
    private struct State {
        var count = 0
        var waiting: [@Sendable () -> Void] = []
    }

    private let state = Mutex(State())

    package init() {}

    package var isEmpty: Bool { state.withLock { $0.count == 0 } }

    package func enter() { state.withLock { $0.count += 1 } }

    package func leave() {
        let ready = state.withLock { state in
            precondition(state.count > 0, "who leaves has entered")
            state.count -= 1
            guard state.count == 0 else { return [@Sendable () -> Void]() }
            defer { state.waiting = [] }
            return state.waiting
        }
        for one in ready { one() }
    }

    /// Calls `job` once, when nothing is under way: at once, or from whoever leaves last.
    package func whenEmpty(_ job: @escaping @Sendable () -> Void) {
        let isEmpty = state.withLock { state in
            if state.count > 0 { state.waiting.append(job) }
            return state.count == 0
        }
        if isEmpty { job() }
    }
}
