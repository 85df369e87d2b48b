import Trading

/// What a product's price does from day to day, in ticks: each day's open, extremes, close and volume,
/// computed from seed and date alone.
///
/// The close is a sum of smooth noise, each layer slower and wider than the one before, so that it wanders
/// like a market and never leaves its reach.
struct DayWalk: Sendable {
    /// Days from one knot of the noise to the next, and the largest swing at a knot in daily ranges.
    private static let layers: [(days: Int64, swing: Double)] = [
        (1, 0.35), (3, 0.6), (13, 1.2), (61, 2.2), (307, 3.5),
    ]
    /// How much wider or narrower than usual a day is: calm, ordinary or fast.
    private static let regimes = [0.5, 0.5, 0.5, 1, 1, 1, 1, 1, 2, 2.6]

    private let seed: UInt64
    private let start: Double
    /// Ticks from low to high on an ordinary day.
    private let range: Double
    private let volume: Double

    /// - Parameter carry: How far this contract month stands from the product's level, as a share of it.
    init(product: Product, seed: UInt64, carry: Double) {
        self.seed = Scatter.seed(seed, named: "days")
        let ticks = Double(product.start.nanos / product.tickSize.nanos)
        start = ticks * (1 + carry)
        range = max(8, ticks * Double(product.dailyRange) / 10_000)
        volume = Double(product.dailyVolume)
    }

    func close(of date: CivilDate) -> Int64 {
        var sum = 0.0
        for (number, layer) in Self.layers.enumerated() {
            let knot = date.daysSince1970.floorDivided(by: layer.days)
            let way = Double(date.daysSince1970 - knot * layer.days) / Double(layer.days)
            let eased = way * way * (3 - 2 * way)
            let from = height(layer: number, at: knot)
            let to = height(layer: number, at: knot + 1)
            sum += layer.swing * (from + (to - from) * eased)
        }
        return max(1, Int64((start + sum * range).rounded()))
    }

    /// - Parameters:
    ///   - before: The trading day before, whose close this day follows.
    ///   - hasGap: Whether it opens away from that close: after a pause it does, after a week-end further.
    func stretch(of date: CivilDate, before: CivilDate, hasGap: Bool) -> Stretch {
        var dice = Dice(seed: Scatter.value(seed, UInt64(bitPattern: date.daysSince1970)))
        let close = close(of: date)
        var open = self.close(of: before)
        let gap = dice.next()
        if hasGap { open = max(1, open + self.gap(gap, days: date.daysSince1970 - before.daysSince1970)) }
        let regime = Self.regimes[Int(dice.pick(Int64(Self.regimes.count)))]
        let wanted = range * regime * (0.7 + 0.6 * dice.next())
        let beyond = max(wanted - Double(abs(close - open)), wanted / 5)
        let above = dice.next()
        let high = max(open, close) + Int64((beyond * above).rounded())
        let low = max(1, min(open, close) - Int64((beyond * (1 - above)).rounded()))
        let traded = volume * (0.5 + 0.5 * regime) * (0.7 + 0.6 * dice.next())
        return Stretch(open: open, high: high, low: low, close: close, volume: 3 + Int64(traded))
    }

    /// A tick at least, either way; a week-end counts as more than a night.
    private func gap(_ drawn: Double, days: Int64) -> Int64 {
        let swing = (drawn * 2 - 1) * range * (days > 1 ? 0.3 : 0.1)
        return Int64(swing.rounded()) + (swing < 0 ? -1 : 1)
    }

    /// From -1 to 1.
    private func height(layer: Int, at knot: Int64) -> Double {
        var dice = Dice(
            seed: Scatter.value(Scatter.value(seed, 1_000 + UInt64(layer)), UInt64(bitPattern: knot)))
        return dice.next() * 2 - 1
    }
}
