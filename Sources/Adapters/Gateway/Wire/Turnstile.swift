import Journey
import Trading

/// Lets requests through in the order of their rank, as the budget allows.
///
/// @unchecked Sendable: touched only on the client's queue.
final class Turnstile: @unchecked Sendable {
    typealias Wish = RequestQueue<Job>.Wish
    typealias Ticket = RequestQueue<Job>.Ticket
    typealias Job = @Sendable (Passage) -> Void

    /// How waiting ended.
    enum Passage: Sendable {
        /// To be sent now; the ticket is given back with the reply.
        case go(Turnstile.Pass)
        case notSent(Unsent)
    }

    /// What a request under way holds.
    struct Pass: Sendable {
        fileprivate let ticket: Ticket
    }

    static let tooOld = "its turn at the venue did not come before it was too old"
    static let withdrawn: Unsent =
        "it was overtaken by a close of its contract, or called back, while it waited for its turn"
    static let stops: Unsent = "the client stops"

    private var line: RequestQueue<Job>
    private let now: @Sendable () -> Moment
    private let alarm: Alarm
    private var isServing = false
    private var isStopped = false

    init(_ options: GatewayClientOptions, on queue: any WorkQueue) {
        line = RequestQueue(options.budget)
        now = options.now
        alarm = Alarm(on: queue)
    }

    /// Calls `job` once, when the request may leave or will not, perhaps at once.
    func enter(_ wish: Wish, _ job: @escaping Job) {
        guard !isStopped else { return job(.notSent(Self.stops)) }
        line.enter(job, wish)
        serve()
    }

    /// Ends the waiting of entries that are not wanted any more.
    func withdraw(_ tags: Set<OrderTag>) {
        line.withdraw(tags)
        serve()
    }

    /// The reply to a request is here.
    func answered(_ pass: Pass, _ reply: Reply) {
        switch reply.outcome {
        case .notSent: line.unsent(pass.ticket)
        case .answered(429, _): line.refused(pass.ticket, wait: reply.retryAfter, at: now().steady)
        case .answered, .broken: line.ended(pass.ticket, at: now().steady)
        }
        serve()
    }

    /// The request was not handed over after all.
    func abandoned(_ pass: Pass) {
        line.unsent(pass.ticket)
        serve()
    }

    /// Ends everyone's waiting.
    func stop() {
        isStopped = true
        alarm.cancel()
        for job in line.clear() { job(.notSent(Self.stops)) }
    }

    /// Nobody who waits hears anything any more.
    func abandon() {
        isStopped = true
        _ = line.clear()
    }

    private func serve() {
        guard !isServing, !isStopped else { return }
        isServing = true
        defer { isServing = false }
        while !isStopped {
            let moment = now().steady
            switch line.next(at: moment) {
            case .go(let job, let ticket): job(.go(Pass(ticket: ticket)))
            case .expired(let job, let shortage): job(.notSent(Unsent(Self.tooOld, shortage: shortage)))
            case .withdrawn(let job): job(.notSent(Self.withdrawn))
            case .idle(let time):
                alarm.cancel()
                if let time { alarm.set(after: time.since(moment)) { [weak self] in self?.serve() } }
                return
            }
        }
    }
}
