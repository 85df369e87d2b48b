import Trading

/// What is known of an account's equity over time: whether it can be told now, and whether it was told all along.
///
/// Steady times.
struct EquityBook: Sendable {
    /// When positions or executions last changed: until a reading that was asked later, cash and positions may be
    /// of two moments.
    var movedAt = Timestamp.distantPast
    /// When the cash last changed.
    var balanceAt = Timestamp.distantPast
    /// When the last complete reading was asked for.
    var provedAt: Timestamp?
    /// When the equity was last told; nil since the start, or the last one.
    var watchedAt: Timestamp?
    /// Whether something was open then, or has been since.
    var isHeld = false
    /// Since when it could not be told although there was reason to; nil while it could.
    var missedAt: Timestamp?
    /// Whether executions came to light that nobody watched.
    var wasTraded = false
    /// When a floor that moved was last written, and whether it has moved since.
    var writtenAt = Timestamp.distantPast
    var isUnwritten = false

    /// From a change of the cash to when its executions were heard of too.
    static let balanceDelay = Span.seconds(1)
    /// Between two rows of a floor that moves within the day.
    static let writeDelay = Span.seconds(5)
    /// Beyond it a time without quotes is a gap.
    static let gapMax = MarketMark.ageMax

    /// Takes note that a position changed.
    ///
    /// - Parameter wasFlat: Whether nothing was open before.
    mutating func move(toFlat isFlat: Bool, wasFlat: Bool, at now: Timestamp) {
        movedAt = now
        guard !isFlat else { return }
        // Flat, it had nothing to watch; its cash told its equity.
        if wasFlat, !isHeld, watchedAt != nil { watchedAt = now }
        isHeld = true
    }

    /// Whether it may have been anywhere since it was last told, while something was open.
    ///
    /// A market in which nothing happens is silent too, so silence alone is none while the connection stands.
    ///
    /// - Parameters:
    ///   - marketAt: When the market hub's state last changed.
    ///   - lostAt: When its last connection ended.
    func isGap(marketAt: Timestamp?, lostAt: Timestamp?, at now: Timestamp) -> Bool {
        guard let watchedAt else { return isHeld || wasTraded }
        guard isHeld else { return false }
        if let missedAt, now.since(missedAt) > Self.gapMax { return true }
        guard let marketAt, marketAt > watchedAt else { return false }
        return now.since(max(watchedAt, lostAt ?? watchedAt)) > Self.gapMax
    }

    mutating func miss(at now: Timestamp) { missedAt = missedAt ?? now }

    mutating func watch(holds: Bool, at now: Timestamp) {
        (watchedAt, isHeld, missedAt, wasTraded) = (now, holds, nil, false)
    }
}
