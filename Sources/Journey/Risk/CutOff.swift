package import Trading

/// When an account has to be flat each trading day, by the clock of Chicago.
///
/// Source: risk specification, section 3.6: the firm flattens about ten seconds before 15:10, so the close begins
/// early enough to be verified and repeated. Early closes and holidays move a day's instants and are not known yet:
/// `instants(of:chicago:)` is where a calendar enters.
package struct CutOff: Hashable, Sendable {
    /// Seconds after midnight, below 17:00, at which everything is closed.
    package let flattenAt: Int64
    /// Seconds after midnight, after `flattenAt` and below 17:00, from when an account that is not flat is told of.
    package let mustBeFlat: Int64
    /// How long before `flattenAt` entries end.
    package let entryMargin: Span

    /// From 17:00 on a new trading day runs.
    package static let roll: Int64 = 17 * 3_600
    package static let entryMarginDefault = Span.seconds(600)
    /// After `flattenAt`, where nothing else is said.
    package static let patience: Int64 = 60

    /// Nil unless `flattenAt` is before `mustBeFlat`, and both are before the day rolls.
    package init?(flattenAt: Int64, mustBeFlat: Int64? = nil, entryMargin: Span = entryMarginDefault) {
        let mustBeFlat = mustBeFlat ?? flattenAt + Self.patience
        guard flattenAt >= 0, mustBeFlat > flattenAt, mustBeFlat < Self.roll, entryMargin >= .zero else {
            return nil
        }
        self.flattenAt = flattenAt
        self.mustBeFlat = mustBeFlat
        self.entryMargin = entryMargin
    }

    /// One trading day's moments, in wall time.
    package struct Instants: Hashable, Sendable {
        package let day: TradingDay
        /// From here to `end` entries are denied.
        package let entries: Timestamp
        package let flatten: Timestamp
        package let flat: Timestamp
        /// When the day rolls.
        package let end: Timestamp
    }

    /// - Parameter time: Any moment of the trading day.
    package func instants(at time: Timestamp, chicago: ZoneRules) -> Instants {
        let day = TradingDay(of: time, chicago: chicago)
        func instant(_ second: Int64) -> Timestamp {
            chicago.moment(of: day.date, second: second)
        }
        let flatten = instant(flattenAt)
        return Instants(
            day: day, entries: flatten.advanced(by: Span(microseconds: -entryMargin.microseconds)),
            flatten: flatten, flat: instant(mustBeFlat), end: instant(Self.roll))
    }
}

extension ZoneRules {
    /// The moment at which the zone's clocks show a second of a day; where they never do, by the offset before.
    func moment(of date: CivilDate, second: Int64) -> Timestamp {
        let local = date.daysSince1970 * 86_400 + second
        let first = offset(at: Timestamp(microseconds: local * 1_000_000))
        let exact = offset(at: Timestamp(microseconds: (local - first) * 1_000_000))
        return Timestamp(microseconds: (local - exact) * 1_000_000)
    }
}
