import OwnThreads
import Testing
import Trading

@testable import PaperVenue

@Suite(.ownThreads)
struct BarTests {
    let market = Market(rules: MarketTests.rules(seed: 11))

    func bars(
        _ unit: BarGrid.Unit, _ number: Int64 = 1, _ start: String, _ end: String, now: String? = nil,
        limit: Int = 20_000, includesPartial: Bool = false
    ) throws -> [PriceBar] {
        let end = try MarketTests.time(end)
        return market.bars(
            of: try MarketTests.listing(), BarGrid(unit, number, calendar: market.calendar),
            from: try MarketTests.time(start), to: end, now: try now.map(MarketTests.time) ?? end,
            limit: limit, includesPartial: includesPartial)
    }

    func merged(_ bars: ArraySlice<PriceBar>) -> PriceBar? {
        bars.dropFirst().reduce(into: bars.first) { $0?.follow($1) }
    }

    @Test(arguments: [
        (BarGrid.Unit.second, Int64(3_600), "2026-10-02T14:00:00Z"), (.minute, 60, "2026-08-07T14:00:00Z"),
        (.hour, 24, "2025-10-09T14:00:00Z"), (.day, 1, "2016-10-08T14:00:00Z"),
    ])
    func `5.5 go back as far as measured, and no further`(unit: BarGrid.Unit, number: Int64, edge: String)
        throws
    {
        let now = "2026-10-09T14:00:00Z"
        let found = try bars(unit, number, "1990-01-01T00:00:00Z", now)
        let oldest = try #require(found.last)
        let span = BarGrid(unit, number, calendar: market.calendar).depth
        #expect(try MarketTests.time(now).since(oldest.start) <= span)
        #expect(oldest.start >= (try MarketTests.time(edge)))
        #expect(oldest.start < (try MarketTests.time(edge)).advanced(by: .seconds(4 * 86_400)))
    }

    @Test(arguments: [
        (
            BarGrid.Unit.minute, Int64(1), BarGrid.Unit.second, Int64(10), "2026-10-05T14:00:00Z",
            "2026-10-05T15:00:00Z"
        ),
        (.minute, 7, .minute, 1, "2026-10-05T12:11:00Z", "2026-10-06T12:09:00Z"),
        (.hour, 1, .minute, 5, "2026-10-05T00:00:00Z", "2026-10-09T00:00:00Z"),
        (.day, 1, .hour, 1, "2026-10-04T22:00:00Z", "2026-10-23T21:00:00Z"),
        (.week, 1, .day, 1, "2026-09-06T22:00:00Z", "2026-12-18T22:00:00Z"),
        (.month, 1, .hour, 1, "2026-08-31T22:00:00Z", "2026-11-30T22:00:00Z"),
    ])
    func `gives coarse bars that are exactly the fine ones put together`(
        coarse: BarGrid.Unit, coarseNumber: Int64, fine: BarGrid.Unit, fineNumber: Int64, start: String,
        end: String
    ) throws {
        let whole = try bars(coarse, coarseNumber, start, end)
        let parts = try bars(fine, fineNumber, start, end)
        #expect(whole.count > 2)
        for (newer, bar) in zip(whole, whole.dropFirst()) {
            let inside = parts.filter { $0.start >= bar.start && $0.start < newer.start }
            var sum = try #require(merged(inside[...]))
            sum.start = bar.start
            #expect(sum == bar)
        }
    }

