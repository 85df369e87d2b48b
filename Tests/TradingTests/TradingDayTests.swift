import Testing
import Trading

struct TradingDayTests {
    @Test(arguments: [
        // Friday to the week-end's Monday, in winter time.
        ("2026-03-06T22:59:59Z", "2026-03-06"), ("2026-03-06T22:59:59.999999Z", "2026-03-06"),
        ("2026-03-06T23:00:00Z", "2026-03-09"),
        // The week-end on which the clocks go forward: 23 hours from Saturday's roll to Sunday's.
        ("2026-03-07T18:00:00Z", "2026-03-09"), ("2026-03-08T21:59:59Z", "2026-03-09"),
        ("2026-03-08T22:00:00Z", "2026-03-09"), ("2026-03-09T21:59:59Z", "2026-03-09"),
        ("2026-03-09T22:00:00Z", "2026-03-10"),
        // The week-end on which they go back.
        ("2026-10-30T21:59:59Z", "2026-10-30"), ("2026-10-30T22:00:00Z", "2026-11-02"),
        ("2026-10-31T17:00:00Z", "2026-11-02"), ("2026-11-01T23:00:00Z", "2026-11-02"),
        ("2026-11-02T22:59:59Z", "2026-11-02"), ("2026-11-02T23:00:00Z", "2026-11-03"),
        // A Tuesday evening.
        ("2026-10-06T23:30:00Z", "2026-10-07"), ("2026-10-06T21:59:59Z", "2026-10-06"),
        // A year's last evening, and a holiday, which keeps its date.
        ("2026-12-31T23:00:00Z", "2027-01-01"), ("2026-12-25T15:00:00Z", "2026-12-25"),
    ])
    func `rolls at 17:00 in Chicago and skips week-ends`(time: String, day: String) throws {
        let time = try #require(Timestamp(time))
        #expect(try TradingDay(of: time, chicago: ChicagoFile.rules()).description == day)
    }

    @Test(arguments: [
        ("2026-01-15", "T21:10:00Z", "T23:00:00Z"), ("2026-07-15", "T20:10:00Z", "T22:00:00Z"),
    ])
    func `15:10 and 17:00 in Chicago move with the season`(date: String, close: String, roll: String) throws {
        let chicago = try ChicagoFile.rules()
        func minutes(_ text: String) throws -> Int64 {
            let time = try #require(Timestamp(date + text))
            let local = time.microseconds / 1_000_000 + chicago.offset(at: time)
            return local % 86_400 / 60
        }
        #expect(try minutes(close) == 15 * 60 + 10)
        #expect(try minutes(roll) == 17 * 60)
    }

    @Test(arguments: [
        ("2026-10-06T23:30:00Z", "2026-10-06T22:00:00Z"), ("2026-10-06T22:00:00Z", "2026-10-06T22:00:00Z"),
        ("2026-10-06T21:59:59.999999Z", "2026-10-05T22:00:00Z"),
        // A week-end belongs to Monday, whose day begins on Friday, also when the clocks change on it.
        ("2026-10-11T12:00:00Z", "2026-10-09T22:00:00Z"), ("2026-10-12T15:00:00Z", "2026-10-09T22:00:00Z"),
        ("2026-03-09T12:00:00Z", "2026-03-06T23:00:00Z"), ("2026-11-02T12:00:00Z", "2026-10-30T22:00:00Z"),
        ("2026-11-02T23:00:00Z", "2026-11-02T23:00:00Z"),
    ])
    func `begins at 17:00 in Chicago, and Monday's on Friday`(time: String, start: String) throws {
        let chicago = try ChicagoFile.rules()
        let (time, start) = (try #require(Timestamp(time)), try #require(Timestamp(start)))
        #expect(TradingDay.start(of: time, chicago: chicago) == start)
        #expect(TradingDay(of: start, chicago: chicago) == TradingDay(of: time, chicago: chicago))
        let before = start.advanced(by: Span(microseconds: -1))
        #expect(TradingDay(of: before, chicago: chicago) < TradingDay(of: time, chicago: chicago))
    }

    @Test(arguments: [
        // Winter and summer, Friday's week-end, and the two week-ends on which the clocks change.
        ("2026-01-15T21:59:59.999999Z", "2026-01-15", "2026-01-14T22:00:00Z"),
        ("2026-01-15T22:00:00Z", "2026-01-16", "2026-01-15T22:00:00Z"),
        ("2026-07-15T20:59:59Z", "2026-07-15", "2026-07-14T21:00:00Z"),
        ("2026-07-15T21:00:00Z", "2026-07-16", "2026-07-15T21:00:00Z"),
        ("2026-03-06T22:00:00Z", "2026-03-09", "2026-03-06T22:00:00Z"),
        ("2026-03-09T20:59:59Z", "2026-03-09", "2026-03-06T22:00:00Z"),
        ("2026-03-09T21:00:00Z", "2026-03-10", "2026-03-09T21:00:00Z"),
        ("2026-11-01T23:00:00Z", "2026-11-02", "2026-10-30T21:00:00Z"),
        ("2026-11-02T22:00:00Z", "2026-11-03", "2026-11-02T22:00:00Z"),
    ])
    func `rolls at 16:00 in Chicago where its firm does`(time: String, day: String, start: String) throws {
        let chicago = try ChicagoFile.rules()
        let (time, start) = (try #require(Timestamp(time)), try #require(Timestamp(start)))
        let roll: Int64 = 16 * 3_600
        #expect(TradingDay(of: time, chicago: chicago, roll: roll).description == day)
        #expect(TradingDay.start(of: time, chicago: chicago, roll: roll) == start)
        let before = start.advanced(by: Span(microseconds: -1))
        #expect(TradingDay(of: before, chicago: chicago, roll: roll).description < day)
    }

    @Test func `days order by date`() throws {
        let days = try [5, 6].map {
            TradingDay(date: try #require(CivilDate(year: 2026, month: 10, day: $0)))
        }
        #expect(days[0] < days[1])
    }
}
