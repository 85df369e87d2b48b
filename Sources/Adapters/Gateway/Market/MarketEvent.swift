package import Journey
package import Trading

/// What the market hub tells.
package enum MarketEvent: Hashable, Sendable {
    /// After each `connecting` the books start empty.
    case stream(StreamState)
    /// The venue does not serve this; it is asked for again on the next connection.
    case refused(ContractID, MarketKind, reason: String)
    /// The whole quote after a frame.
    case quote(MarketQuote)
    case trade(MarketTrade)
    /// The whole book after the rows of one frame.
    case depth(DepthBook)
}

/// What can be heard of a contract.
package enum MarketKind: String, CaseIterable, Hashable, Sendable {
    case quotes, trades, depth

    var feed: HubSubscription.Feed {
        switch self {
        case .quotes: .contractQuotes
        case .trades: .contractTrades
        case .depth: .contractDepth
        }
    }

    init?(_ feed: HubSubscription.Feed) {
        guard let kind = Self.allCases.first(where: { $0.feed == feed }) else { return nil }
        self = kind
    }
}
