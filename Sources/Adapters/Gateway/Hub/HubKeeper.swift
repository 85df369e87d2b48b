import Trading

/// Keeps the hub up over many connections: when to connect, when to wait, when to stop trying.
struct HubKeeper: Sendable {
    enum Event: Sendable {
        case start
        /// A token stands (again).
        case tokenArrived
        /// `.connect` could not be done: there is no token.
        case tokenMissing
        case ready
        /// The connection ended, or could not be made.
        case ended(String)
        case loggedOut
        /// REST answers again after it did not: the hub is worth a try at once.
        case venueIsBack
        /// The set of accounts changed, so the subscriptions have to.
        case accountsChanged
        case alarm
        case stop
    }

    enum Action: Hashable, Sendable {
        case connect
        /// Ends the connection, whatever it is doing.
        case drop
        case wake(at: Timestamp)
        case reportConnecting
        case reportReady
        case reportDown(String)
        case reportEvicted
    }

    private enum State: Hashable, Sendable {
        case idle
        case waiting(until: Timestamp)
        case wantingToken
        case connecting
        case ready(since: Timestamp)
        case over
    }

    private var state = State.idle
    private var backoff: Backoff
    private var logouts = 0
    private let timings: GatewayTimings

    init(_ timings: GatewayTimings) {
        self.timings = timings
        backoff = Backoff(timings.hubWaits)
    }

    /// - now: the steady clock.
    mutating func handle(
        _ event: Event, at now: Timestamp, using dice: inout some RandomNumberGenerator
    ) -> [Action] {
        guard state != .over else { return [] }
        switch event {
        case .start: return state == .idle ? connect() : []
        case .tokenArrived: return state == .wantingToken ? connect() : []
        case .tokenMissing:
            guard state == .connecting else { return [] }
            state = .wantingToken
            return []
        case .ready:
            guard state == .connecting else { return [] }
            state = .ready(since: now)
            return [.reportReady]
        case .ended(let reason): return ended(reason, now, &dice)
        case .loggedOut: return loggedOut(now)
        case .venueIsBack: return venueIsBack()
        case .accountsChanged: return accountsChanged()
        case .alarm: return alarm(now)
        case .stop:
            state = .over
            return [.drop]
        }
    }

    /// The waits after a logout are kept: they end a quarrel with another session, and no outage.
    private mutating func venueIsBack() -> [Action] {
        guard case .waiting = state, logouts == 0 else { return [] }
        return connect()
    }

    private mutating func connect() -> [Action] {
        state = .connecting
        return [.reportConnecting, .connect]
    }

    private mutating func ended(
        _ reason: String, _ now: Timestamp, _ dice: inout some RandomNumberGenerator
    ) -> [Action] {
        guard isUp else { return [] }
        settle(now)
        let until = now.advanced(by: backoff.next(using: &dice))
        state = .waiting(until: until)
        return [.drop, .reportDown(reason), .wake(at: until)]
    }

    /// Another session of the same user may be there: two machines must not evict each other for ever.
    private mutating func loggedOut(_ now: Timestamp) -> [Action] {
        guard isUp else { return [] }
        settle(now)
        guard logouts < timings.logoutWaits.count else {
            state = .over
            return [.drop, .reportEvicted]
        }
        let wait = timings.logoutWaits[logouts]
        logouts += 1
        let until = now.advanced(by: wait)
        state = .waiting(until: until)
        let reason = "the venue ended the session (\(HubSession.logoutTarget)); next try in \(wait)"
        return [.drop, .reportDown(reason), .wake(at: until)]
    }

    private mutating func accountsChanged() -> [Action] {
        guard isUp else { return [] }
        return [.drop, .reportDown("the accounts changed")] + connect()
    }

    private mutating func alarm(_ now: Timestamp) -> [Action] {
        guard case .waiting(let until) = state else { return [] }
        return until <= now ? connect() : [.wake(at: until)]
    }

    private var isUp: Bool {
        switch state {
        case .connecting, .ready: true
        case .idle, .waiting, .wantingToken, .over: false
        }
    }

    /// Forgets earlier trouble when this connection held long enough.
    private mutating func settle(_ now: Timestamp) {
        guard case .ready(let since) = state else { return }
        let age = now.since(since)
        if age >= timings.hubSettledAfter { backoff.reset() }
        if age >= timings.logoutsForgottenAfter { logouts = 0 }
    }
}
