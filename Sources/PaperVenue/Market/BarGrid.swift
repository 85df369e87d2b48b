import Trading

/// Which bar a moment belongs to, and when each bar begins and ends.
///
/// Seconds, minutes and hours stand on whole multiples since 1970; days, weeks and months are made of trading
/// days and begin with the open of their first one, 17:00 Chicago of the day before.
struct BarGrid: Sendable {
    /// The venue's `AggregateBarUnit`; ticks are in the enum, and are refused here.
    enum Unit: Int64, CaseIterable, Sendable {
        case second = 1
        case minute, hour, day, week, month
    }

    /// How far back bars of this kind go.
    ///
    /// Source: measured in September 2026, minutes about 63 days and hours about one year. Seconds and everything
    /// longer were not measured: a week and ten years are chosen.
    var depth: Span {
        let days: Int64 =
            switch unit {
            case .second: 7
            case .minute: 63
            case .hour: 365
            case .day, .week, .month: 3_653
            }
        return .seconds(days * 86_400)
    }

    private let unit: Unit
    private let number: Int64
    private let calendar: MarketCalendar

    /// - Parameter number: 1 or more units make a bar.
    init(_ unit: Unit, _ number: Int64, calendar: MarketCalendar) {
        self.unit = unit
        self.number = number
        self.calendar = calendar
    }

    func index(of time: Timestamp) -> Int64 {
        guard let length else { return index(of: calendar.date(of: time)) }
        return time.microseconds.floorDivided(by: length)
    }

    func start(of index: Int64) -> Timestamp {
        if let length { return Timestamp(microseconds: index * length) }
        let before = CivilDate(daysSince1970: firstDate(of: index).daysSince1970 - 1)
        return calendar.dayAfter(before).opens
    }

    /// The first moment after a bar.
    func end(of index: Int64) -> Timestamp {
        if let length { return Timestamp(microseconds: (index + 1) * length) }
        return calendar.dayBefore(firstDate(of: index + 1)).closes
    }

    /// Microseconds of a bar whose length is always the same.
    private var length: Int64? {
        switch unit {
        case .second: number * 1_000_000
        case .minute: number * 60_000_000
        case .hour: number * 3_600_000_000
        case .day, .week, .month: nil
        }
    }

    private func index(of date: CivilDate) -> Int64 {
        switch unit {
        // The first Monday of 1970 was the fifth.
        case .week: (date.daysSince1970 - 4).floorDivided(by: 7).floorDivided(by: number)
        case .month:
            (date.parts.year * 12 + date.parts.month - 1).floorDivided(by: number)
        default: date.daysSince1970.floorDivided(by: number)
        }
    }

    private func firstDate(of index: Int64) -> CivilDate {
        let first = index * number
        switch unit {
        case .week: return CivilDate(daysSince1970: first * 7 + 4)
        case .month:
            let year = first.floorDivided(by: 12)
            return CivilDate(year: year, month: first - year * 12 + 1, day: 1)
                ?? CivilDate(daysSince1970: 0)
        default: return CivilDate(daysSince1970: first)
        }
    }
}
