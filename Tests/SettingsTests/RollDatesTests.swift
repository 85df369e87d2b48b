import Journey
import Settings
import Testing
import Trading

/// The roll dates of a year by the calendar that is built in, and both sides of each.
struct RollDatesTests {
    /// Chicago's rules of 2026: summer from 8 March to 1 November.
    private static let chicago = ZoneRules(
        before: -6 * 3_600,
        changes: [
            (from: 1_772_956_800, offset: -5 * 3_600), (from: 1_793_516_400, offset: -6 * 3_600),
        ])

    struct Roll: Sendable, CustomTestStringConvertible {
        let month: String
        let next: String
        let days: Int64
        let last: String
        /// The first trading day of the next month.
        let day: String
        /// When that begins: 17:00 in Chicago on the evening before.
        let from: String
        var testDescription: String { "\(month) \(days)" }

        init(_ month: String, _ next: String, _ days: Int64, _ last: String, _ day: String, _ from: String) {
            (self.month, self.next, self.days, self.last) = (month, next, days, last)
            (self.day, self.from) = (day, from)
        }
    }

    static let rolls: [Roll] = [
        // Quarterly; March's roll falls into the week of the change to summer time.
        Roll("ESH6", "ESM6", 8, "2026-03-20", "2026-03-10", "2026-03-09T22:00:00Z"),
        Roll("ESH6", "ESM6", 10, "2026-03-20", "2026-03-06", "2026-03-05T23:00:00Z"),
        // A Monday's trading day begins on Sunday evening, in summer time since that morning.
        Roll("ESH6", "ESM6", 9, "2026-03-20", "2026-03-09", "2026-03-06T23:00:00Z"),
        Roll("ESM6", "ESU6", 8, "2026-06-18", "2026-06-08", "2026-06-05T22:00:00Z"),
        Roll("ESU6", "ESZ6", 8, "2026-09-18", "2026-09-08", "2026-09-07T22:00:00Z"),
        Roll("ESZ6", "ESH7", 8, "2026-12-18", "2026-12-08", "2026-12-07T23:00:00Z"),
        Roll("NQM6", "NQU6", 2, "2026-06-18", "2026-06-16", "2026-06-15T22:00:00Z"),
        Roll("NQZ6", "NQH7", 0, "2026-12-18", "2026-12-18", "2026-12-17T23:00:00Z"),
        // Monthly: three business days before the 25th of the month before.
        Roll("CLG6", "CLH6", 2, "2026-01-20", "2026-01-16", "2026-01-15T23:00:00Z"),
        Roll("CLH6", "CLJ6", 2, "2026-02-20", "2026-02-18", "2026-02-17T23:00:00Z"),
        Roll("CLJ6", "CLK6", 2, "2026-03-20", "2026-03-18", "2026-03-17T22:00:00Z"),
        Roll("CLK6", "CLM6", 2, "2026-04-21", "2026-04-17", "2026-04-16T22:00:00Z"),
        Roll("CLM6", "CLN6", 2, "2026-05-19", "2026-05-15", "2026-05-14T22:00:00Z"),
        Roll("CLN6", "CLQ6", 2, "2026-06-22", "2026-06-18", "2026-06-17T22:00:00Z"),
        Roll("CLQ6", "CLU6", 2, "2026-07-21", "2026-07-17", "2026-07-16T22:00:00Z"),
        Roll("CLU6", "CLV6", 2, "2026-08-20", "2026-08-18", "2026-08-17T22:00:00Z"),
        Roll("CLV6", "CLX6", 2, "2026-09-22", "2026-09-18", "2026-09-17T22:00:00Z"),
        Roll("CLX6", "CLZ6", 2, "2026-10-20", "2026-10-16", "2026-10-15T22:00:00Z"),
        Roll("CLZ6", "CLF7", 2, "2026-11-20", "2026-11-18", "2026-11-17T23:00:00Z"),
        Roll("CLF7", "CLG7", 2, "2026-12-21", "2026-12-17", "2026-12-16T23:00:00Z"),
        // Odd months, by first notice: the last business day of the month before.
        Roll("GCG6", "GCJ6", 2, "2026-01-30", "2026-01-28", "2026-01-27T23:00:00Z"),
        Roll("GCJ6", "GCM6", 2, "2026-03-31", "2026-03-27", "2026-03-26T22:00:00Z"),
        Roll("GCM6", "GCQ6", 2, "2026-05-29", "2026-05-27", "2026-05-26T22:00:00Z"),
        Roll("GCQ6", "GCZ6", 2, "2026-07-31", "2026-07-29", "2026-07-28T22:00:00Z"),
        Roll("GCZ6", "GCG7", 2, "2026-11-30", "2026-11-26", "2026-11-25T23:00:00Z"),
    ]

