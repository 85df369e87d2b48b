package import Trading

/// When an account may trade, beside its cut-off. The operator's word.
package struct TradingHours: Hashable, Sendable {
    /// Whether the exchange's sessions and holidays bind it.
    package var followsCalendar: Bool
    /// The firm whose own hours on shortened dates count; nil where the gateway names none.
    package var firm: String?
    /// Stretches in which no entry leaves.
    package var blackouts: [Blackout]
    /// Business days from the trading day to a contract's last one, below which it takes no entries; 0 asks nothing.
    package var rollGuardDays: Int64
    /// How long an entry may rest at most; nil until the day's end of resting entries.
    package var entryLife: Span?

    /// The default of `rollGuardDays`. Source: risk specification, PT-16.
    package static let rollGuardDefault: Int64 = 2

    package init(
        followsCalendar: Bool = false, firm: String? = nil, blackouts: [Blackout] = [],
        rollGuardDays: Int64 = rollGuardDefault, entryLife: Span? = nil
    ) {
        self.followsCalendar = followsCalendar
        self.firm = firm
        self.blackouts = blackouts
        self.rollGuardDays = rollGuardDays
        self.entryLife = entryLife
    }
}

/// A moment as Chicago's clocks show it.
package struct LocalTime: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let date: CivilDate
    /// Seconds after midnight, below 86,400.
    package let second: Int64

    package init(date: CivilDate, second: Int64) {
        self.date = date
        self.second = second
    }

    /// `2026-12-10 12:30:00`.
    package var description: String {
        func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(date) \(two(second / 3_600)):\(two(second / 60 % 60)):\(two(second % 60))"
    }

    package static func < (left: LocalTime, right: LocalTime) -> Bool {
        (left.date, left.second) < (right.date, right.second)
    }
}

/// A stretch without entries, such as around a news release.
package struct Blackout: Hashable, Sendable {
    package let from: LocalTime
    /// Not part of it.
    package let until: LocalTime
    package let name: String

    /// Nil when it is empty.
    package init?(from: LocalTime, until: LocalTime, name: String) {
        guard from < until else { return nil }
        self.from = from
        self.until = until
        self.name = name
    }

    /// A time that the clocks show twice begins it at the first and ends it at the last.
    package func stretch(chicago: ZoneRules) -> MarketCalendar.Stretch {
        MarketCalendar.Stretch(
            from: chicago.first(of: from.date, second: from.second),
            until: chicago.last(of: until.date, second: until.second))
    }
}
