import OwnThreads
import Testing
import Trading

@testable import PaperVenue

@Suite(.ownThreads)
struct MarketCalendarTests {
    let calendar = MarketCalendar(chicago: .chicago2026, hasBreaks: true)

    /// 2026-10-05 is a Monday; the clocks go back on 1 November and forward on 8 March.
    @Test(arguments: [
        ("2026-10-04T21:59:59.999999Z", false), ("2026-10-04T22:00:00Z", true),
        ("2026-10-05T20:59:59.999999Z", true), ("2026-10-05T21:00:00Z", false),
        ("2026-10-05T21:59:59Z", false), ("2026-10-05T22:00:00Z", true),
        ("2026-10-09T20:59:59Z", true), ("2026-10-09T21:00:00Z", false), ("2026-10-09T22:00:00Z", false),
        ("2026-10-10T15:00:00Z", false), ("2026-11-01T22:00:00Z", false), ("2026-11-01T23:00:00Z", true),
        ("2026-11-02T21:59:59Z", true), ("2026-11-02T22:00:00Z", false),
        ("2026-03-08T21:59:59Z", false), ("2026-03-08T22:00:00Z", true), ("2026-03-06T21:59:59Z", true),
    ])
    func `is open from five to four in Chicago, Sunday evening to Friday`(time: String, isOpen: Bool) throws {
        let time = try MarketTests.time(time)
        #expect(calendar.isOpen(at: time) == isOpen)
        #expect(calendar.isOpen(at: calendar.nextOpening(after: time)))
        #expect(calendar.lastDay(at: time).opens <= time)
    }

    @Test func `has days of twenty-three hours, all the year round`() throws {
        var day = calendar.dayAfter(try #require(CivilDate(year: 2026, month: 1, day: 1)))
        while day.date.parts.year == 2026 {
            #expect(day.seconds == 23 * 3_600)
            let next = calendar.dayAfter(day.date)
            #expect(calendar.dayBefore(next.date) == day)
            #expect(next.opens.since(day.closes) >= .seconds(3_600))
            day = next
        }
    }

    @Test func `without breaks has every day, the longer and the shorter ones too`() throws {
        let calendar = MarketCalendar(chicago: .chicago2026, hasBreaks: false)
        var lengths: [Int64: Int] = [:]
        var day = calendar.dayAfter(try #require(CivilDate(year: 2025, month: 12, day: 31)))
        while day.date.parts.year == 2026 {
            lengths[day.seconds / 3_600, default: 0] += 1
            let next = calendar.dayAfter(day.date)
            #expect(next.opens == day.closes)
            day = next
        }
        #expect(lengths == [23: 1, 24: 363, 25: 1])
    }

    @Test(arguments: ["2026-03-08T12:00:00Z", "2026-11-01T12:00:00Z"])
    func `trades through the change of the clocks without a hole`(time: String) throws {
        let listing = try MarketTests.listing()
        let market = Market(rules: MarketTests.rules(hasBreaks: false))
        let now = try MarketTests.time(time)
        let day = try #require(market.calendar.day(at: now))
        let bars = market.bars(
            of: listing, BarGrid(.hour, 1, calendar: market.calendar), from: day.opens, to: day.closes,
            now: day.closes, limit: 100, includesPartial: false)
        #expect(Int64(bars.count) == day.seconds / 3_600)
        for (newer, older) in zip(bars, bars.dropFirst()) { #expect(newer.open == older.close) }
        #expect(
            market.quote(listing, at: day.opens).last
                == market.quote(listing, at: Timestamp(microseconds: day.opens.microseconds - 1)).last)
    }
}
