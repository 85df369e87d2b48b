import Trading

/// What has to be known of a resting order to tell whether a price concerns it: far less than its row, since
/// every resting order is asked at every price.
struct RestingEntry: Comparable, Sendable {
    private enum Wish: Hashable, Sendable {
        case limit(Price)
        /// A stop price, and for one that trails its distance in price × 10⁹.
        case stop(Price, trail: Int64?)
        /// A stop that was reached, or the rest of a market order.
        case anything
    }

    let id: OrderID
    private let side: Side
    private let wish: Wish?

    init(_ order: VenueOrder) {
        id = order.id
        side = order.side
        wish = Self.wish(of: order)
    }

    private static func wish(of order: VenueOrder) -> Wish? {
        switch OrderType(rawValue: order.type) {
        case .limit, .joinBid, .joinAsk: return order.limitPrice.map { .limit($0) }
        case .stop, .trailingStop:
            guard !order.isTriggered else { return .anything }
            let trail = Int64(clamping: order.trailPrice?.nanos.magnitude ?? 0)
            let isTrailing = order.type == OrderType.trailingStop.rawValue
            return order.stopPrice.map { .stop($0, trail: isTrailing ? trail : nil) }
        case .market, .stopLimit, nil: return .anything
        }
    }

    /// Whether the order may fill at this quote, or its stop may move. True now and then for one that does
    /// neither, never false for one that does.
    func isConcerned(by quote: VenueQuote) -> Bool {
        switch wish {
        case .limit(let price): side == .buy ? quote.ask <= price : quote.bid >= price
        case .stop(let price, let trail):
            switch side {
            case .buy: max(quote.last, quote.ask) >= price || trails(trail, price, quote.last, 1)
            case .sell: min(quote.last, quote.bid) <= price || trails(trail, price, quote.last, -1)
            }
        case .anything: true
        case nil: false
        }
    }

    /// Takes the prices that may concern the order out of a band, in price × 10⁹ of the last trade.
    ///
    /// - Parameter spread: How far bid and ask stand from the last price at most.
    func widen(_ band: inout PriceBand, spread: Int64) {
        switch wish {
        case .limit(let price):
            if side == .buy { band.reach(down: price.nanos) } else { band.reach(up: price.nanos) }
        case .stop(let price, let trail):
            if side == .buy {
                band.reach(up: price.nanos.minusClamped(spread))
                if let trail { band.reach(down: price.nanos.minusClamped(trail.plusClamped(1))) }
            } else {
                band.reach(down: price.nanos.plusClamped(spread))
                if let trail { band.reach(up: price.nanos.plusClamped(trail.plusClamped(1))) }
            }
        case .anything: band.reach(down: .max)
        case nil: break
        }
    }

    /// Whether a stop that trails would come nearer.
    private func trails(_ distance: Int64?, _ stop: Price, _ last: Price, _ sign: Int64) -> Bool {
        guard let distance, let level = last.nanos.checked(adding: sign * distance) else { return false }
        return sign > 0 ? level < stop.nanos : level > stop.nanos
    }

    static func < (left: RestingEntry, right: RestingEntry) -> Bool { left.id < right.id }
    static func == (left: RestingEntry, right: RestingEntry) -> Bool { left.id == right.id }
}
