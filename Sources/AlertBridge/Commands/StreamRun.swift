import Dispatch
import JSON
import Synchronization
import Trading

/// One run of a stream: prints what comes, and knows when it is over.
final class StreamRun: Sendable {
    /// The gateway has so long to be reached and to take the login.
    static let patienceSeconds = 30

    private struct State {
        var left: Int64?
        var isReady = false
        /// Why it is not ready yet.
        var reason: String
        var dropped = 0
        var ending: Result<Void, Fatal>?
    }

    private let isJSON: Bool
    private let seconds: Int64?
    private let state: Mutex<State>
    private let ended = DispatchSemaphore(value: 0)

    /// - Parameters:
    ///   - count: lines to print; nil for no end.
    ///   - seconds: from the first `ready` on; nil for no end.
    init(isJSON: Bool, count: Int64?, seconds: Int64?) {
        self.isJSON = isJSON
        self.seconds = seconds
        state = Mutex(State(left: count, reason: "no answer within \(Self.patienceSeconds) s"))
    }

    func print(_ line: StreamLine) {
        let isLast = state.withLock { state -> Bool? in
            guard state.ending == nil else { return nil }
            guard let left = state.left else { return false }
            state.left = left - 1
            return left == 1
        }
        guard let isLast else { return }
        if !Console.outLater(isJSON ? line.json : line.text) { state.withLock { $0.dropped += 1 } }
        if isLast || Console.isOutputGone { end(.success(())) }
    }

    /// The hub stands; from here on the seconds count, and an outage is waited out.
    func ready() {
        let isFirst = state.withLock { state in
            defer { state.isReady = true }
            return !state.isReady
        }
        guard isFirst, let seconds else { return }
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(Int(seconds))) { [self] in
            end(.success(()))
        }
    }

    /// What keeps it from being ready, for the message should it never be.
    func notReady(_ reason: String) { state.withLock { $0.reason = reason } }

    func fail(_ fatal: Fatal) { end(.failure(fatal)) }

    /// Waits for the end: enough lines, enough time, a signal, nobody reading, or a failure.
    ///
    /// - Parameter unreachable: the failure to throw when it is not ready in time, from the reason.
    func wait(unreachable: @escaping @Sendable (String) -> Fatal) throws(Fatal) {
        DispatchQueue.global().async { [self] in
            Console.log("stopping signal=\(Signals.wait())")
            end(.success(()))
        }
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(Self.patienceSeconds)) { [self] in
            let reason = state.withLock { $0.isReady ? nil : $0.reason }
            if let reason { end(.failure(unreachable(reason))) }
        }
        ended.wait()
        let (ending, dropped) = state.withLock { ($0.ending, $0.dropped) }
        if dropped > 0 { Console.log("lines dropped count=\(dropped): standard output is read too slowly") }
        try ending?.get()
    }

    private func end(_ ending: Result<Void, Fatal>) {
        let isFirst = state.withLock { state in
            guard state.ending == nil else { return false }
            state.ending = ending
            return true
        }
        if isFirst { ended.signal() }
    }
}
