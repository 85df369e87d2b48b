import Trading

/// Keeps a hub up over many connections: when to connect, when to wait, when to stop trying.
struct HubKeeper: Sendable {
    enum Event: Sendable {
        case start
        /// A token stands (again).
        case tokenArrived
        /// `.connect` could not be done: there is no token.
        case tokenMissing
        case ready
        /// More is wanted than is confirmed, on a connection that stands.
        case unready
        /// The connection ended, or could not be made.
        case ended(String)
        case loggedOut
        /// The venue ended the session on the login's other hub, which waits until then.
        case otherLoggedOut(until: Timestamp)
        /// The login's other hub has given up.
        case otherEvicted
        /// REST answers again after it did not: the hub is worth a try at once.
        case venueIsBack
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
        /// The venue ended the session; nothing of this login connects before then.
        case reportLoggedOut(until: Timestamp)
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
    /// After a logout, on either hub, no connection is made earlier.
    private var notBefore: Timestamp?
    /// The connection that stands is the last one.
    private var isLast = false
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
        case .start: return state == .idle ? connect(now) : []
        case .tokenArrived: return state == .wantingToken ? connect(now) : []
        case .tokenMissing:
            guard state == .connecting else { return [] }
            state = .wantingToken
            return []
        case .ready: return ready(now)
        case .unready:
            guard case .ready = state else { return [] }
            return [.reportConnecting]
        case .ended(let reason): return ended(reason, now, &dice)
        case .loggedOut: return loggedOut(now)
        case .otherLoggedOut(let until): return otherLoggedOut(until)
        case .otherEvicted: return otherEvicted()
        case .venueIsBack: return venueIsBack(now)
        case .alarm: return alarm(now)
        case .stop:
            state = .over
            return [.drop]
        }
    }

    private mutating func connect(_ now: Timestamp) -> [Action] {
        if let notBefore, now < notBefore {
            state = .waiting(until: notBefore)
            return [.wake(at: notBefore)]
        }
        notBefore = nil
        state = .connecting
        return [.reportConnecting, .connect]
    }

    private mutating func ready(_ now: Timestamp) -> [Action] {
        switch state {
        case .connecting: state = .ready(since: now)
        case .ready: break
        case .idle, .waiting, .wantingToken, .over: return []
        }
        return [.reportReady]
    }

    private mutating func ended(
        _ reason: String, _ now: Timestamp, _ dice: inout some RandomNumberGenerator
    ) -> [Action] {
        guard isUp else { return [] }
        settle(now)
        guard !isLast else {
            state = .over
            return [.drop, .reportDown(reason), .reportEvicted]
        }
        let wanted = now.advanced(by: backoff.next(using: &dice))
        let until = notBefore.map { max($0, wanted) } ?? wanted
        state = .waiting(until: until)
        return [.drop, .reportDown(reason), .wake(at: until)]
    }

    /// Another session of the same user may be there: two machines must not evict each other for ever.
    private mutating func loggedOut(_ now: Timestamp) -> [Action] {
        guard isUp else { return [] }
        settle(now)
        guard !isLast, logouts < timings.logoutWaits.count else {
            state = .over
            return [.drop, .reportEvicted]
        }
        let wait = timings.logoutWaits[logouts]
        logouts += 1
        let until = now.advanced(by: wait)
        notBefore = until
        state = .waiting(until: until)
        let reason =
            "the venue ended the session (\(HubSession.logoutTarget)): another one of this user may be open; "
            + "try \(logouts) of \(timings.logoutWaits.count) in \(wait)"
        return [.drop, .reportDown(reason), .reportLoggedOut(until: until), .wake(at: until)]
    }

    /// A connection that stands is left alone; one that waits, waits as long as the other.
    private mutating func otherLoggedOut(_ until: Timestamp) -> [Action] {
        notBefore = max(notBefore ?? until, until)
        guard case .waiting(let sooner) = state, sooner < until else { return [] }
        state = .waiting(until: until)
        return [.wake(at: until)]
    }

    private mutating func otherEvicted() -> [Action] {
        guard !isUp else {
            isLast = true
            return []
        }
        state = .over
        return [.reportEvicted]
    }

    /// The waits after a logout are kept: they end a quarrel with another session, and no outage.
    private mutating func venueIsBack(_ now: Timestamp) -> [Action] {
        guard case .waiting = state, notBefore.map({ $0 <= now }) ?? true else { return [] }
        return connect(now)
    }

    private mutating func alarm(_ now: Timestamp) -> [Action] {
        guard case .waiting(let until) = state else { return [] }
        return until <= now ? connect(now) : [.wake(at: until)]
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
