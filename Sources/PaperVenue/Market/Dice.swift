/// The numbers of one seed, one after the other.
struct Dice: Sendable {
    private let seed: UInt64
    private var count: UInt64 = 0

    init(seed: UInt64) { self.seed = seed }

    /// From 0 to just below 1.
    mutating func next() -> Double {
        defer { count += 1 }
        return Double(Scatter.value(seed, count) >> 11) / 9_007_199_254_740_992
    }

    /// From 0 to just below 1, small ones more often.
    mutating func low() -> Double {
        let drawn = next()
        return drawn * drawn
    }

    /// About normal: mean 0, spread 1, never beyond 3.5.
    mutating func bell() -> Double { (next() + next() + next() + next() - 2) * 1.732 }

    /// From 1/`wildness` to `wildness`, as often below 1 as above.
    mutating func weight(_ wildness: Double) -> Double {
        let drawn = next() * 2
        return drawn < 1 ? 1 / (1 + (wildness - 1) * drawn) : 1 + (wildness - 1) * (drawn - 1)
    }

    /// From 0 to `count` - 1.
    mutating func pick(_ count: Int64) -> Int64 { min(count - 1, Int64(next() * Double(count))) }
}
