package import Trading

/// What the market hub shows of one contract, as far as positions and entries are judged by it.
///
/// Marks are told a few times a second, and the market moves in between: the ends of that movement come along, since a
/// floor is touched by the one and raised by the other.
package struct MarketMark: Hashable, Sendable {
    /// One side of the market, and between which prices it moved since the mark before.
    package struct Range: Hashable, Sendable {
        package private(set) var now: Price
        package private(set) var high: Price
        package private(set) var low: Price

        package init(_ now: Price) { (self.now, high, low) = (now, now, now) }

        /// Moves on to a later one.
        package mutating func follow(_ later: Range) {
            (now, high, low) = (later.now, max(high, later.high), min(low, later.low))
        }
    }

    /// An older one is none.
    ///
    /// Source: risk specification, section 1.2.
    package static let ageMax = Span.seconds(10)

    package let contract: ContractID
    /// What a long is worth: the best bid, else the last trade; nil where neither is known, or they make no sense.
    package private(set) var bid: Range?
    /// What a short is worth: the best ask, else the last trade.
    package private(set) var ask: Range?
    /// When it was received, by the steady clock.
    package private(set) var at: Timestamp

    /// A price of zero is a side without orders, and a bid above the ask is no market: both count as not known.
    package init(_ contract: ContractID, bid: Price?, ask: Price?, last: Price?, at: Timestamp) {
        self.contract = contract
        self.at = at
        let (bid, ask, last) = (Self.known(bid), Self.known(ask), Self.known(last))
        if let bid, let ask, bid > ask { return }
        self.bid = (bid ?? last).map(Range.init)
        self.ask = (ask ?? last).map(Range.init)
    }

    private static func known(_ price: Price?) -> Price? { price?.nanos == 0 ? nil : price }

    /// Moves on to a later one of the same contract; what is not known any more has no past either.
    package mutating func follow(_ later: MarketMark) {
        bid = Self.following(bid, later.bid)
        ask = Self.following(ask, later.ask)
        at = later.at
    }

    private static func following(_ before: Range?, _ later: Range?) -> Range? {
        guard var range = before, let later else { return later }
        range.follow(later)
        return range
    }

    /// Whether it says the same but for its time.
    package func isSame(as other: MarketMark) -> Bool {
        bid?.now == other.bid?.now && ask?.now == other.ask?.now
    }

    /// What a position of so many signed contracts would be closed at.
    package func range(closing held: Int64) -> Range? { held > 0 ? bid : held < 0 ? ask : nil }

    /// What an order of a side would trade at.
    package func price(for side: Side) -> Price? { side == .buy ? ask?.now : bid?.now }

    package func age(at steady: Timestamp) -> Span { max(.zero, steady.since(at)) }

    package func isFresh(at steady: Timestamp) -> Bool { age(at: steady) <= Self.ageMax }
}