    @Test(arguments: rolls)
    func `a month is traded until so many business days before its last day`(roll: Roll) throws {
        let calendar = try CalendarFile.builtIn()
        let from = try #require(Timestamp(roll.from))
        let root = String(roll.month.dropLast(2))
        func at(_ time: Timestamp) -> RollCalendar { RollCalendar(calendar, at: time, chicago: Self.chicago) }
        func month(_ time: Timestamp) -> String? {
            at(time).pick(.daysBeforeExpiry(roll.days), root: root, in: ContractBook()).month
        }
        #expect(calendar.lastTrades[roll.month]?.description == roll.last)
        #expect(at(from).rolls(roll.month, daysBefore: roll.days)?.description == roll.day)
        #expect(at(from).today.description == roll.day)
        #expect(month(from) == roll.next)
        #expect(month(from.advanced(by: .seconds(-1))) == roll.month)
    }

    @Test func `a month that the calendar cannot tell is none, and says why`() throws {
        let calendar = try CalendarFile.builtIn()
        let time = try #require(Timestamp("2026-11-20T15:00:00Z"))
        func gap(_ root: String, _ calendar: MarketCalendar?, _ days: Int64, at time: Timestamp) -> String? {
            RollCalendar(calendar, at: time, chicago: Self.chicago)
                .pick(.daysBeforeExpiry(days), root: root, in: ContractBook()).gap
        }
        #expect(gap("ES", nil, 2, at: time) == "there is no calendar")
        #expect(gap("MBT", calendar, 2, at: time)?.contains("names no last day of any MBT") == true)
        #expect(
            gap("ES", calendar, 2, at: time.advanced(by: .seconds(86_400 * 60)))?.contains("speaks for")
                == true)
        #expect(gap("ES", calendar, 250, at: time)?.contains("more than 250 business days") == true)
        #expect(gap("ES", calendar, 2, at: time) == nil)
    }

    @Test(arguments: [
        ("", RollMethod.venue), ("roll: volume", .volume), ("roll: venue", .venue),
        ("roll: { days_before_expiry: 8 }", .daysBeforeExpiry(8)),
        ("roll: { method: { days_before_expiry: 0 }, max_age: 12h }", .daysBeforeExpiry(0)),
        ("roll: { roots: { ES: volume } }", .volume), ("roll: { roots: { CL: volume } }", .venue),
    ])
    func `the settings say how a month is found`(text: String, method: RollMethod) throws {
        let settings = try SampleSettings.parse(SampleSettings.least + "\n" + text + "\n")
        #expect(settings.contracts.roll(ofRoot: "ES") == method)
        #expect(settings.contracts.maxAge == (text.contains("12h") ? .seconds(43_200) : .seconds(86_400)))
    }

    @Test(arguments: [
        "roll: front", "roll: { days_before_expiry: -1 }", "roll: { days_before_expiry: 61 }",
        "roll: [venue]",
        "roll: { method: soon }", "roll: { max_age: 25h }", "roll: { roots: { ESZ6: venue } }",
        "roll: { when: 3 }",
    ])
    func `a roll that cannot be is a fault`(text: String) throws {
        #expect(throws: SettingsFaults.self) {
            try SampleSettings.parse(SampleSettings.least + "\n" + text + "\n")
        }
    }
}
