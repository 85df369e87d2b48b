/// When the products of an exchange trade: dated data, that somebody has to renew.
///
/// Every time is one of Chicago's clock. A trade date is a `TradingDay`: it begins at 17:00 on the evening before,
/// and Monday's on Friday.
package struct MarketCalendar: Hashable, Sendable {
    /// Products with the same hours and holidays.
    package struct Family: Hashable, Sendable {
        package let name: String
        /// Of an ordinary trade date, ascending and apart.
        package let sessions: [MarketSession]
        package let exceptions: [CivilDate: Exception]

        package init(name: String, sessions: [MarketSession], exceptions: [CivilDate: Exception] = [:]) {
            self.name = name
            self.sessions = sessions.sorted { $0.from < $1.from }
            self.exceptions = exceptions
        }
    }

    /// What is different about one trade date.
    package enum Exception: Hashable, Sendable {
        case closed
        /// Second of the day at which trading ends.
        case closesAt(Int64)
        /// In place of the ordinary ones.
        case sessions([MarketSession])
    }

    /// Where it comes from, in words.
    package let source: String
    /// When its source was read.
    package let asOf: CivilDate
    /// The first and the last date that it speaks for.
    package let from: CivilDate
    package let until: CivilDate
    package let families: [String: Family]
    /// The family of each exchange root.
    package let roots: [String: String]
    /// The hour, in seconds of the day, by which a firm wants its accounts flat on a date, by the firm's key.
    package let firmCloses: [String: [CivilDate: Int64]]
    /// The last day on which a contract should be traded, by its name: the earlier of last trade and first notice.
    package let lastTrades: [String: CivilDate]

    package init(
        source: String, asOf: CivilDate, from: CivilDate, until: CivilDate, families: [Family],
        roots: [String: String], firmCloses: [String: [CivilDate: Int64]] = [:],
        lastTrades: [String: CivilDate] = [:]
    ) {
        self.source = source
        self.asOf = asOf
        self.from = from
        self.until = until
        self.families = Dictionary(families.map { ($0.name, $0) }) { first, _ in first }
        self.roots = roots
        self.firmCloses = firmCloses
        self.lastTrades = lastTrades
    }

    package func family(ofRoot root: String) -> Family? { roots[root.uppercased()].flatMap { families[$0] } }

    package func covers(_ date: CivilDate) -> Bool { date >= from && date <= until }
}

extension MarketCalendar.Family {
    /// The stretches of a trade date, ascending; empty at week-ends and on holidays.
    package func sessions(on date: CivilDate) -> [MarketSession] {
        guard date.weekday != 0, date.weekday != 6 else { return [] }
        switch exceptions[date] {
        case nil: return sessions
        case .closed: return []
        case .closesAt(let close): return sessions.compactMap { $0.ending(by: close) }
        case .sessions(let sessions): return sessions.sorted { $0.from < $1.from }
        }
    }

    /// The second of the day at which a trade date ends; nil where it has no session.
    package func close(on date: CivilDate) -> Int64? { sessions(on: date).last?.to }

    /// Whether a weekday has no session at all.
    package func isHoliday(_ date: CivilDate) -> Bool {
        date.weekday != 0 && date.weekday != 6 && sessions(on: date).isEmpty
    }

    /// Whether a trade date ends before its usual hour.
    package func isShortened(_ date: CivilDate) -> Bool {
        guard let usual = sessions.last?.to, let close = close(on: date) else { return false }
        return close < usual
    }
}
