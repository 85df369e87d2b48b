/// The prices between which nothing that waits on a contract is concerned.
struct PriceBand: Hashable, Sendable {
    /// Whoever waits is concerned from here down.
    private(set) var low = Int64.min
    /// And from here up.
    private(set) var high = Int64.max

    mutating func reach(down price: Int64) { low = max(low, price) }
    mutating func reach(up price: Int64) { high = min(high, price) }

    /// Nobody waits for anything.
    var isEndless: Bool { low == .min && high == .max }

    func isReached(by price: Int64) -> Bool { isReached(low: price, high: price) }
    func isReached(low: Int64, high: Int64) -> Bool { low <= self.low || high >= self.high }

    /// Prices × 10⁹ as the ticks of a tape that is shifted by so much; a price between two ticks is reached with
    /// the one beyond it.
    func inTicks(of tick: Int64, shift: Int64) -> PriceBand {
        var band = PriceBand()
        if low != .min { band.low = low.minusClamped(shift).floorDivided(by: tick) }
        if high != .max {
            let level = high.minusClamped(shift)
            let below = level.floorDivided(by: tick)
            band.high = below &* tick == level ? below : below + 1
        }
        return band
    }
}

extension Int64 {
    /// The sum, or the end of what can be told.
    func plusClamped(_ other: Int64) -> Int64 {
        let (sum, overflows) = addingReportingOverflow(other)
        return overflows ? (other > 0 ? .max : .min) : sum
    }

    func minusClamped(_ other: Int64) -> Int64 {
        let (difference, overflows) = subtractingReportingOverflow(other)
        return overflows ? (other > 0 ? .min : .max) : difference
    }
}
