package import Trading

/// What calendar and clock say about an order's product at the moment of the verdict.
package struct CalendarFacts: Hashable, Sendable {
    /// The moment, by the wall clock.
    package var at: Timestamp
    /// The exchange's sessions; nil where the account does not follow them.
    package var session: Session?
    /// The operator's blackout that the moment lies in, or that ended or begins nearest to it.
    package var blackout: NamedStretch?
    /// The contract's end; nil where nobody asks for it.
    package var roll: Roll?

    package init(at: Timestamp) { self.at = at }

    package struct Session: Hashable, Sendable {
        package var root: String
        /// Why the calendar cannot tell; nil where it can.
        package var gap: String?
        package var family: String?
        package var date: CivilDate
        /// The stretch that the moment is in.
        package var open: MarketCalendar.Stretch?
        /// When the trade date ends.
        package var close: Timestamp?
        package var opens: Timestamp?
        /// What the exchange's clocks show at that moment and at the close, with their place.
        package var opensLocal: String?
        package var closeLocal: String?
        package var isHoliday = false
        package var isShortened = false

        package init(root: String, date: CivilDate) {
            self.root = root
            self.date = date
        }
    }

    package struct NamedStretch: Hashable, Sendable {
        package var name: String
        package var stretch: MarketCalendar.Stretch

        package init(name: String, stretch: MarketCalendar.Stretch) {
            self.name = name
            self.stretch = stretch
        }
    }

    package struct Roll: Hashable, Sendable {
        /// Nil where the calendar gives none: then nothing is guarded, and said so.
        package var lastTrade: CivilDate?
        /// Business days of the product from the trading day to the last one; below zero after it.
        package var daysLeft: Int64?
        package var daysMin: Int64

        package init(lastTrade: CivilDate?, daysLeft: Int64?, daysMin: Int64) {
            self.lastTrade = lastTrade
            self.daysLeft = daysLeft
            self.daysMin = daysMin
        }
    }
}
