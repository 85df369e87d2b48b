import JSON
import Trading
import WebSocket

/// Performs what a hub's machines decide: connects, writes, waits, and hands on what the venue tells.
///
/// @unchecked Sendable: touched only on the client's queue; a socket's events come by way of it.
final class HubLink: @unchecked Sendable {
    enum Event: Sendable {
        case connecting
        case ready
        case down(String)
        /// The venue ended the session; this hub waits until then, by the steady clock.
        case loggedOut(until: Timestamp)
        case evicted
        case refused(HubSubscription, String)
        case invoked(target: String, arguments: [JSONValue])
    }

    private let kind: HubKind
    private let address: String
    private let options: GatewayClientOptions
    private let signIn: SignIn
    private let queue: any WorkQueue
    private let makeSocket: GatewayWorld.MakeSocket
    private let events: @Sendable (Event) -> Void
    private let keeperAlarm: Alarm
    private let sessionAlarm: Alarm
    /// Counts sockets that are still being put down.
    private let dropping = WorkGroup()
    private var keeper: HubKeeper
    private var session: HubSession?
    private var socket: (any HubSocket)?
    private var token: Token?
    private var wanted: [HubSubscription] = []
    /// Counts connections: what an earlier socket still says is not heard.
    private var serial = 0
    private var dice: any RandomNumberGenerator

    /// - Parameter address: without a query; `https` and `http` are taken for `wss` and `ws`.
    init(
        _ kind: HubKind, at address: String, _ options: GatewayClientOptions, signIn: SignIn,
        in world: GatewayWorld, events: @escaping @Sendable (Event) -> Void
    ) {
        self.kind = kind
        self.address = address
        self.options = options
        self.signIn = signIn
        queue = world.queue
        makeSocket = world.makeSocket
        dice = world.makeDice()
        self.events = events
        keeperAlarm = Alarm(on: world.queue)
        sessionAlarm = Alarm(on: world.queue)
        keeper = HubKeeper(options.timings)
    }

    /// Opens the hub with these subscriptions, or changes those of the connection that stands.
    func want(_ subscriptions: [HubSubscription]) {
        wanted = subscriptions
        handle(.start)
        advance(.want(subscriptions))
    }

    func signedIn() { handle(.tokenArrived) }

    func venueIsBack() { handle(.venueIsBack) }

    /// The login's other hub was logged out and waits until then.
    func otherLoggedOut(until: Timestamp) { handle(.otherLoggedOut(until: until)) }

    func otherEvicted() { handle(.otherEvicted) }

    /// - Returns: a group that is empty once no socket is left.
    func stop() -> WorkGroup {
        handle(.stop)
        keeperAlarm.cancel()
        return dropping
    }

    func abandon() {
        serial += 1
        session = nil
        socket = nil
    }

    private func handle(_ event: HubKeeper.Event) {
        queue.assertCurrent()
        for action in keeper.handle(event, at: options.now().steady, using: &dice) { perform(action) }
    }

    private func perform(_ action: HubKeeper.Action) {
        switch action {
        case .connect: connect()
        case .drop: drop()
        case .wake(let at):
            keeperAlarm.set(after: at.since(options.now().steady)) { [weak self] in self?.handle(.alarm) }
        case .reportConnecting: events(.connecting)
        case .reportReady: events(.ready)
        case .reportDown(let reason): events(.down(reason))
        case .reportLoggedOut(let until): events(.loggedOut(until: until))
        case .reportEvicted: events(.evicted)
        }
    }

    private func connect() {
        guard let token = signIn.token else { return handle(.tokenMissing) }
        self.token = token
        serial += 1
        session = HubSession(
            kind, wanted: wanted, timings: options.timings, hours: options.marketHours,
            recordBytesMax: options.hubBytesMax)
        let link = WeakLink(self)
        let socket = makeSocket(socketOptions(token)) { [queue, serial] event in
            queue.async { link.link?.heard(event, from: serial) }
        }
        self.socket = socket
        socket.start()
    }

    /// Keeps the sockets' threads from keeping the link.
    private struct WeakLink: Sendable {
        weak let link: HubLink?
        init(_ link: HubLink) { self.link = link }
    }

    private func socketOptions(_ token: Token) -> WebSocketOptions {
        var options = WebSocketOptions(url: HubAddress.url(address, token: token.secret))
        options.caFile = self.options.caFile
        options.messageBytesMax = self.options.hubBytesMax
        return options
    }

    private func heard(_ event: WebSocketEvent, from serial: Int) {
        guard serial == self.serial, socket != nil else { return }
        switch event {
        case .opened: advance(.opened)
        case .text(let bytes), .binary(let bytes): advance(.received(bytes))
        case .ponged: break
        case .closed(let code, let reason):
            let words = reason.isEmpty ? "" : ": \(safe(reason))"
            handle(.ended("closed by the venue, code \(code)\(words)"))
        case .failed(let reason, let status): failed(reason, status)
        }
    }

    private func failed(_ reason: String, _ status: Int?) {
        if status == 401, let token { signIn.refused(serial: token.serial) }
        // RFC 6455, section 7.4.1: the message was too large.
        let size =
            reason.hasSuffix("code 1009") ? ": a message of more than \(options.hubBytesMax) bytes" : ""
        handle(.ended(safe(reason) + (status.map { ", HTTP \($0)" } ?? size)))
    }

    private func advance(_ event: HubSession.Event) {
        queue.assertCurrent()
        let ignored = session?.recordsIgnored ?? 0
        guard let actions = session?.handle(event, at: options.now()) else { return }
        noteIgnored(since: ignored)
        for action in actions {
            switch action {
            case .send(let bytes): socket?.send(text: bytes)
            case .ready: handle(.ready)
            case .unready: handle(.unready)
            case .refused(let subscription, let error): events(.refused(subscription, safe(error)))
            case .invoked(let target, let arguments): events(.invoked(target: target, arguments: arguments))
            case .loggedOut: handle(.loggedOut)
            case .failed(let reason): handle(.ended(safe(reason)))
            }
        }
        rearm()
    }

    /// A record that cannot be read may have been an event.
    private func noteIgnored(since before: Int) {
        guard let count = session?.recordsIgnored, count > before,
            (before + 1...count).contains(where: LogPace.isDue)
        else { return }
        options.log("gateway \(kind.words) records ignored gateway=\(options.name) count=\(count)")
    }

    private func rearm() {
        guard let deadline = session?.nextDeadline else { return sessionAlarm.cancel() }
        sessionAlarm.set(after: deadline.since(options.now().steady)) { [weak self] in self?.advance(.alarm) }
    }

    /// Putting a socket down may wait for its thread, so another thread does it.
    private func drop() {
        sessionAlarm.cancel()
        session = nil
        guard let socket else { return }
        self.socket = nil
        queue.aside(dropping) { socket.stop() }
    }

    /// The other side's words without the token that it was sent.
    private func safe(_ text: String) -> String {
        Printable.clean(token.map { $0.secret.cut(from: text) } ?? text)
    }
}
