import JSON
import Journey
import Trading

/// Turns the user hub's invocations into events, in whatever wrapping they come.
struct HubEventReader: Sendable {
    private let book: AccountBook
    /// Invocations of targets that we do not use.
    private(set) var targetsIgnored = 0
    /// Payloads of our targets that could not be read.
    private(set) var payloadsUnreadable = 0

    init(_ book: AccountBook) { self.book = book }

    private enum Kind { case account, order, position, trade }

    /// - Returns: the events, and why a payload gave none.
    mutating func events(
        target: String, arguments: [JSONValue]
    ) -> (events: [GatewayEvent], faults: [String]) {
        guard let kind = Self.kind(target) else {
            targetsIgnored += 1
            return ([], [])
        }
        var events: [GatewayEvent] = []
        var faults: [String] = []
        for payload in arguments.flatMap(HubPayloads.open) {
            do {
                if let event = try event(kind, payload) { events.append(event) }
            } catch {
                payloadsUnreadable += 1
                faults.append("\(target): \(error.reason)")
            }
        }
        return (events, faults)
    }

    /// Nil for an account that the settings do not name.
    private func event(_ kind: Kind, _ payload: JSONValue) throws(Unreadable) -> GatewayEvent? {
        switch kind {
        case .account:
            let row = try AccountRow(payload)
            return book.name(of: row.id).map { .account(row.state(of: $0)) }
        case .order:
            let row = try OrderRow(payload)
            return book.name(of: row.accountID).map { .order(row.venueOrder(of: $0)) }
        case .position:
            let row = try PositionRow(payload)
            return book.name(of: row.accountID).map { .position($0, row.position) }
        case .trade:
            let row = try TradeRow(payload)
            return book.name(of: row.accountID).map { .trade(row.venueTrade(of: $0)) }
        }
    }

    private static func kind(_ target: String) -> Kind? {
        for (name, kind) in [
            ("GatewayUserAccount", Kind.account), ("GatewayUserOrder", .order),
            ("GatewayUserPosition", .position), ("GatewayUserTrade", .trade),
        ] where Printable.areSame(target, name) {
            return kind
        }
        return nil
    }
}
