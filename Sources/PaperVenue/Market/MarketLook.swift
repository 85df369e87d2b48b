import Trading

/// One look at a contract's market.
struct MarketLook: Hashable, Sendable {
    let contract: ContractID
    let symbolID: String
    let tick: TickSize
    let quote: VenueQuote
    let at: Timestamp
    /// Closed markets have a price and send none.
    var isOpen = true
    /// The trading day so far; nil before its first trade.
    var day: PriceBar?
    /// The close before that day.
    var closeBefore: Price?
    var book: DepthBook?
    /// What was traded since the look before.
    var prints: [Print] = []

    /// One trade.
    struct Print: Hashable, Sendable {
        let at: Timestamp
        let price: Price
        let volume: Int64
        let isBuy: Bool
    }
}
