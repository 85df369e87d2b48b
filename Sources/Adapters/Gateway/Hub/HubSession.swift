import JSON
import Trading

/// One connection to a hub, from the handshake to its end. It decides and never sends.
///
/// What is wanted may change at any time: the difference is called for, one completion per call. The user
/// hub's subscriptions only grow within a connection, since an account that may not trade any more can still
/// hold something.
struct HubSession: Sendable {
    enum Event: Sendable {
        /// The WebSocket stands.
        case opened
        case received([UInt8])
        /// These subscriptions are wanted from now on, and no others.
        case want([HubSubscription])
        /// A deadline may have passed.
        case alarm
    }

    enum Action: Sendable {
        case send([UInt8])
        /// Every subscription wanted is confirmed.
        case ready
        /// More is wanted than is confirmed, after it was ready; only where each subscription is needed.
        case unready
        /// The server does not serve this one; the others stand.
        case refused(HubSubscription, String)
        case invoked(target: String, arguments: [JSONValue])
        /// The venue ended the user's session; the connection is over.
        case loggedOut
        /// The connection is of no more use.
        case failed(String)
    }

    private enum State: Sendable { case connecting, shaking, subscribing, ready, over }

    /// The event by which the venue ends a session. Source: seen in two clients, arguments not recorded.
    static let logoutTarget = "GatewayLogout"

    private let kind: HubKind
    private let timings: GatewayTimings
    private let hours: MarketHours
    private let limits: JSONLimits
    private var state = State.connecting
    private var splitter: RecordSplitter
    private var calls: HubCalls
    /// For the handshake.
    private var answerBy: Timestamp?
    private var pingAt: Timestamp?
    private var silentAt: Timestamp?
    /// When market data has to have come.
    private var quietAt: Timestamp?
    /// Records that were no JSON object or lacked what their type needs, and types that we do not use.
    private(set) var recordsIgnored = 0

    /// - Parameters:
    ///   - hours: when a market hub has something to say.
    ///   - recordBytesMax: a longer record ends the connection.
    init(
        _ kind: HubKind, wanted: [HubSubscription], timings: GatewayTimings, hours: MarketHours = .always,
        recordBytesMax: Int = GatewayClientOptions.hubBytesMaxDefault
    ) {
        self.kind = kind
        self.timings = timings
        self.hours = hours
        // A row of depth is some 120 bytes and 13 nodes.
        limits = JSONLimits(bytesMax: recordBytesMax, nodesMax: max(200_000, recordBytesMax / 4))
        splitter = RecordSplitter(bytesMax: recordBytesMax)
        calls = HubCalls(wanted: wanted, onlyGrows: kind.needsEverySubscription)
    }

    /// When to send the next `.alarm`, by the steady clock.
    var nextDeadline: Timestamp? {
        [answerBy, calls.answerBy, pingAt, silentAt, quietAt].compactMap(\.self).min()
    }

    mutating func handle(_ event: Event, at now: Moment) -> [Action] {
        guard state != .over else { return [] }
        switch event {
        case .opened: return opened(now)
        case .received(let bytes): return received(bytes, now)
        case .want(let wanted): return want(wanted, now)
        case .alarm: return alarm(now)
        }
    }

    private mutating func opened(_ now: Moment) -> [Action] {
        guard state == .connecting else { return [] }
        state = .shaking
        answerBy = now.steady.advanced(by: timings.hubAnswerTimeout)
        silentAt = now.steady.advanced(by: timings.hubSilenceMax)
        return [.send(HubRequest.handshake)]
    }

    private mutating func received(_ bytes: [UInt8], _ now: Moment) -> [Action] {
        silentAt = now.steady.advanced(by: timings.hubSilenceMax)
        let records: [[UInt8]]
        do {
            records = try splitter.take(bytes)
        } catch {
            return fail(error.reason)
        }
        var actions: [Action] = []
        for record in records where state != .over { actions += take(record, now) }
        return actions
    }

    private mutating func take(_ record: [UInt8], _ now: Moment) -> [Action] {
        if state == .shaking { return shaken(record, now) }
        guard state != .connecting, let message = try? HubMessage(record, limits: limits) else {
            return ignore()
        }
        switch message {
        case .invocation(let target, let arguments): return invoked(target, arguments, now)
        case .completion(let id, let error): return completed(id, error, now)
        case .ping: return []
        case .close(let error, let mayReconnect):
            let words = "the server closed: \(error ?? "no reason given")"
            return fail(mayReconnect ? words : words + "; it did not ask for a new connection")
        case .other: return ignore()
        }
    }

