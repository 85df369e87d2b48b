import Journey
import Testing
import Trading

/// Blackouts as an operator writes them, by Chicago's clock.
struct TradingHoursTests {
    let day = CivilDate("2026-12-10")!

    @Test(arguments: [
        (0, "2026-12-10 00:00:00"), (45_000, "2026-12-10 12:30:00"), (86_399, "2026-12-10 23:59:59"),
        (3_661, "2026-12-10 01:01:01"), (9, "2026-12-10 00:00:09"), (10, "2026-12-10 00:00:10"),
        (36_000, "2026-12-10 10:00:00"), (35_999, "2026-12-10 09:59:59"), (599, "2026-12-10 00:09:59"),
        (600, "2026-12-10 00:10:00"),
    ])
    func `a local time reads as it is written`(second: Int64, text: String) {
        #expect(LocalTime(date: day, second: second).description == text)
    }

    @Test func `local times order by date, then by second`() {
        let next = CivilDate("2026-12-11")!
        let times = [
            LocalTime(date: day, second: 0), LocalTime(date: day, second: 86_399),
            LocalTime(date: next, second: 0), LocalTime(date: next, second: 1),
        ]
        #expect(times.shuffled().sorted() == times)
        #expect(!(times[1] < times[1]) && times[1] < times[2] && !(times[2] < times[1]))
    }

    @Test(arguments: [(45_000, 45_001, true), (45_000, 45_000, false), (45_001, 45_000, false)])
    func `a blackout has a length`(from: Int64, until: Int64, isOne: Bool) {
        let blackout = Blackout(
            from: LocalTime(date: day, second: from), until: LocalTime(date: day, second: until), name: "CPI")
        #expect((blackout != nil) == isOne)
        #expect(blackout?.name == (isOne ? "CPI" : nil))
    }

    /// Chicago in the autumn of 2026: at 02:00 on 1 November the clocks go back by an hour.
    static let chicago = ZoneRules(before: -5 * 3_600, changes: [(from: 1_793_516_400, offset: -6 * 3_600)])

    @Test(arguments: [
        // 12:30 to 13:00, in winter and in summer.
        ("2026-12-10", 45_000, 46_800, "2026-12-10T18:30:00Z", "2026-12-10T19:00:00Z"),
        ("2026-10-08", 45_000, 46_800, "2026-10-08T17:30:00Z", "2026-10-08T18:00:00Z"),
        // 01:30 to 01:45, which the clocks show twice: from the first to the last.
        ("2026-11-01", 5_400, 6_300, "2026-11-01T06:30:00Z", "2026-11-01T07:45:00Z"),
    ])
    func `a blackout is a stretch of Chicago's clock, the longer where it is shown twice`(
        date: String, from: Int64, until: Int64, begins: String, ends: String
    ) throws {
        let date = try #require(CivilDate(date))
        let blackout = try #require(
            Blackout(
                from: LocalTime(date: date, second: from), until: LocalTime(date: date, second: until),
                name: "news"))
        let stretch = blackout.stretch(chicago: Self.chicago)
        #expect(stretch.from == Timestamp(begins) && stretch.until == Timestamp(ends))
        #expect(stretch.holds(stretch.from) && !stretch.holds(stretch.until))
    }

    @Test func `nothing binds an account that says nothing, but the roll`() {
        let hours = TradingHours()
        #expect(!hours.followsCalendar && hours.firm == nil && hours.blackouts.isEmpty)
        #expect(hours.rollGuardDays == 2 && hours.entryLife == nil)
    }
}
