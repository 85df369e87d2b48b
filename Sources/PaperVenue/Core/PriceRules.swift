import Trading

/// What the venue demands of an order's prices, given where the market stands.
struct PriceRules: Sendable {
    static let trailTicksMax: Int64 = 1_000

    let tick: TickSize
    let quote: VenueQuote
    var isQuoted = true
    var hasTraded = true

    /// - Throws: the venue's text for the first price that is missing, off the grid or on the wrong side.
    func check(_ type: OrderType, side: Side, limit: Price?, stop: Price?, trail: Price?) throws(Refusal) {
        switch type {
        case .limit:
            guard let limit, isGood(limit) else { throw .price }
        case .stop:
            guard let stop else { throw .stopPrice }
            guard isGood(stop) else { throw .price }
            try checkStop(stop, side: side)
        case .trailingStop:
            guard let trail else { throw .trailMissing }
            let distance = try distance(to: trail)
            guard distance <= Self.trailTicksMax else { throw .trailTooFar }
        case .market, .joinBid, .joinAsk, .stopLimit: break
        }
    }

    /// A buy stop stands above the last price, a sell stop below it.
    func checkStop(_ stop: Price, side: Side) throws(Refusal) {
        guard side == .buy ? stop > quote.last : stop < quote.last else { throw .stopPrice }
    }

    /// Whole ticks from the last price to a trailing level, which must stand on the grid.
    func distance(to level: Price) throws(Refusal) -> Int64 {
        guard isQuoted else { throw .noQuote }
        guard hasTraded else { throw .noLast }
        guard isGood(level) else { throw .trailOffGrid }
        guard let distance = quote.last.nanos.checked(subtracting: level.nanos) else { throw .trailTooFar }
        return Int64(distance.magnitude / tick.nanos.magnitude)
    }

    func isGood(_ price: Price) -> Bool { tick.holds(price) }
}
