/// What share of many measurements stayed at or below which value; in microseconds.
///
/// Each is a value that was measured (nearest rank), never one in between.
package struct Percentiles: Hashable, Sendable {
    package var p50: Double
    package var p90: Double
    package var p99: Double
    package var p999: Double
    package var max: Double

    package init?(ofNanoseconds unsorted: [Int64]) {
        let sorted = unsorted.sorted()
        guard let last = sorted.last else { return nil }
        func rank(_ perMille: Int) -> Double {
            Double(sorted[(perMille * sorted.count + 999) / 1_000 - 1]) / 1_000
        }
        (p50, p90, p99, p999, max) = (rank(500), rank(900), rank(990), rank(999), Double(last) / 1_000)
    }

    /// Each value's median over several runs; nil without one.
    package init?(medianOf runs: [Percentiles]) {
        guard let p50 = Median.of(runs.map(\.p50)), let p90 = Median.of(runs.map(\.p90)),
            let p99 = Median.of(runs.map(\.p99)), let p999 = Median.of(runs.map(\.p999)),
            let max = Median.of(runs.map(\.max))
        else { return nil }
        (self.p50, self.p90, self.p99, self.p999, self.max) = (p50, p90, p99, p999, max)
    }
}

/// The value in the middle.
package enum Median {
    /// Of an even number the mean of the two in the middle; nil of none.
    package static func of(_ values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }
}
