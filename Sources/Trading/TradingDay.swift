/// The day that an execution belongs to: it rolls at 17:00 in Chicago, where its firm has no other hour, and week-ends
/// belong to Monday.
///
/// Source: Topstep Combine parameters, article 8284197, captured 2026-05-31.
package struct TradingDay: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let date: CivilDate

    package init(date: CivilDate) { self.date = date }

    /// Seconds after midnight in Chicago: the exchange's hour, and most firms'.
    package static let usualRoll: Int64 = 17 * 3_600

    /// - Parameters:
    ///   - chicago: the rules of America/Chicago, so that the roll follows daylight saving.
    ///   - roll: Seconds after midnight there, in the afternoon.
    package init(of time: Timestamp, chicago: ZoneRules, roll: Int64 = usualRoll) {
        let local = time.microseconds.floorDivided(by: 1_000_000) + chicago.offset(at: time)
        let day = local.floorDivided(by: 86_400)
        let hasRolled = local - day * 86_400 >= roll
        var date = CivilDate(daysSince1970: hasRolled ? day + 1 : day)
        while date.weekday == 0 || date.weekday == 6 {
            date = CivilDate(daysSince1970: date.daysSince1970 + 1)
        }
        self.date = date
    }

    package var description: String { date.description }
    package static func < (left: TradingDay, right: TradingDay) -> Bool { left.date < right.date }
}
