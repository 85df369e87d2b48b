import JSON
import Trading

/// One client's conversation with a hub: what it sent goes in, what to send back comes out.
///
/// Records end with byte 0x1E; a message may hold several, or part of one.
/// Source: SignalR hub protocol specification, JSON encoding.
struct HubSession: Sendable {
    enum Output: Hashable, Sendable {
        case send([UInt8])
        case close
    }

    private enum Stage { case handshake, open, closed }

    static let separator: UInt8 = 0x1E
    /// A record longer than this is none of ours.
    private static let recordBytesMax = 32_768

    let kind: HubKind
    private let reach: Reach
    private let completesWithNull: Bool
    private var stage = Stage.handshake
    private var rest: [UInt8] = []
    private var subscriptions = HubSubscriptions()
    private(set) var market = MarketSubscriptions()

    /// - Parameter completesWithNull: Whether a completion that worked says `"result":null`.
    init(_ kind: HubKind = .user, reach: Reach, completesWithNull: Bool = true) {
        self.kind = kind
        self.reach = reach
        self.completesWithNull = completesWithNull
    }

    var userName: String { reach.user.name }

    var isOpen: Bool { stage == .open }

    mutating func received(_ bytes: [UInt8]) -> [Output] {
        guard stage != .closed else { return [] }
        rest += bytes
        var outputs: [Output] = []
        while stage != .closed, let end = rest.firstIndex(of: Self.separator) {
            let record = Array(rest[..<end])
            rest.removeSubrange(...end)
            outputs += stage == .handshake ? shakeHands(record) : take(record)
        }
        if rest.count > Self.recordBytesMax { outputs += fail() }
        return outputs
    }

    /// Whether this client asked for such an event; the account event reaches whoever the account belongs to.
    func wants(_ event: VenueEvent) -> Bool {
        isOpen && reach.has(event.account) && subscriptions.holds(event)
    }

    private mutating func shakeHands(_ record: [UInt8]) -> [Output] {
        guard let request = try? JSONDocument(record).root, let name = request["protocol"]?.string,
            let version = request["version"]?.int64
        else { return refuseHandshake("Handshake was canceled.") }
        guard name == "json" else {
            return refuseHandshake("The protocol '\(name)' is not supported.")
        }
        guard version == 0 || version == 1 else {
            return refuseHandshake("The server does not support version \(version) of the 'json' protocol.")
        }
        stage = .open
        return [.send(HubFrame.handshake(error: nil))]
    }

    private mutating func refuseHandshake(_ error: String) -> [Output] {
        stage = .closed
        return [.send(HubFrame.handshake(error: error)), .close]
    }

    private mutating func take(_ record: [UInt8]) -> [Output] {
        guard let message = try? JSONDocument(record).root, let type = message["type"]?.int64 else {
            return fail()
        }
        switch type {
        case 1: return invoke(message)
        case 7:
            stage = .closed
            return [.close]
        default: return []
        }
    }

    private mutating func fail() -> [Output] {
        stage = .closed
        return [
            .send(HubFrame.close(error: "Connection closed with an error.", allowReconnect: nil)), .close,
        ]
    }

    private mutating func invoke(_ message: JSONValue) -> [Output] {
        guard let target = message["target"]?.string else { return fail() }
        let arguments = message["arguments"]?.elements ?? []
        let error =
            switch kind {
            case .user: subscriptions.invoke(target, arguments, reach: reach)
            case .market: market.invoke(target, arguments)
            }
        guard let id = message["invocationId"]?.string else { return [] }
        return [.send(HubFrame.completion(of: id, error: error, hasResult: completesWithNull))]
    }
}
