/// How an order wants to be filled. The numbers are the venue's.
///
/// Source: ProjectX Gateway API, `OrderType`, read 2026-09.
package enum OrderType: Int64, Hashable, Sendable, CaseIterable {
    case limit = 1
    case market = 2
    case stopLimit = 3
    case stop = 4
    case trailingStop = 5
    case joinBid = 6
    case joinAsk = 7

    /// The word that commands and the ledger use.
    package var word: String {
        switch self {
        case .limit: "limit"
        case .market: "market"
        case .stopLimit: "stop_limit"
        case .stop: "stop"
        case .trailingStop: "trailing_stop"
        case .joinBid: "join_bid"
        case .joinAsk: "join_ask"
        }
    }

    package init?(word: String) {
        guard let type = Self.allCases.first(where: { $0.word == word }) else { return nil }
        self = type
    }
}

/// What an order is for; only an entry can add exposure.
package enum OrderClass: String, Hashable, Sendable, CaseIterable {
    case entry, reduce, protect, flatten
}

/// Protection that the venue attaches when an entry fills: distances in ticks, without sign.
///
/// The sign on the wire follows the side; the gateway adapter sets it.
package struct Bracket: Hashable, Sendable {
    /// Ticks from the fill to the stop loss, above zero.
    package let stop: Ticks?
    /// Ticks from the fill to the take profit, above zero.
    package let target: Ticks?
    /// Whether the stop follows the price at its distance instead of standing still.
    package let stopTrails: Bool

    /// Orders that the venue makes of it.
    package var legs: Int { (stop == nil ? 0 : 1) + (target == nil ? 0 : 1) }

    /// Nil when both are absent: there is no bracket then.
    package init?(stop: Ticks?, target: Ticks?, stopTrails: Bool = false) {
        guard stop != nil || target != nil else { return nil }
        self.stop = stop
        self.target = target
        self.stopTrails = stop != nil && stopTrails
    }
}
