import Trading

/// The trading days of the exchange, in Chicago: from 17:00 of the evening before to 16:00, Monday to Friday.
///
/// The firm's own rule, no orders from 15:10 on, is `SessionHours`. Holidays are left out.
struct MarketCalendar: Sendable {
    /// One trading day.
    struct Day: Hashable, Sendable {
        /// The date on which it ends, which names it.
        let date: CivilDate
        let opens: Timestamp
        /// The first moment after it.
        let closes: Timestamp

        /// Whole hours, in seconds: 23, or without breaks 24, and 23 or 25 when the clocks change.
        var seconds: Int64 { closes.since(opens).microseconds / 1_000_000 }
    }

    private let chicago: ZoneRules
    /// Without, it trades at all hours, and a day still begins at 17:00.
    let hasBreaks: Bool

    init(chicago: ZoneRules, hasBreaks: Bool) {
        self.chicago = chicago
        self.hasBreaks = hasBreaks
    }

    /// Central standard time all year, for a system without time zones.
    static let alwaysOpen = MarketCalendar(
        chicago: ZoneRules(before: -6 * 3_600, changes: []), hasBreaks: false)

    /// The date that a moment is counted to, trading or not.
    func date(of time: Timestamp) -> CivilDate {
        let local = time.microseconds.floorDivided(by: 1_000_000) + chicago.offset(at: time)
        return CivilDate(daysSince1970: (local + 7 * 3_600).floorDivided(by: 86_400))
    }

    /// The day of a date; nil when nothing is traded on it.
    func day(_ date: CivilDate) -> Day? {
        if hasBreaks, date.weekday == 0 || date.weekday == 6 { return nil }
        let before = CivilDate(daysSince1970: date.daysSince1970 - 1)
        return Day(
            date: date, opens: moment(before, hour: 17), closes: moment(date, hour: hasBreaks ? 16 : 17))
    }

    /// The day that a moment lies in; nil when the market is closed.
    func day(at time: Timestamp) -> Day? {
        day(date(of: time)).flatMap { $0.opens <= time && time < $0.closes ? $0 : nil }
    }

    func isOpen(at time: Timestamp) -> Bool { day(at: time) != nil }

    /// The day that is trading, or the last that has.
    func lastDay(at time: Timestamp) -> Day {
        let date = date(of: time)
        if let day = day(date), day.opens <= time { return day }
        return dayBefore(date)
    }

    func dayBefore(_ date: CivilDate) -> Day { neighbour(of: date, step: -1) }

    func dayAfter(_ date: CivilDate) -> Day { neighbour(of: date, step: 1) }

    private func neighbour(of date: CivilDate, step: Int64) -> Day {
        var date = date
        while true {
            date = CivilDate(daysSince1970: date.daysSince1970 + step)
            if let day = day(date) { return day }
        }
    }

    /// When trading goes on after a moment at which the market is closed.
    func nextOpening(after time: Timestamp) -> Timestamp {
        let date = date(of: time)
        if let day = day(date), time < day.opens { return day.opens }
        return dayAfter(date).opens
    }

    /// An hour of the day on Chicago's clocks; none that they skip or repeat, which are at night.
    private func moment(_ date: CivilDate, hour: Int64) -> Timestamp {
        let local = date.daysSince1970 * 86_400 + hour * 3_600
        let near = Timestamp(
            microseconds: (local - chicago.offset(at: Timestamp(microseconds: local * 1_000_000)))
                * 1_000_000)
        return Timestamp(microseconds: (local - chicago.offset(at: near)) * 1_000_000)
    }
}
