package import Trading

/// When an account has to be flat each trading day, by the clock of Chicago.
///
/// Source: risk specification, section 3.6: the firm flattens about ten seconds before 15:10, so the close begins
/// early enough to be verified and repeated. A product that closes before the account has to be flat moves its
/// instants forward: see `Close`.
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

    /// The spec's own schedule for a firm that acts shortly before 15:10: what rests is cancelled by it also where an
    /// account names no times.
    package static let standard = CutOff(
        flattenAt: 15 * 3_600 + 7 * 60 + 30, margin: .seconds(450), patience: 60)

    private init(flattenAt: Int64, margin: Span, patience: Int64) {
        self.flattenAt = flattenAt
        mustBeFlat = flattenAt + patience
        entryMargin = margin
    }

    /// When one product ends its trade date, in the eyes of an account.
    package struct Close: Hashable, Sendable {
        /// Seconds after midnight.
        package let second: Int64
        /// Whether the exchange closes it earlier than on other days.
        package let isShortened: Bool
        /// Whether the account's firm told its own hour of that date.
        package let isPublished: Bool

        package init(second: Int64, isShortened: Bool = false, isPublished: Bool = false) {
            self.second = second
            self.isShortened = isShortened
            self.isPublished = isPublished
        }

        /// Seconds before the close, by the schedule of the risk specification, section 3.6.
        package static let entries: Int64 = 600
        package static let flatten: Int64 = 300
        package static let flat: Int64 = 180
        /// A firm's hour of a shortened date is known to lie before the exchange's, and not where: entries end so
        /// much earlier while nobody entered it.
        package static let entriesUnpublished: Int64 = 1_800
    }

    /// From `flatten` back to when resting entries are cancelled.
    package static let restingMargin: Int64 = 150

    /// One trading day's moments, in wall time.
    package struct Instants: Hashable, Sendable {
        package let day: TradingDay
        /// From here to `end` entries are denied.
        package let entries: Timestamp
        /// Entries that still rest are cancelled.
        package let resting: Timestamp
        package let flatten: Timestamp
        package let flat: Timestamp
        /// When the day rolls.
        package let end: Timestamp
        /// Whether a product's close moved `flatten` forward.
        package let isEarly: Bool
    }

    /// - Parameters:
    ///   - time: Any moment of the trading day.
    ///   - close: Of the product that is meant; nil for the account as a whole.
    package func instants(at time: Timestamp, chicago: ZoneRules, close: Close? = nil) -> Instants {
        let day = TradingDay(of: time, chicago: chicago)
        func instant(_ second: Int64) -> Timestamp { chicago.first(of: day.date, second: second) }
        let margin = entryMargin.microseconds
        var entries = instant(flattenAt).advanced(by: Span(microseconds: -margin))
        var (flattenSecond, flatSecond) = (flattenAt, mustBeFlat)
        let isEarly = close.map { $0.second <= mustBeFlat } ?? false
        if let close, isEarly {
            flattenSecond = min(flattenSecond, close.second - Close.flatten)
            flatSecond = min(flatSecond, close.second - Close.flat)
            entries = min(entries, instant(close.second - Close.entries))
        }
        if let close, close.isShortened, !close.isPublished {
            entries = min(entries, instant(close.second - Close.entriesUnpublished))
        }
        return Instants(
            day: day, entries: entries,
            resting: min(max(entries, instant(flattenSecond - Self.restingMargin)), instant(flattenSecond)),
            flatten: instant(flattenSecond), flat: instant(flatSecond), end: instant(Self.roll),
            isEarly: isEarly)
    }
}
