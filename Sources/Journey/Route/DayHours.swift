/// A stretch of each day by a place's clock, its end left out; one that ends at or before its start runs over midnight.
package struct DayHours: Hashable, Sendable {
    /// Seconds after midnight, 0 to 86,399.
    package let from: Int64
    package let until: Int64

    /// Nil for a stretch that is empty, or leaves the day.
    package init?(from: Int64, until: Int64) {
        guard (0..<86_400).contains(from), (0..<86_400).contains(until), from != until else { return nil }
        self.from = from
        self.until = until
    }

    package func holds(_ second: Int64) -> Bool {
        from < until ? (from..<until).contains(second) : second >= from || second < until
    }

    /// Whether some second of the day is in both.
    package func meets(_ other: DayHours) -> Bool { holds(other.from) || other.holds(from) }

    /// Whether every second of the other is in this one.
    package func covers(_ other: DayHours) -> Bool {
        guard self != other else { return true }
        // The other begins in here, and here does not end before it does.
        let length = { (hours: DayHours) in (hours.until - hours.from + 86_400) % 86_400 }
        return holds(other.from) && (other.from - from + 86_400) % 86_400 + length(other) <= length(self)
    }
}
