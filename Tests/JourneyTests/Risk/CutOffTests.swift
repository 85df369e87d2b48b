import Journey
import Testing
import Trading

/// The instants of one trading day, moved by a product's close.
struct CutOffTests {
    /// 2026-11-26 in Chicago's winter: six hours behind UTC.
    let chicago = ZoneRules(before: -6 * 3_600, changes: [])
    let noon = Timestamp("2026-11-26T15:00:00Z")!

    private func clock(_ time: Timestamp) -> String { String("\(time)".dropFirst(11).prefix(8)) }

    @Test(arguments: [
        // An early close at 12:00 that the firm told of: E-10, E-7:30, E-5, E-3 min.
        (43_200, true, true, "17:50:00", "17:52:30", "17:55:00", "17:57:00"),
        // Not told of: entries end half an hour before.
        (43_200, true, false, "17:30:00", "17:52:30", "17:55:00", "17:57:00"),
        // Good Friday's.
        (29_700, true, true, "14:05:00", "14:07:30", "14:10:00", "14:12:00"),
        // A product that always ends at 13:20.
        (48_000, false, false, "19:10:00", "19:12:30", "19:15:00", "19:17:00"),
        // The account is to be flat at 15:08:30: a close then moves it, one a second later does not.
        (54_510, false, false, "20:57:30", "21:01:00", "21:03:30", "21:05:30"),
        (54_511, false, false, "20:57:30", "21:05:00", "21:07:30", "21:08:30"),
        (57_600, false, false, "20:57:30", "21:05:00", "21:07:30", "21:08:30"),
        // Shortened, and still later than the account's own end.
        (56_700, true, false, "20:57:30", "21:05:00", "21:07:30", "21:08:30"),
        (55_800, true, false, "20:57:30", "21:05:00", "21:07:30", "21:08:30"),
        (55_000, true, false, "20:46:40", "21:05:00", "21:07:30", "21:08:30"),
    ])
    func `an early close moves them`(
        second: Int64, isShortened: Bool, isPublished: Bool, entries: String, resting: String,
        flatten: String, flat: String
    ) throws {
        let cutOff = try #require(CutOff(flattenAt: 54_450))
        let close = CutOff.Close(second: second, isShortened: isShortened, isPublished: isPublished)
        let today = cutOff.instants(at: noon, chicago: chicago, close: close)
        #expect(clock(today.entries) == entries)
        #expect(clock(today.resting) == resting)
        #expect(clock(today.flatten) == flatten)
        #expect(clock(today.flat) == flat)
        #expect(clock(today.end) == "23:00:00")
        #expect(today.isEarly == (second <= 54_510))
    }

    @Test(arguments: [
        ("2026-01-15T12:00:00Z", "21:00:00", "21:05:00", "21:07:30", "21:08:30"),
        ("2026-07-15T12:00:00Z", "21:00:00", "21:05:00", "21:07:30", "21:08:30"),
    ])
    func `the standard schedule is the specification's`(
        time: String, entries: String, resting: String, flatten: String, flat: String
    ) throws {
        let time = try #require(Timestamp(time))
        let today = CutOff.standard.instants(at: time, chicago: chicago)
        #expect(
            [today.entries, today.resting, today.flatten, today.flat].map(clock)
                == [entries, resting, flatten, flat])
    }

    @Test func `what rests ends no earlier than entries do`() throws {
        let cutOff = try #require(CutOff(flattenAt: 54_450, entryMargin: .seconds(60)))
        let today = cutOff.instants(at: noon, chicago: chicago)
        #expect(today.resting == today.entries)
        #expect(clock(today.resting) == "21:06:30")
    }
}
