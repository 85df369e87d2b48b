package import Trading

/// What stops a strategy, or this machine's clock, by itself.
package struct TradingGuards: Hashable, Sendable {
    /// So many within so long.
    package struct Limit: Hashable, Sendable {
        /// 1 or more.
        package let countMax: Int
        package let window: Span

        package init(_ countMax: Int, in window: Span) {
            self.countMax = countMax
            self.window = window
        }
    }

    /// Entries of one strategy on one contract and side with no signal of the other side between; nil for any
    /// number.
    package var repeats: Limit?
    /// Definite refusals by the venue of one strategy's entries; nil for any number.
    package var rejects: Limit?
    /// Whether entries end while the wall clock stands before what the ledger saw.
    package var watchesClock: Bool
    /// Whether they end while it stands more than five seconds beside the venue's.
    package var watchesVenueClock: Bool

    package init(
        repeats: Limit? = nil, rejects: Limit? = nil, watchesClock: Bool = false,
        watchesVenueClock: Bool = false
    ) {
        self.watchesVenueClock = watchesVenueClock
        self.repeats = repeats
        self.rejects = rejects
        self.watchesClock = watchesClock
    }

    package static let off = TradingGuards()
    /// Source: risk specification, PT-08, PT-12 and PT-52.
    package static let usual = TradingGuards(
        repeats: Limit(10, in: .seconds(600)), rejects: Limit(5, in: .seconds(60)), watchesClock: true,
        watchesVenueClock: true)
}

/// How fast one account's entries may come: a bucket that holds some, and fills again with time.
package struct OrderRate: Hashable, Sendable {
    /// 1 or more.
    package let perSecond: Int64
    /// 1 or more.
    package let burst: Int64

    package init(perSecond: Int64, burst: Int64) {
        self.perSecond = perSecond
        self.burst = burst
    }

    /// Source: risk specification, PT-50.
    package static let usual = OrderRate(perSecond: 2, burst: 10)
}
