import Trading

/// How far the venue's numbers have come: rows that carried them may be forgotten.
struct VenueCounters: Hashable, Sendable {
    let order: OrderID
    let trade: TradeID
    let position: Int64
    let queue: Int64
}
