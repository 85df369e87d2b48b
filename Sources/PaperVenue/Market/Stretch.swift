/// What a price did in a stretch of time, in ticks: a bar without its clock.
struct Stretch: Hashable, Sendable {
    /// The price in force when the stretch begins.
    let open: Int64
    let high: Int64
    let low: Int64
    /// The last price.
    let close: Int64
    /// Contracts.
    let volume: Int64

    init(open: Int64, high: Int64, low: Int64, close: Int64, volume: Int64) {
        self.open = open
        self.high = high
        self.low = low
        self.close = close
        self.volume = volume
    }

    /// A price that stood still.
    init(flat price: Int64, volume: Int64) {
        self.init(open: price, high: price, low: price, close: price, volume: volume)
    }

    /// From one price over others to the last.
    init(from open: Int64, over prices: some Sequence<Int64>, volume: Int64) {
        var high = open
        var low = open
        var close = open
        for price in prices {
            high = max(high, price)
            low = min(low, price)
            close = price
        }
        self.init(open: open, high: high, low: low, close: close, volume: volume)
    }

    var range: Int64 { high - low }

    /// This stretch and the next one as one.
    func followed(by next: Stretch) -> Stretch {
        Stretch(
            open: open, high: max(high, next.high), low: min(low, next.low), close: next.close,
            volume: volume + next.volume)
    }

    /// The fewest moves that show it: by way of one extreme and the other to the close, without steps of no
    /// length.
    ///
    /// - Parameter prefersHigh: Which extreme comes first where both ways are as short.
    func skeleton(prefersHigh: Bool) -> [Int64] {
        let up = moves(over: [high, low, close])
        let down = moves(over: [low, high, close])
        return up.count == down.count ? (prefersHigh ? up : down) : (up.count < down.count ? up : down)
    }

    private func moves(over prices: [Int64]) -> [Int64] {
        var moves: [Int64] = []
        for price in prices where price != moves.last ?? open { moves.append(price) }
        return moves
    }
}
