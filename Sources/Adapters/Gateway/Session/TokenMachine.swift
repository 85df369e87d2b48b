import Trading

/// The life of a login: it decides when to log in and when to renew, and never sends.
struct TokenMachine: Sendable {
    enum Event: Sendable {
        case start
        case loginEnded(LoginEnding)
        case validateEnded(LoginEnding)
        case alarm
        /// What takes exposure off cannot leave without a token.
        case wanted
        /// The venue answered 401 to the token with this serial.
        case refused(serial: Int)
    }

    enum Action: Hashable, Sendable {
        case login
        case validate
        /// Wake this machine at a moment of the steady clock; replaces any earlier wish.
        case wake(at: Timestamp)
        /// A new token stands.
        case signedIn
        /// Whoever waits for a new token waits in vain.
        case renewalFailed(String)
        /// There is no usable token.
        case unreachable(String)
    }

    private enum UnderWay: Sendable { case login, validate }

    private(set) var token: Token?
    private var underWay: UnderWay?
    /// A login is due at the next alarm, not a renewal.
    private var isLoginDue = false
    /// When a failed login is tried again, and when at the earliest; nil where a repeat cannot cure it.
    private var retry: (due: Timestamp, earliest: Timestamp)?
    private var serial = 0
    private var backoff: Backoff
    private let timings: GatewayTimings

    /// A token refused sooner than this after its login is no reason to log in at once again.
    static let youngAge = Span.seconds(60)

    init(_ timings: GatewayTimings) {
        self.timings = timings
        backoff = Backoff(timings.loginWaits)
    }

    mutating func handle(
        _ event: Event, at now: Moment, using dice: inout some RandomNumberGenerator
    ) -> [Action] {
        switch event {
        case .start: return logIn()
        case .alarm: return alarm(now)
        case .loginEnded(let ending): return loginEnded(ending, now, &dice)
        case .validateEnded(let ending): return validateEnded(ending, now)
        case .wanted: return hasten(now)
        case .refused(let serial): return refused(serial, now, &dice)
        }
    }

    private mutating func logIn() -> [Action] {
        guard underWay == nil else { return [] }
        underWay = .login
        (isLoginDue, retry) = (false, nil)
        return [.login]
    }

    private mutating func alarm(_ now: Moment) -> [Action] {
        if let token, token.expiresAt <= now.steady { self.token = nil }
        guard underWay == nil else { return [] }
        guard token != nil, !isLoginDue else { return logIn() }
        underWay = .validate
        return [.validate]
    }

    private mutating func loginEnded(
        _ ending: LoginEnding, _ now: Moment, _ dice: inout some RandomNumberGenerator
    ) -> [Action] {
        underWay = nil
        switch ending {
        case .token(let secret): return adopt(secret, now)
        case .unchanged: return failed("login without a token", timings.fatalLoginWait, now)
        case .failed(let reason, let isFatal):
            return failed(reason, isFatal ? timings.fatalLoginWait : backoff.next(using: &dice), now)
        }
    }

    private mutating func validateEnded(_ ending: LoginEnding, _ now: Moment) -> [Action] {
        underWay = nil
        switch ending {
        case .token(let secret):
            backoff.reset()
            return adopt(secret, now)
        case .unchanged:
            token?.passedRenewals(until: now.steady)
            guard let next = token?.renewals.first else { return logIn() }
            return [.wake(at: next)]
        case .failed:
            return logIn()
        }
    }

    /// A refused token is dropped at once: nothing is sent with it again.
    private mutating func refused(
        _ serial: Int, _ now: Moment, _ dice: inout some RandomNumberGenerator
    ) -> [Action] {
        guard let token, token.serial == serial else { return [] }
        self.token = nil
        guard underWay == nil else { return [] }
        if now.steady.since(token.receivedAt) >= Self.youngAge {
            backoff.reset()
            return logIn()
        }
        guard backoff.isAtStart else {
            return failed("the token was refused soon after the login", backoff.next(using: &dice), now)
        }
        _ = backoff.next(using: &dice)
        return logIn()
    }

    /// Brings the next login forward: it may be half a minute away when the venue is back.
    private mutating func hasten(_ now: Moment) -> [Action] {
        guard token == nil, underWay == nil, let retry, retry.earliest < retry.due else { return [] }
        guard now.steady < retry.earliest else { return logIn() }
        self.retry = (retry.earliest, retry.earliest)
        return [.wake(at: retry.earliest)]
    }

    private mutating func adopt(_ secret: GatewaySecret, _ now: Moment) -> [Action] {
        serial += 1
        let fresh = Token(serial: serial, secret: secret, at: now, margin: timings.renewalMargin)
        token = fresh
        (isLoginDue, retry) = (false, nil)
        return [.signedIn] + (fresh.renewals.first.map { [.wake(at: $0)] } ?? [])
    }

    private mutating func failed(_ reason: String, _ wait: Span, _ now: Moment) -> [Action] {
        if let token, token.expiresAt <= now.steady { self.token = nil }
        isLoginDue = true
        let due = now.steady.advanced(by: wait)
        let isCurable = wait < timings.fatalLoginWait
        retry = isCurable ? (due, min(due, now.steady.advanced(by: timings.urgentLoginWait))) : nil
        let wake = Action.wake(at: due)
        return token == nil
            ? [.renewalFailed(reason), .unreachable(reason), wake] : [.renewalFailed(reason), wake]
    }
}
