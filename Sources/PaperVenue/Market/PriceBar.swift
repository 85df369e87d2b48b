import Trading

/// Open, high, low, close and volume of one stretch of time.
struct PriceBar: Hashable, Sendable {
    var start: Timestamp
    var open: Price
    var high: Price
    var low: Price
    var close: Price
    var volume: Int64

    /// Puts what happened before in front of it.
    mutating func follow(_ earlier: PriceBar) {
        start = earlier.start
        open = earlier.open
        high = max(high, earlier.high)
        low = min(low, earlier.low)
        volume += earlier.volume
    }
}
