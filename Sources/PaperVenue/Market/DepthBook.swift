import Trading

/// The ten best levels of either side, the best first.
struct DepthBook: Hashable, Sendable {
    struct Level: Hashable, Sendable {
        let price: Price
        let size: Int64
    }

    static let levels: Int64 = 10

    let asks: [Level]
    let bids: [Level]

    /// Sizes hang on the price and on a slow clock of its own for each price, so that a level stays as it is
    /// for a while and changes when its time has come.
    init(around quote: VenueQuote, tick: TickSize, seed: UInt64, at time: Timestamp) {
        func side(_ best: Price, _ direction: Int64) -> [Level] {
            (0..<Self.levels).compactMap { step in
                tick.price(Ticks(direction * step), from: best).map {
                    Level(price: $0, size: Self.size(of: $0, step: step, direction, seed, time))
                }
            }
        }
        asks = side(quote.ask, 1)
        bids = side(quote.bid, -1)
    }

    /// Small at the best price, larger behind it; changed every 100 ms at the best, and ever more seldom.
    private static func size(
        of price: Price, step: Int64, _ direction: Int64, _ seed: UInt64, _ time: Timestamp
    ) -> Int64 {
        let level = Scatter.value(seed, UInt64(bitPattern: price.nanos &* 2 &+ direction))
        let period = 100_000 * (step + 1)
        let turn = (time.microseconds + Int64(level % 1_000_000)).floorDivided(by: period)
        let drawn = Scatter.value(level, UInt64(bitPattern: turn))
        return 1 + Int64(drawn % UInt64(6 + 5 * step)) + step
    }
}
