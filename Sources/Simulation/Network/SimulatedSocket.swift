import Gateway
import Trading
import WebSocket

/// One connection to the hub over the simulated network.
///
/// What is written on it arrives in order; events of the venue may be late, doubled or missed, and those of one
/// kind may overtake those of another.
///
/// @unchecked Sendable: one thread runs a world.
final class SimulatedSocket: HubSocket, @unchecked Sendable {
    static let pingPeriod = Span.seconds(15)

    private let options: WebSocketOptions
    private unowned let network: SimulatedNetwork
    private let timeline: Timeline
    private let events: @Sendable (WebSocketEvent) -> Void
    private var line: VenueLine?
    /// The client hears nothing any more: the terminal event was told, or it stopped, or died.
    private(set) var isOver = false
    /// Nothing passes, and nobody has noticed.
    private var isDead = false
    /// Whether the client was told that its session is over; more of that is not heard any more.
    private var isLoggedOut = false
    /// Whether it answered the handshake: what comes in its place is no logout to the client.
    private var hasSpoken = false
    /// When the last message reaches the venue.
    private var lastUp = Timestamp(microseconds: 0)
    /// When the last record of a kind reaches the client, and the last that keeps its place among all.
    private var lastDown = [Timestamp](
        repeating: Timestamp(microseconds: 0), count: VenueLine.Kind.allCases.count)
    private var lastInOrder = Timestamp(microseconds: 0)

    init(
        _ options: WebSocketOptions, on network: SimulatedNetwork,
        _ events: @escaping @Sendable (WebSocketEvent) -> Void
    ) {
        self.options = options
        self.network = network
        timeline = network.timeline
        self.events = events
    }

    func start() {
        network.dialled?()
        if network.isHubDown {
            let wait = Span.milliseconds(Int64(options.connectMilliseconds))
            return fail("no connection", after: network.dice.chance(500) ? wait : network.usualWay())
        }
        if network.draw([(.hubRefused, network.faults.hubRefused)]) != nil {
            return fail("refused", after: network.usualWay())
        }
        timeline.after(network.milliseconds(4...60)) { [weak self] in self?.connect() }
    }

    func send(text: [UInt8]) {
        guard !isOver, !isDead else { return }
        lastUp = max(lastUp, timeline.steady.advanced(by: network.usualWay()))
        timeline.after(lastUp.since(timeline.steady)) { [weak self] in
            guard let self, !isDead else { return }
            line?.take(text)
        }
    }

    func stop() { die() }

    /// Nobody on this side hears anything any more; the venue notices.
    func die() {
        isOver = true
        line?.close()
        line = nil
    }

    func cut(isSilent: Bool) {
        isDead = true
        if !isSilent { fail("connection reset", after: .zero) }
    }

    private func connect() {
        guard !isOver else { return }
        guard let line = network.venue.open(token: Self.token(of: options.url)) else {
            isOver = true
            return events(.failed(reason: "the upgrade was refused", status: 401))
        }
        self.line = line
        line.send = { [weak self] in self?.carry($0, $1) }
        line.hangUp = { [weak self] in self?.hangUp() }
        events(.opened)
        ping()
    }

    private static func token(of url: String) -> String {
        String(url.split(separator: "=", maxSplits: 1).last ?? "")
    }

    /// The server's own pings.
    private func ping() {
        timeline.after(Self.pingPeriod) { [weak self] in
            guard let self, !isOver, !isDead else { return }
            events(.text(Array("{\"type\":6}\u{1E}".utf8)))
            ping()
        }
    }

    // MARK: From the venue

    private func carry(_ kind: VenueLine.Kind, _ record: [UInt8]) {
        guard !isOver, !isDead else { return }
        let fault = kind == .control ? nil : network.draw(network.faults.ofRecords)
        if let fault { network.say?("\(fault) \(kind)") }
        switch fault {
        case .hubCut: cut(isSilent: false)
        case .hubSilence: cut(isSilent: true)
        case .hubMissed: break
        case .hubLate: deliver(kind, record, after: network.milliseconds(200...10_000), isInOrder: false)
        case .hubDisorder: deliver(kind, record, after: network.milliseconds(1...300), isInOrder: false)
        case .hubDoubled:
            deliver(kind, record, after: network.usualWay())
            deliver(kind, record, after: network.milliseconds(1...300), isInOrder: false)
        default: deliver(kind, record, after: network.usualWay())
        }
    }

    private func deliver(
        _ kind: VenueLine.Kind, _ record: [UInt8], after wait: Span, isInOrder: Bool = true
    ) {
        var at = max(timeline.steady.advanced(by: wait), lastDown[kind.rawValue])
        if isInOrder {
            at = max(at, lastInOrder)
            lastInOrder = at
        }
        lastDown[kind.rawValue] = at
        timeline.after(at.since(timeline.steady)) { [weak self] in
            guard let self, !isOver, !isDead else { return }
            events(.text(record))
            defer { hasSpoken = true }
            guard kind == .control, record == SimulatedVenue.logout, hasSpoken, !isLoggedOut else { return }
            isLoggedOut = true
            network.loggedOut?()
        }
    }

    private func hangUp() {
        guard !isOver, !isDead else { return }
        let at = max(lastInOrder, timeline.steady.advanced(by: network.usualWay()))
        timeline.after(at.since(timeline.steady)) { [weak self] in
            guard let self, !isOver else { return }
            die()
            events(.closed(code: 1000, reason: ""))
        }
    }

    private func fail(_ reason: String, after wait: Span) {
        timeline.after(wait) { [weak self] in
            guard let self, !isOver else { return }
            die()
            events(.failed(reason: reason, status: nil))
        }
    }
}
