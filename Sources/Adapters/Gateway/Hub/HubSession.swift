import JSON
import Trading

/// One connection to the hub, from the handshake to its end. It decides and never sends.
struct HubSession: Sendable {
    enum Event: Sendable {
        /// The WebSocket stands.
        case opened
        case received([UInt8])
        /// A deadline may have passed.
        case alarm
    }

    enum Action: Sendable {
        case send([UInt8])
        /// Every subscription is confirmed.
        case ready
        case invoked(target: String, arguments: [JSONValue])
        /// The venue ended the user's session; the connection is over.
        case loggedOut
        /// The connection is of no more use.
        case failed(String)
    }

    private enum State: Sendable { case connecting, shaking, subscribing, ready, over }

    /// The event by which the venue ends a session. Source: seen in two clients, arguments not recorded.
    static let logoutTarget = "GatewayLogout"

    let accounts: [AccountID]
    private let methods: [HubMethod]
    private let timings: GatewayTimings
    private var state = State.connecting
    private var splitter = RecordSplitter()
    /// Calls without an answer yet, by invocation id.
    private var pending: [String: HubMethod] = [:]
    private var answerBy: Timestamp?
    private var pingAt: Timestamp?
    private var silentAt: Timestamp?
    /// Records that were no JSON object or lacked what their type needs, and types that we do not use.
    private(set) var recordsIgnored = 0

    init(accounts: [AccountID], timings: GatewayTimings) {
        self.accounts = accounts
        methods = HubMethod.subscriptions(accounts)
        self.timings = timings
    }

    /// When to send the next `.alarm`, by the steady clock.
    var nextDeadline: Timestamp? { [answerBy, pingAt, silentAt].compactMap(\.self).min() }

    mutating func handle(_ event: Event, at now: Timestamp) -> [Action] {
        guard state != .over else { return [] }
        switch event {
        case .opened: return opened(now)
        case .received(let bytes): return received(bytes, now)
        case .alarm: return alarm(now)
        }
    }

    private mutating func opened(_ now: Timestamp) -> [Action] {
        guard state == .connecting else { return [] }
        state = .shaking
        answerBy = now.advanced(by: timings.hubAnswerTimeout)
        silentAt = now.advanced(by: timings.hubSilenceMax)
        return [.send(HubRequest.handshake)]
    }

    private mutating func received(_ bytes: [UInt8], _ now: Timestamp) -> [Action] {
        silentAt = now.advanced(by: timings.hubSilenceMax)
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

    private mutating func take(_ record: [UInt8], _ now: Timestamp) -> [Action] {
        if state == .shaking { return shaken(record, now) }
        guard let message = try? HubMessage(record) else { return ignore() }
        switch message {
        case .invocation(let target, let arguments): return invoked(target, arguments)
        case .completion(let id, let error): return completed(id, error)
        case .ping: return []
        case .close(let error): return fail("the server closed: \(error ?? "no reason given")")
        case .other: return ignore()
        }
    }

    private mutating func shaken(_ record: [UInt8], _ now: Timestamp) -> [Action] {
        do {
            if let error = try HubMessage.handshakeError(record) {
                return fail("handshake refused: \(error)")
            }
        } catch {
            return fail("handshake answered by \(error.reason)")
        }
        state = .subscribing
        pingAt = now.advanced(by: timings.hubPingPeriod)
        answerBy = now.advanced(by: timings.hubAnswerTimeout)
        var actions: [Action] = []
        for (index, method) in methods.enumerated() {
            let id = String(index + 1)
            pending[id] = method
            actions.append(.send(HubRequest.call(method, id: id)))
        }
        return actions
    }

    private mutating func invoked(_ target: String, _ arguments: [JSONValue]) -> [Action] {
        guard !Printable.areSame(target, Self.logoutTarget) else {
            end()
            return [.loggedOut]
        }
        return [.invoked(target: target, arguments: arguments)]
    }

    private mutating func completed(_ id: String, _ error: String?) -> [Action] {
        guard let method = pending.removeValue(forKey: id) else { return ignore() }
        if let error { return fail("\(method.target) refused: \(error)") }
        guard pending.isEmpty, state == .subscribing else { return [] }
        state = .ready
        answerBy = nil
        return [.ready]
    }

    private mutating func alarm(_ now: Timestamp) -> [Action] {
        if let silentAt, silentAt <= now { return fail("silent for \(timings.hubSilenceMax)") }
        if let answerBy, answerBy <= now {
            let what = state == .shaking ? "the handshake" : "\(pending.count) subscriptions"
            return fail("no answer to \(what) within \(timings.hubAnswerTimeout)")
        }
        guard let due = pingAt, due <= now else { return [] }
        pingAt = now.advanced(by: timings.hubPingPeriod)
        return [.send(HubRequest.ping)]
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
        pending = [:]
    }
}
