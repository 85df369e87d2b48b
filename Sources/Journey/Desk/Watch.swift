import Trading

/// What is known of an open position's protection.
struct Watch: Hashable, Sendable {
    /// The last entry of ours that filled into it and had a stop in its bracket.
    var entry: OrderRow?
    /// Steady time since when contracts of it have had no working stop.
    var bareSince: Timestamp?
    var isTold = false
    /// Whether a stop for it was refused: then it is closed.
    var isRefused = false
    /// Steady time since when a stop of the watchdog has stood beside enough other stops.
    var surplusSince: Timestamp?

    /// Without a working stop for longer than this, and a reading asked after it.
    static let patience = Span.seconds(2)
    /// Legs of an alert from here on are stops of the watchdog, and from `firstClose` on its closes: a restart
    /// computes the same tags.
    static let firstStop = 100
    static let firstClose = 200
    /// More stops than this for one alert, and the position is closed.
    static let stopsMax = 20
}

extension OrderRow {
    /// Whether the watchdog placed it.
    var isGuard: Bool {
        orderClass == .protect && (Watch.firstStop..<Watch.firstClose).contains(leg)
    }

    /// Whether an entry without a stop made a position of its own after another entry: it turned round, or waited until
    /// what stood there was closed. That one's stop says nothing of it.
    func endsWatch(of entry: OrderRow) -> Bool {
        (entry.createdAt, entry.leg) < (createdAt, leg) && (entry.side != side || parent != nil)
    }
}