    @Test func `stamps days at five in the evening before, in summer and in winter`() throws {
        let days = try bars(.day, 1, "2026-10-25T00:00:00Z", "2026-11-05T00:00:00Z")
        #expect(
            days.map(\.start.description) == [
                "2026-11-03T23:00:00.000000Z", "2026-11-02T23:00:00.000000Z", "2026-11-01T23:00:00.000000Z",
                "2026-10-29T22:00:00.000000Z", "2026-10-28T22:00:00.000000Z", "2026-10-27T22:00:00.000000Z",
                "2026-10-26T22:00:00.000000Z", "2026-10-25T22:00:00.000000Z",
            ])
        let weeks = try bars(.week, 1, "2026-10-25T00:00:00Z", "2026-11-08T00:00:00Z")
        #expect(
            weeks.map(\.start.description) == ["2026-11-01T23:00:00.000000Z", "2026-10-25T22:00:00.000000Z"])
        let months = try bars(.month, 1, "2026-09-01T00:00:00Z", "2026-12-01T00:00:00Z")
        #expect(
            months.map(\.start.description) == ["2026-11-01T23:00:00.000000Z", "2026-09-30T22:00:00.000000Z"])
    }

    @Test func `leaves out what was closed`() throws {
        let minutes = try bars(.minute, 1, "2026-10-09T20:58:00Z", "2026-10-11T22:02:00Z")
        #expect(
            minutes.map(\.start.description) == [
                "2026-10-11T22:01:00.000000Z", "2026-10-11T22:00:00.000000Z", "2026-10-09T20:59:00.000000Z",
                "2026-10-09T20:58:00.000000Z",
            ])
        #expect(try bars(.hour, 1, "2026-10-10T00:00:00Z", "2026-10-11T20:00:00Z").isEmpty)
    }

    @Test func `begins at the start included and keeps the newest`() throws {
        let all = try bars(.minute, 5, "2026-10-05T13:00:00Z", "2026-10-05T14:00:00Z")
        #expect(all.count == 12)
        #expect(all.last?.start == (try MarketTests.time("2026-10-05T13:00:00Z")))
        #expect(try bars(.minute, 5, "2026-10-05T13:00:00.000001Z", "2026-10-05T14:00:00Z").count == 11)
        let newest = try bars(.minute, 5, "2026-10-05T13:00:00Z", "2026-10-05T14:00:00Z", limit: 3)
        #expect(newest == Array(all.prefix(3)))
        #expect(try bars(.minute, 5, "2026-10-05T14:00:00Z", "2026-10-05T13:00:00Z").isEmpty)
    }

    @Test func `shows the bar that is forming only when asked`() throws {
        let window = ("2026-10-05T13:50:00Z", "2026-10-05T15:00:00Z", "2026-10-05T14:02:30Z")
        let whole = try bars(.minute, 5, window.0, window.1, now: window.2)
        #expect(whole.first?.start == (try MarketTests.time("2026-10-05T13:55:00Z")))
        let partial = try bars(.minute, 5, window.0, window.1, now: window.2, includesPartial: true)
        #expect(partial.dropFirst() == whole[...])
        let forming = try #require(partial.first)
        #expect(forming.start == (try MarketTests.time("2026-10-05T14:00:00Z")))
        let quote = market.quote(try MarketTests.listing(), at: try MarketTests.time(window.2))
        #expect(forming.close == quote.last)
        let friday = try bars(.day, 1, "2026-10-08T00:00:00Z", "2026-10-11T00:00:00Z")
        #expect(friday.first?.start == (try MarketTests.time("2026-10-08T22:00:00Z")))
        let before = try bars(.day, 1, "2026-10-08T00:00:00Z", "2026-10-09T20:59:59Z")
        #expect(before.isEmpty)
    }

    @Test func `computes twenty thousand minutes without walking through their steps`() throws {
        let clock = ContinuousClock()
        let spent = try clock.measure {
            let found = try bars(.minute, 1, "2026-01-01T00:00:00Z", "2026-10-05T14:00:00Z")
            #expect(found.count == 20_000)
            #expect(Set(found.map(\.start)).count == 20_000)
        }
        print("20,000 one-minute bars: \(spent)")
        let months = try clock.measure {
            let found = try bars(.month, 6, "1975-01-01T00:00:00Z", "2026-10-05T14:00:00Z")
            // What is older than ten years is absent.
            #expect((19...20).contains(found.count))
        }
        print("ten years of six-month bars: \(months)")
    }

    @Test(arguments: [
        (#""unit":7,"unitNumber":1,"limit":10"#, Int64(2)), (#""unit":0,"unitNumber":1,"limit":10"#, 2),
        (#""unit":6,"unitNumber":1,"limit":10"#, 0), (#""unit":2,"unitNumber":0,"limit":10"#, 3),
        (#""unit":2,"unitNumber":1,"limit":0"#, 4), (#""unit":2,"unitNumber":1,"limit":20001"#, 4),
        (#""unit":2,"unitNumber":1,"limit":20000"#, 0),
    ])
    func `answers each wrong part with its own code, spec 5_5`(part: String, code: Int64) throws {
        let body = """
            {"contractId":"x","live":false,"startTime":"2026-10-05T13:00:00Z",\
            "endTime":"2026-10-05T14:00:00Z",\(part),"includePartialBar":false}
            """
        let request = try BarRequest(Array(body.utf8))
        let listing = try MarketTests.listing()
        var found: Int64 = 0
        do throws(Refusal) {
            let bars = try request.bars(
                of: listing, in: market, now: Bench.start)
            #expect(!bars.isEmpty || part.contains(#""unit":6"#))
        } catch {
            found = Int64(error.code)
        }
        #expect(found == code)
    }
}
