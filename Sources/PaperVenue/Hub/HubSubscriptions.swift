import JSON
import Trading

/// What one connection to the user hub has subscribed to.
struct HubSubscriptions: Sendable {
    private enum Feed: String, CaseIterable, Sendable {
        case accounts = "accounts"
        case orders = "orders"
        case positions = "positions"
        case trades = "trades"
    }

    private var hasAccounts = false
    private var held: [Feed: Set<AccountID>] = [:]

    func holds(_ event: VenueEvent) -> Bool {
        switch event.payload {
        case .account: hasAccounts
        case .order: held[.orders]?.contains(event.account) ?? false
        case .position: held[.positions]?.contains(event.account) ?? false
        case .trade: held[.trades]?.contains(event.account) ?? false
        }
    }

    /// Runs a server method; names are compared without case, as the framework does.
    ///
    /// - Returns: the completion's error, or nil when it worked.
    mutating func invoke(_ target: String, _ arguments: [JSONValue], reach: Reach) -> String? {
        let name = target.lowercased()
        let isOff = name.hasPrefix("unsubscribe")
        let word = name.dropFirst(isOff ? "unsubscribe".count : "subscribe".count)
        guard isOff || name.hasPrefix("subscribe"), let feed = Feed(rawValue: String(word)) else {
            return HubFailure.noSuchMethod(target)
        }
        if feed == .accounts {
            guard arguments.isEmpty else {
                return HubFailure.argumentCount(target, arguments.count, wanted: 0)
            }
            hasAccounts = !isOff
            return nil
        }
        guard arguments.count == 1 else {
            return HubFailure.argumentCount(target, arguments.count, wanted: 1)
        }
        guard let number = arguments[0].int64 else {
            return HubFailure.unbound(target)
        }
        let account = AccountID(number)
        guard reach.has(account) else { return HubFailure.exception(target, "Account not found.") }
        if isOff { held[feed]?.remove(account) } else { held[feed, default: []].insert(account) }
        return nil
    }
}
