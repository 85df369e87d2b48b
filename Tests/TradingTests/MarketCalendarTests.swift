import Testing
import Trading

/// A calendar with hours as the risk specification's test vectors have them, section 7.
struct MarketCalendarTests {
    let chicago: ZoneRules
    let calendar: MarketCalendar

    init() throws {
        chicago = try ChicagoFile.rules()
        func session(_ opens: Int64, _ closes: Int64) throws -> MarketSession {
            try #require(MarketSession(opens: opens * 60, closes: closes * 60))
        }
        func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }
        let thanksgiving = try day("2026-11-26")
        let christmas = try day("2026-12-25")
        let day = MarketCalendar.Family(
            name: "day", sessions: [try session(17 * 60, 15 * 60 + 10)],
            exceptions: [
                thanksgiving: .closesAt(12 * 3_600), christmas: .closed,
                try day("2026-12-24"): .sessions([try session(9 * 60, 11 * 60)]),
            ])
        let grains = MarketCalendar.Family(
            name: "grains", sessions: [try session(19 * 60, 7 * 60 + 45), try session(510, 800)],
            exceptions: [thanksgiving: .closesAt(8 * 3_600)])
        calendar = MarketCalendar(
            source: "a test", asOf: try CivilDate("2026-08-21").unwrapped,
            from: try CivilDate("2026-01-01").unwrapped, until: try CivilDate("2026-12-31").unwrapped,
            families: [day, grains], roots: ["ES": "day", "ZC": "grains"])
    }

    @Test(arguments: [
        // 17:00–15:10 at 03:00 is open, at 15:10:00 and at 16:30 it is closed.
        ("ES", "2026-10-06T08:00:00Z", true), ("ES", "2026-10-06T20:09:59.999999Z", true),
        ("ES", "2026-10-06T20:10:00Z", false), ("ES", "2026-10-06T21:30:00Z", false),
        ("ES", "2026-10-06T21:59:59.999999Z", false), ("ES", "2026-10-06T22:00:00Z", true),
        // Week-ends, and both Sundays on which the clocks change.
        ("ES", "2026-10-09T20:09:59Z", true), ("ES", "2026-10-09T22:00:00Z", false),
        ("ES", "2026-10-10T18:00:00Z", false), ("ES", "2026-10-11T21:59:59Z", false),
        ("ES", "2026-10-11T22:00:00Z", true), ("ES", "2026-03-08T21:59:59Z", false),
        ("ES", "2026-03-08T22:00:00Z", true), ("ES", "2026-11-01T22:59:59Z", false),
        ("ES", "2026-11-01T23:00:00Z", true), ("ES", "2026-03-06T21:09:59Z", true),
        ("ES", "2026-03-06T21:10:00Z", false), ("ES", "2026-03-09T20:10:00Z", false),
        // An early close, the evening of the same date, a holiday with its evening before, and other hours.
        ("ES", "2026-11-26T17:59:59Z", true), ("ES", "2026-11-26T18:00:00Z", false),
        ("ES", "2026-11-26T23:00:00Z", true), ("ES", "2026-12-24T14:59:59Z", false),
        ("ES", "2026-12-24T15:00:00Z", true), ("ES", "2026-12-24T17:00:00Z", false),
        ("ES", "2026-12-24T23:00:00Z", false), ("ES", "2026-12-25T16:00:00Z", false),
        ("ES", "2026-12-27T22:59:59Z", false), ("ES", "2026-12-27T23:00:00Z", true),
        // A pause, and a day that is cut within it.
        ("ZC", "2026-10-06T12:44:59Z", true), ("ZC", "2026-10-06T12:45:00Z", false),
        ("ZC", "2026-10-06T13:29:59Z", false), ("ZC", "2026-10-06T13:30:00Z", true),
        ("ZC", "2026-10-06T18:19:59Z", true), ("ZC", "2026-10-06T18:20:00Z", false),
        ("ZC", "2026-10-06T23:59:59Z", false), ("ZC", "2026-10-07T00:00:00Z", true),
        ("ZC", "2026-11-26T13:44:59Z", true), ("ZC", "2026-11-26T15:00:00Z", false),
    ])
    func `knows whether a product trades`(root: String, time: String, isOpen: Bool) throws {
        let time = try #require(Timestamp(time))
        let standing = try #require(calendar.standing(ofRoot: root, at: time, chicago: chicago))
        #expect((standing.session != nil) == isOpen)
        #expect(standing.session?.holds(time) ?? true)
        #expect((standing.opens == nil) == isOpen)
    }

    @Test(
        arguments: [
            ("ES", "2026-10-06T20:10:00Z", "2026-10-06T22:00:00Z", "2026-10-06T20:10:00Z", false, false),
            ("ES", "2026-10-10T18:00:00Z", "2026-10-11T22:00:00Z", "2026-10-12T20:10:00Z", false, false),
            ("ES", "2026-11-26T18:00:00Z", "2026-11-26T23:00:00Z", "2026-11-26T18:00:00Z", false, true),
            ("ES", "2026-12-24T23:30:00Z", "2026-12-27T23:00:00Z", nil, true, false),
            ("ZC", "2026-10-06T13:00:00Z", "2026-10-06T13:30:00Z", "2026-10-06T18:20:00Z", false, false),
        ] as [(String, String, String, String?, Bool, Bool)])
    func `tells when it closes and opens`(
        root: String, time: String, opens: String, closes: String?, isHoliday: Bool, isShortened: Bool
    ) throws {
        let time = try #require(Timestamp(time))
        let standing = try #require(calendar.standing(ofRoot: root, at: time, chicago: chicago))
        #expect(standing.opens == Timestamp(opens))
        #expect(standing.close == closes.flatMap { Timestamp($0) })
        #expect((standing.isHoliday, standing.isShortened) == (isHoliday, isShortened))
    }

    @Test(arguments: [
        ("NQ", "2026-10-06T15:00:00Z"), ("ES", "2027-01-01T15:00:00Z"), ("ES", "2025-12-31T15:00:00Z"),
        // The evening belongs to the first day that is not covered.
        ("ES", "2026-12-31T23:00:00Z"),
    ])
    func `says nothing about what it does not know`(root: String, time: String) throws {
        let time = try #require(Timestamp(time))
        #expect(calendar.standing(ofRoot: root, at: time, chicago: chicago) == nil)
        #expect(calendar.standing(ofRoot: "es", at: time, chicago: chicago)?.family != "grains")
    }

    @Test func `a session stays within its trading day`() {
        #expect(MarketSession(opens: 61_200, closes: 61_200) != nil, "17:00 to 17:00 is a whole day")
        #expect(MarketSession(opens: 61_199, closes: 61_199) == nil)
        #expect(MarketSession(opens: 61_200, closes: 61_201) == nil)
        #expect(MarketSession(opens: 30_600, closes: 46_800)?.from == 30_600)
        #expect(MarketSession(opens: 68_400, closes: 27_900)?.from == -18_000)
        #expect(MarketSession(from: 5, to: 5) == nil)
    }

    @Test(arguments: [
        ("2026-11-19", 0), ("2026-11-20", 1), ("2026-12-01", 1 + 1), ("2026-12-31", 2), ("2027-01-01", 2),
    ])
    func `asks to be renewed near its end and when it is old`(date: String, count: Int) throws {
        // As of 2026-08-21, 90 days before 2026-11-19; its last 30 days begin on 2026-12-01.
        let concerns = calendar.concerns(on: try #require(CivilDate(date)))
        #expect(concerns.count == count)
    }
}

extension CivilDate? {
    fileprivate var unwrapped: CivilDate {
        get throws { try #require(self) }
    }
}
