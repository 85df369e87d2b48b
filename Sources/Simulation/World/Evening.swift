import Journey
import Trading

/// When a world takes place that sees the end of a trading day, and what has to happen before it.
///
/// All of it stands here in UTC, counted by hand: a judge that asked the zone's rules would make the bridge's mistakes.
struct Evening {
    enum Kind: CaseIterable {
        /// The day rolls while things go wrong.
        case roll
        /// Accounts have to be flat before it, while things go wrong.
        case cutOff
        /// A product closes early, and takes what is held with it.
        case earlyClose
    }

    let kind: Kind
    /// The trading day that ends, and the one that begins; the same on a Sunday, which is Monday's already.
    let day: TradingDay
    let next: TradingDay
    let begins: Timestamp
    /// 17:00 in Chicago.
    let roll: Timestamp
    /// From here until the day rolls no entry leaves.
    let entriesEnd: Timestamp?
    /// Everything is closed.
    let flatten: Timestamp?
    let cutOff: CutOff?
    let calendar: MarketCalendar?
    /// Whether the program is killed right before everything is closed.
    let killsAtFlatten: Bool
    /// How long it is gone then; nil for as long as after any kill.
    let outage: Span?

    static let seed: UInt64 = 0xE7E7_0017_E7E7_0017
    /// The firm that tells its own hours in the calendar.
    static let firm = "venue"

    /// Nil in most worlds.
    ///
    /// - Parameter weather: Seconds in which things go wrong.
    init?(seed: UInt64, weather: Int64, scene: Scene?) {
        var dice = Dice(seed: seed ^ Self.seed)
        let isDrawn = dice.chance(160)
        guard scene?.needsEvening ?? isDrawn else { return nil }
        let isStaged = scene != nil
        let drawn = Kind.allCases[Int.random(in: 0..<3, using: &dice)]
        let kind = isStaged ? .cutOff : drawn
        let dates = Self.dates.filter { date in
            switch kind {
            case .roll: true
            case .cutOff: !date.isSunday
            case .earlyClose: !date.isSunday && date.days == 1
            }
        }
        let date = dates[Int.random(in: dates.indices, using: &dice)]
        self.kind = kind
        day = TradingDay(date: date.isSunday ? date.later(1) : date.date)
        next = TradingDay(date: date.later(date.days))
        roll = date.roll
        switch kind {
        case .roll:
            begins = roll.advanced(by: .seconds(-.random(in: 5...(weather - 5), using: &dice)))
            // A week-end would keep the market closed to the world's end.
            let isClosed = date.days == 1 && dice.chance(400)
            calendar = isClosed ? Self.calendar(day.date, to: 16 * 3_600) : nil
            entriesEnd = isClosed ? begins : nil
            (flatten, cutOff) = (nil, nil)
        case .cutOff:
            // Time enough to enter before entries end.
            let wait = Int64.random(in: (isStaged ? 30 : 8)...(weather - 5), using: &dice)
            let before = weather - wait + .random(in: 100...130, using: &dice)
            let margin = Int64.random(in: 2...15, using: &dice)
            begins = roll.advanced(by: .seconds(-before - wait))
            flatten = roll.advanced(by: .seconds(-before))
            entriesEnd = roll.advanced(by: .seconds(-before - margin))
            cutOff = CutOff(
                flattenAt: Self.day - before, mustBeFlat: Self.day - before + 30,
                entryMargin: .seconds(margin))
            calendar = nil
        case .earlyClose:
            let wait = Int64.random(in: 8...(weather - 5), using: &dice)
            let before = Int64.random(in: 20...60, using: &dice)
            let close = Self.day - before
            begins = roll.advanced(by: .seconds(-before - 300 - wait))
            flatten = roll.advanced(by: .seconds(-before - 300))
            entriesEnd = begins
            cutOff = CutOff(flattenAt: Self.day - 15, mustBeFlat: Self.day - 10, entryMargin: .seconds(5))
            let isPublished = dice.chance(500)
            calendar = Self.calendar(
                day.date, to: Self.day, early: close, published: isPublished ? close : nil)
        }
        killsAtFlatten = dice.chance(400) || isStaged
        outage = isStaged ? .milliseconds(.random(in: 3_000...20_000, using: &dice)) : nil
    }

    /// 17:00.
    private static let day: Int64 = 17 * 3_600

    /// Trading days of an account, in the judge's eyes.
    func day(of time: Timestamp) -> TradingDay { time < roll ? day : next }

    // MARK: Dates

    private struct Date {
        let date: CivilDate
        /// Hours from 17:00 in Chicago to UTC.
        let hour: Int64
        /// To the date of the next trading day.
        let days: Int64
        var isSunday = false

        var roll: Timestamp {
            Timestamp(microseconds: (date.daysSince1970 * 86_400 + hour * 3_600) * 1_000_000)
        }

        func later(_ days: Int64) -> CivilDate { CivilDate(daysSince1970: date.daysSince1970 + days) }
    }

    /// Days since 1970 of 2026-01-01.
    private static let year: Int64 = 20_454

    private static func on(_ dayOfYear: Int64, hour: Int64, days: Int64, isSunday: Bool = false) -> Date {
        Date(
            date: CivilDate(daysSince1970: year + dayOfYear - 1), hour: hour, days: days, isSunday: isSunday)
    }

    /// Around both changes of the clocks in 2026, 8 March and 1 November, and away from them.
    private static let dates: [Date] = [
        // Friday, 6 March; Sunday, 8 March; Monday, 9 March; Wednesday, 15 July.
        on(65, hour: 23, days: 3), on(67, hour: 22, days: 1, isSunday: true), on(68, hour: 22, days: 1),
        on(196, hour: 22, days: 1),
        // Friday, 30 October; Sunday, 1 November; Monday, 2 November; Monday, 23 November.
        on(303, hour: 22, days: 3), on(305, hour: 23, days: 1, isSunday: true), on(306, hour: 23, days: 1),
        on(327, hour: 23, days: 1),
    ]

    /// The bridge's own, as a zone file has them.
    static let chicago = ZoneRules(
        before: -6 * 3_600,
        changes: [
            (from: (year + 66) * 86_400 + 8 * 3_600, offset: -5 * 3_600),
            (from: (year + 304) * 86_400 + 7 * 3_600, offset: -6 * 3_600),
        ])

    /// From 17:00 on to `to`, every trade date but the one that ends early.
    private static func calendar(
        _ date: CivilDate, to end: Int64, early: Int64? = nil, published: Int64? = nil
    ) -> MarketCalendar? {
        guard let session = MarketSession(from: MarketSession.first, to: end) else { return nil }
        var exceptions: [CivilDate: MarketCalendar.Exception] = [:]
        if let early { exceptions[date] = .closesAt(early) }
        return MarketCalendar(
            source: "a world", asOf: date, from: CivilDate(daysSince1970: date.daysSince1970 - 10),
            until: CivilDate(daysSince1970: date.daysSince1970 + 10),
            families: [MarketCalendar.Family(name: "index", sessions: [session], exceptions: exceptions)],
            roots: ["MNQ": "index", "NQ": "index", "MES": "index"],
            firmCloses: published.map { [firm: [date: $0]] } ?? [:])
    }
}
