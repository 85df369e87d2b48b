import Trading

/// Where the prices of one contract come from: the walk, or a file that is played. In ticks throughout.
protocol PriceTape: Sendable {
    /// The price in force at a moment, whether or not the market is open.
    func moment(at time: Timestamp) -> TapeMoment
    func isOpen(at time: Timestamp) -> Bool
    /// The first moment after a time at which the price is new and outside the band, or at which to ask again;
    /// nil when there never is one.
    func nextReach(of band: PriceBand, after time: Timestamp) -> Timestamp?
    /// The day whose open, high, low and volume a moment shows, from its first moment on, and the close
    /// before it.
    func day(at time: Timestamp) -> (opens: Timestamp, closeBefore: Int64)
    /// What was traded in a stretch, the end left out; at most the last two seconds of it.
    func prints(from start: Timestamp, to end: Timestamp) -> [MarketPrint]

    /// Hands out what happened in a stretch, the end left out, in pieces from the newest to the oldest.
    ///
    /// - Parameters:
    ///   - isOne: Whether the time between two moments, both included, may be handed out as one piece.
    ///   - take: Gets each piece with its start; false ends the visit.
    /// - Returns: false when `take` has ended it.
    func visit(
        from start: Timestamp, to end: Timestamp, isOne: (Timestamp, Timestamp) -> Bool,
        take: (Timestamp, Stretch) -> Bool
    ) -> Bool
}

/// The state of a contract's price at one moment.
struct TapeMoment: Hashable, Sendable {
    let last: Int64
    /// Whether the last price was the bid, as after a sale, or the ask.
    let isBid: Bool
    /// Ticks that a fast market adds to the spread.
    let widening: Int64
}

/// One trade on the tape.
struct MarketPrint: Hashable, Sendable {
    let at: Timestamp
    /// In ticks on a tape.
    let price: Int64
    let volume: Int64
    /// Whether a buyer came to the ask; else a seller to the bid.
    let isBuy: Bool
}
