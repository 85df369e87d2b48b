/// A stretch of one trade date in which a product trades without a pause.
package struct MarketSession: Hashable, Sendable {
    /// Seconds of Chicago's clock from the midnight at which the trade date begins; below zero on the evening
    /// before. The stretch holds `from` and not `to`.
    package let from: Int64
    package let to: Int64

    /// 17:00 on the evening before: the earliest `from`.
    package static let first: Int64 = -7 * 3_600
    /// 17:00: the latest `to`, since there the next trade date begins.
    package static let last: Int64 = 17 * 3_600

    /// Nil when the stretch is empty or leaves the trade date.
    package init?(from: Int64, to: Int64) {
        guard from < to, from >= Self.first, to <= Self.last else { return nil }
        self.from = from
        self.to = to
    }

    /// By times of day, seconds after midnight: where the first is not before the second, or is 17:00 or later, it
    /// is the evening before.
    package init?(opens: Int64, closes: Int64) {
        self.init(from: opens >= closes || opens >= Self.last ? opens - 86_400 : opens, to: closes)
    }

    /// What is left of it when the day ends at `close`; nil when nothing is.
    package func ending(by close: Int64) -> MarketSession? {
        MarketSession(from: from, to: min(to, close))
    }
}
