extension MarketCalendar {
    /// Whether one product trades at one moment, and from when to when.
    package struct Standing: Hashable, Sendable {
        /// The trade date that the moment belongs to.
        package let date: CivilDate
        package let family: String
        /// The stretch that the moment is in; nil while the product is closed.
        package let session: Stretch?
        /// When the trade date ends; nil where it has no session.
        package let close: Timestamp?
        /// When it opens next; nil while it is open, and where the calendar does not reach so far.
        package let opens: Timestamp?
        package let isHoliday: Bool
        package let isShortened: Bool
    }

    /// From a moment to another, which it does not hold.
    package struct Stretch: Hashable, Sendable {
        package let from: Timestamp
        package let until: Timestamp

        package init(from: Timestamp, until: Timestamp) {
            self.from = from
            self.until = until
        }

        package func holds(_ time: Timestamp) -> Bool { from <= time && time < until }
    }

    /// The longest row of days without a session that is looked across for the next opening.
    private static let closedMax: Int64 = 14

    /// Nil for a product that it does not know, and for a day that it does not speak for.
    package func standing(ofRoot root: String, at time: Timestamp, chicago: ZoneRules) -> Standing? {
        let date = TradingDay(of: time, chicago: chicago).date
        guard covers(date), let family = family(ofRoot: root) else { return nil }
        let stretches = family.stretches(on: date, chicago: chicago)
        let session = stretches.first { $0.holds(time) }
        return Standing(
            date: date, family: family.name, session: session, close: stretches.last?.until,
            opens: session == nil ? opening(of: family, from: date, after: time, chicago: chicago) : nil,
            isHoliday: family.isHoliday(date), isShortened: family.isShortened(date))
    }

    private func opening(
        of family: Family, from date: CivilDate, after time: Timestamp, chicago: ZoneRules
    ) -> Timestamp? {
        for step in 0...Self.closedMax {
            let day = CivilDate(daysSince1970: date.daysSince1970 + step)
            guard covers(day) else { return nil }
            let next = family.stretches(on: day, chicago: chicago).first { $0.from > time }
            if let next { return next.from }
        }
        return nil
    }
}

extension MarketCalendar.Family {
    /// The sessions of a trade date as moments.
    package func stretches(on date: CivilDate, chicago: ZoneRules) -> [MarketCalendar.Stretch] {
        sessions(on: date).map { session in
            MarketCalendar.Stretch(
                from: chicago.first(of: date, second: session.from),
                until: chicago.first(of: date, second: session.to))
        }
    }
}
