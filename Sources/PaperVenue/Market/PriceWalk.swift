import Trading

/// How far a contract's price stands from its start, in ticks, at any step of time.
///
/// Five layers of smooth noise, each slower and wider than the one before: it wanders like a quiet market,
/// never leaves `reach`, and is computed from seed and step alone, so that asking twice, later, or after a
/// restart gives the same price.
struct PriceWalk: Sendable {
    /// The furthest that the sum of all layers can stand from zero, in ticks.
    static let reach: Int64 = layers.reduce(0) { $0 + $1.ticks }

    /// Steps from one knot of the noise to the next, and the largest swing at a knot.
    private static let layers: [(steps: Int64, ticks: Int64)] = [
        (3, 1), (40, 3), (400, 10), (6_000, 30), (90_000, 80),
    ]
    /// Fixed point of the interpolation: 1/4096.
    private static let unit: Int64 = 4_096

    private let seed: UInt64

    init(seed: UInt64) { self.seed = seed }

    func ticks(at step: Int64) -> Ticks {
        var sum: Int64 = 0
        for (number, layer) in Self.layers.enumerated() {
            sum += swing(of: layer, seed: Scatter.value(seed, UInt64(number)), at: step)
        }
        return Ticks((sum + Self.unit / 2).floorDivided(by: Self.unit))
    }

    /// In ticks × `unit`: between two knots along 3t² − 2t³, so that the curve has no corners.
    private func swing(of layer: (steps: Int64, ticks: Int64), seed: UInt64, at step: Int64) -> Int64 {
        let knot = step.floorDivided(by: layer.steps)
        let way = (step - knot * layer.steps) * Self.unit / layer.steps
        let eased = way * way / Self.unit * (3 * Self.unit - 2 * way) / Self.unit
        let from = height(seed, at: knot, ticks: layer.ticks)
        let to = height(seed, at: knot + 1, ticks: layer.ticks)
        return from + (to - from) * eased / Self.unit
    }

    /// A knot's height within ±`ticks`, × `unit`.
    private func height(_ seed: UInt64, at knot: Int64, ticks: Int64) -> Int64 {
        let span = UInt64(2 * ticks * Self.unit + 1)
        return Int64(Scatter.value(seed, UInt64(bitPattern: knot)) % span) - ticks * Self.unit
    }
}
