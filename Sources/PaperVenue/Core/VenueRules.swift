import Trading

/// What one venue was set up with; the same for its whole life.
struct VenueRules: Sendable {
    var seed: UInt64 = 1
    /// From one price to the next; nil for a market that only a test moves.
    var step: Span? = .milliseconds(50)
    /// Ticks from bid to ask.
    var spreadTicks: Int64 = 1
    /// A market order pays up to so many ticks more; which number is computed from its id.
    var slippageTicksMax: Int64 = 0
    var latencies = VenueLatencies()
    var switches = VenueSwitches()
    var retention = VenueRetention()
    /// Nil lets everything trade at all hours.
    var session: SessionHours?
    /// The market's own days and breaks.
    var calendar = MarketCalendar.alwaysOpen
    /// What is played instead of the walk, by product code.
    var replays: [String: ReplayTape] = [:]

    static let firstOrder: Int64 = 3_600_000_001
    static let firstTrade: Int64 = 3_000_000_001
    static let firstPosition: Int64 = 826_000_001
}
