import Trading

/// One look at a contract's market.
struct MarketLook: Hashable, Sendable {
    let contract: ContractID
    let symbolID: String
    let tick: TickSize
    let quote: VenueQuote
    let at: Timestamp
}
