import Dispatch
import Synchronization
import Trading

/// The one place where calls, tests and the passing of time meet the core, one after the other.
///
/// Each turn first catches up with the clock, then does its own work, then writes the changed rows down, and
/// last leaves what the hub has to tell in the outbox.
final class VenueHouse: Sendable {
    private struct State: Sendable {
        var core: VenueCore
        var sessions: VenueSessions
        var budget: CallBudget
        var calls = CallLog()
        var file: StateFile?
        var outbox: [VenueEvent] = []
        var failure: StateFileError?

        /// Writes down what changed, and then lets out what the hub has to tell. After a failure nothing more is
        /// written, and nothing told.
        ///
        /// - Parameter isAnswered: whether somebody learns of what changed, and so it has to last.
        mutating func settle(isAnswered: Bool) {
            let events = core.takeEvents()
            let changes = core.book.takeChanges() + sessions.takeChanges()
            guard failure == nil else { return }
            if let file {
                do throws(StateFileError) {
                    if !changes.isEmpty { try file.append(changes) }
                    if isAnswered || !events.isEmpty { try file.sync() }
                    if file.isBloated { file.replace(with: core.book.snapshot + sessions.snapshot) }
                } catch {
                    failure = error
                    return
                }
            }
            outbox += events
        }
    }

    private let state: Mutex<State>
    let clock: VenueClock
    let switches: VenueSwitches
    /// Signalled after every turn that left something in the outbox, or something to do later.
    private let wake = DispatchSemaphore(value: 0)
    /// Whether a signal is on its way, so that a busy venue does not pile them up.
    private let isWoken = Atomic<Bool>(false)

    init(
        core: VenueCore, sessions: VenueSessions, budget: CallBudget, file: StateFile?,
        clock: VenueClock
    ) {
        switches = core.rules.switches
        state = Mutex(State(core: core, sessions: sessions, budget: budget, file: file))
        self.clock = clock
    }

    /// A turn at the core, at the present time.
    func turn<Result: Sendable>(_ body: @Sendable (inout VenueCore, Timestamp) -> Result) -> Result {
        let now = clock.now
        let (result, hasNews) = state.withLock { state in
            let due = state.core.nextDue
            state.core.advance(to: now)
            let result = body(&state.core, now)
            state.settle(isAnswered: true)
            return (result, !state.outbox.isEmpty || state.core.nextDue != due)
        }
        if hasNews { wakeUp() }
        return result
    }

    func sessions<Result: Sendable>(
        _ body: @Sendable (inout VenueSessions, Timestamp) -> Result
    ) -> Result {
        let now = clock.now
        return state.withLock { state in
            let result = body(&state.sessions, now)
            if state.sessions.hasChanges { state.settle(isAnswered: true) }
            return result
        }
    }

    /// How long a call has to wait that is one too many; nil when it may go on. Whoever has no account here
    /// shares one count.
    func excess(of endpoint: VenueEndpoint, by user: String?) -> Span? {
        let now = clock.limitTime
        return state.withLock { state in
            let known = user.flatMap { state.sessions.user(named: $0)?.name }
            let wait = state.budget.take(endpoint, by: known ?? "", at: now)
            state.calls.note(
                CallLog.Row(at: now, user: known ?? "", endpoint: endpoint, isRefused: wait != nil))
            return wait
        }
    }

    /// The latest calls that count for a limit, whether or not there is one.
    var calls: [CallLog.Row] { state.withLock { $0.calls.rows } }

    /// Why rows could not be written down, if that ever happened: from then on nothing is accepted.
    var failure: StateFileError? { state.withLock { $0.failure } }

    /// Gives the state file up, for the next venue to take.
    func closeFile() { state.withLock { $0.file = nil } }

    /// What the hub has to tell, and in how many real microseconds something is due next.
    func takeOutbox() -> (events: [VenueEvent], next: Int64?) {
        let now = clock.now
        return state.withLock { state in
            state.core.advance(to: now)
            state.settle(isAnswered: false)
            defer { state.outbox = [] }
            return (state.outbox, state.core.nextDue.map { clock.realMicroseconds($0.since(now)) })
        }
    }

    /// Where contracts trade now and what was traded since an earlier look, the time of this look, and in how
    /// many real microseconds to look again.
    func look(at contracts: Set<ContractID>, since earlier: Timestamp?)
        -> (looks: [MarketLook], at: Timestamp?, next: Int64?)
    {
        guard !contracts.isEmpty else { return ([], nil, nil) }
        return state.withLock { state in
            let now = state.core.now
            let looks = contracts.sorted().compactMap { state.core.look(at: $0, since: earlier) }
            let change = state.core.market.nextChange(after: now)
                .map { clock.realMicroseconds($0.since(now)) }
            return (looks, now, min(change ?? .max, HubRoom.quoteRepeatMicroseconds))
        }
    }

    /// Waits until a turn was taken, or until so many real microseconds have passed.
    func wait(microseconds: Int64?) {
        if let microseconds {
            _ = wake.wait(timeout: .now() + .microseconds(Int(microseconds)))
        } else {
            wake.wait()
        }
        isWoken.store(false, ordering: .releasing)
    }

    func wakeUp() {
        if !isWoken.exchange(true, ordering: .acquiringAndReleasing) { wake.signal() }
    }
}
