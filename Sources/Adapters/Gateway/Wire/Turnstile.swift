import Dispatch
import Trading

/// Lets requests through as the budget allows: reads in order of arrival, each when its turn comes.
///
/// @unchecked Sendable: touched only on the client's queue.
final class Turnstile: @unchecked Sendable {
    private var budget: RequestBudget?
    private let now: @Sendable () -> Moment
    private let alarm: Alarm
    private var waiting: [@Sendable () -> Void] = []

    init(_ options: GatewayClientOptions, on queue: DispatchQueue) {
        budget = options.budget
        now = options.now
        alarm = Alarm(on: queue)
    }

    /// Calls `go` when a read may leave, perhaps at once.
    func read(_ go: @escaping @Sendable () -> Void) {
        waiting.append(go)
        if waiting.count == 1 { serve() }
    }

    /// Whether a call that moves money may leave now; it is counted then.
    func takeMoney(isEntry: Bool) -> Bool { budget?.takeMoney(isEntry: isEntry, at: now().steady) ?? true }

    func noteLogin() { budget?.note(at: now().steady) }

    func answered(_ reply: Reply) {
        if case .answered(429, _) = reply.outcome { budget?.refused(at: now().steady) }
    }

    /// Lets everyone through who waits: the reader ends them before they are sent.
    func stop() {
        alarm.cancel()
        budget = nil
        serve()
    }

    private func serve() {
        while let next = waiting.first {
            let moment = now().steady
            if let turn = budget?.takeRead(at: moment) {
                return alarm.set(after: turn.since(moment)) { [weak self] in self?.serve() }
            }
            waiting.removeFirst()
            next()
        }
    }
}
