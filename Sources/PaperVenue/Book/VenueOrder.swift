package import Trading

/// One order row, with what the venue alone knows about it.
package struct VenueOrder: Hashable, Sendable {
    package let id: OrderID
    package let account: AccountID
    package let contract: ContractID
    package let symbolID: String
    package let created: Timestamp
    /// Moved by activation, change, cancel and refusal, but not by a fill (captured live, 41 of 41 rows).
    package var updated: Timestamp
    package var status: VenueOrderStatus
    /// The number that was sent: a refused row can carry one outside the enum.
    package let type: Int64
    /// 0 buy, 1 sell; a refused row can carry any number.
    package let sideNumber: Int64
    package var size: Int64
    package var limitPrice: Price?
    package var stopPrice: Price?
    package var fillVolume: Int64 = 0
    /// Average of the fills.
    package var filledPrice: Price?
    package var tag: String?
    /// On both bracket children: the entry.
    package var parent: OrderID?
    /// On the target child only: the stop child.
    package var linked: OrderID?
    /// Signed ticks: what the bracket asked for, or a trailing stop's distance.
    package var trailDistance: Int64?
    /// The same as a price difference.
    package var trailPrice: Price?

    /// Legs that were asked for with this entry.
    package var stopLoss: VenueBracketLeg?
    package var takeProfit: VenueBracketLeg?
    /// Whether it has stood in the book: then a limit fills at its own price, not at the market's.
    package var hasRested = false

    /// Its place in the line of orders at one price: the lower comes first. A new price or a larger size takes
    /// it to the end.
    var queue: Int64 = 0
    /// Whether its stop price was reached: from then on it is a market order.
    var isTriggered = false

    package var side: Side { sideNumber == 1 ? .sell : .buy }
    /// Whether it has a limit price of its own, join orders included.
    var isLimit: Bool {
        switch OrderType(rawValue: type) {
        case .limit, .joinBid, .joinAsk: true
        case .market, .stopLimit, .stop, .trailingStop, nil: false
        }
    }
    package var remaining: Int64 { size - fillVolume }
    package var hasBracket: Bool { stopLoss != nil || takeProfit != nil }
}
