import Trading

/// A subscription of a hub: the method that begins it, the one that ends it, and what for.
///
/// Source: ProjectX Gateway API, real-time page, read 2026-09.
struct HubSubscription: Hashable, Sendable {
    enum Argument: Hashable, Sendable {
        case account(AccountID)
        case contract(ContractID)
    }

    enum Feed: String, Hashable, Sendable {
        case accounts = "Accounts"
        case orders = "Orders"
        case positions = "Positions"
        case trades = "Trades"
        case contractQuotes = "ContractQuotes"
        case contractTrades = "ContractTrades"
        case contractDepth = "ContractMarketDepth"
    }

    let feed: Feed
    let argument: Argument?

    init(_ feed: Feed, _ argument: Argument? = nil) {
        self.feed = feed
        self.argument = argument
    }

    var target: String { "Subscribe" + feed.rawValue }
    var endTarget: String { "Unsubscribe" + feed.rawValue }

    /// Accounts once, then orders, positions and trades of each account.
    static func user(_ accounts: [AccountID]) -> [HubSubscription] {
        [HubSubscription(.accounts)]
            + accounts.flatMap { account in
                [Feed.orders, .positions, .trades].map { HubSubscription($0, .account(account)) }
            }
    }
}