    private mutating func shaken(_ record: [UInt8], _ now: Moment) -> [Action] {
        do {
            if let error = try HubMessage.handshakeError(record) {
                return fail("handshake refused: \(error)")
            }
        } catch {
            return fail("handshake answered by \(error.reason)")
        }
        state = .subscribing
        answerBy = nil
        pingAt = now.steady.advanced(by: timings.hubPingPeriod)
        return call(now) + readiness()
    }

    private mutating func want(_ wanted: [HubSubscription], _ now: Moment) -> [Action] {
        calls.want(wanted)
        guard state == .subscribing || state == .ready else { return [] }
        let sends = call(now)
        watch(now)
        guard state == .ready, kind.needsEverySubscription, !calls.isSettled else { return sends }
        state = .subscribing
        return [.unready] + sends
    }

    /// Calls for what is wanted and not held, and off what is held and not wanted.
    private mutating func call(_ now: Moment) -> [Action] {
        calls.next(answerBy: now.steady.advanced(by: timings.hubAnswerTimeout)).map(Action.send)
    }

    private mutating func invoked(_ target: String, _ arguments: [JSONValue], _ now: Moment) -> [Action] {
        guard !Printable.areSame(target, Self.logoutTarget) else {
            end()
            return [.loggedOut]
        }
        if quietAt != nil { quietAt = now.steady.advanced(by: timings.marketSilenceMax) }
        return [.invoked(target: target, arguments: arguments)]
    }

    private mutating func completed(_ id: String, _ error: String?, _ now: Moment) -> [Action] {
        guard let (subscription, isEnd) = calls.completed(id, isRefused: error != nil) else {
            return ignore()
        }
        var actions: [Action] = []
        if let error, !isEnd {
            guard !kind.needsEverySubscription else {
                return fail("\(subscription.target) refused: \(error)")
            }
            actions.append(.refused(subscription, error))
        }
        actions += call(now)
        watch(now)
        return actions + readiness()
    }

    private mutating func readiness() -> [Action] {
        guard state == .subscribing, calls.isSettled else { return [] }
        state = .ready
        return [.ready]
    }

    /// Waits for market data while there is any to come.
    private mutating func watch(_ now: Moment) {
        guard kind.isWatched, calls.holdsAny else { return quietAt = nil }
        quietAt = quietAt ?? now.steady.advanced(by: timings.marketSilenceMax)
    }

    private mutating func alarm(_ now: Moment) -> [Action] {
        if let silentAt, silentAt <= now.steady { return fail("silent for \(timings.hubSilenceMax)") }
        if let answerBy, answerBy <= now.steady {
            return fail("no answer to the handshake within \(timings.hubAnswerTimeout)")
        }
        if let answerBy = calls.answerBy, answerBy <= now.steady {
            let count = calls.waiting
            return fail(
                "no answer to \(count) subscription\(count == 1 ? "" : "s") within "
                    + "\(timings.hubAnswerTimeout)")
        }
        if let quietAt, quietAt <= now.steady {
            if isMarketOpen(now.wall) {
                return fail("no market data for \(timings.marketSilenceMax), though the market is open")
            }
            self.quietAt = now.steady.advanced(by: timings.marketSilenceMax)
        }
        guard let due = pingAt, due <= now.steady else { return [] }
        pingAt = now.steady.advanced(by: timings.hubPingPeriod)
        return [.send(HubRequest.ping)]
    }

    /// Whether it was open all the time that the silence lasted.
    private func isMarketOpen(_ wall: Timestamp) -> Bool {
        let before = Span(microseconds: -timings.marketSilenceMax.microseconds)
        return hours.isOpen(at: wall) && hours.isOpen(at: wall.advanced(by: before))
    }

    private mutating func ignore() -> [Action] {
        recordsIgnored += 1
        return []
    }

    private mutating func fail(_ reason: String) -> [Action] {
        end()
        return [.failed(reason)]
    }

    private mutating func end() {
        state = .over
        answerBy = nil
        pingAt = nil
        silentAt = nil
        quietAt = nil
        calls.drop()
    }
}
