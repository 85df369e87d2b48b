import OwnThreads
import Testing
import Trading

@testable import PaperVenue

/// The platform's end of the day, 15:10 in Chicago.
@Suite(.ownThreads)
struct DayEndTests {
    let hours = SessionHours(chicago: ZoneRules(before: -5 * 3_600, changes: []))

    func moment(_ text: String) throws -> Timestamp { try #require(Timestamp(text)) }

    @Test
    func `7.8 the platform cancels what works and closes what is held at 15.10, and again the next day`()
        throws
    {
        var bench = Bench(session: hours, at: try moment("2026-10-05T20:00:00Z"))
        for day in ["05", "06"] {
            bench.place(Bench.request(tag: "k\(day)", stopTicks: -40, targetTicks: 80))
            bench.place(Bench.request(.limit, tag: "m\(day)", limit: "24000"))
            bench.core.advance(to: try moment("2026-10-\(day)T20:09:59.999Z"))
            #expect(bench.position?.signedSize == 2)
            #expect(bench.core.openOrders(of: Bench.account).count == 3)
            bench.now = try moment("2026-10-\(day)T20:10:01Z")
            bench.core.advance(to: bench.now)
            #expect(bench.position == nil)
            #expect(bench.core.openOrders(of: Bench.account).isEmpty)
            #expect(bench.trades.first?.created == (try moment("2026-10-\(day)T20:10:00.003Z")))
            #expect(bench.place(Bench.request(tag: "late\(day)")).code == 2)
            bench.now = try moment("2026-10-\(day)T22:00:00Z")
        }
    }

    @Test func `7.8 nothing is flattened at 15.10 where hours do not count, or where the switch is off`()
        throws
    {
        for session in [nil, hours] {
            var bench = Bench(session: session, at: try moment("2026-10-05T20:00:00Z")) {
                $0.flattensAtDayEnd = false
            }
            bench.place(Bench.request(size: 1))
            bench.core.advance(to: try moment("2026-10-05T21:00:00Z"))
            #expect(bench.position?.signedSize == 1)
        }
    }

    @Test func `7.8 a venue that was down at 15.10 flattens when it comes up`() throws {
        var before = Bench(session: hours, at: try moment("2026-10-05T20:00:00Z"))
        before.place(Bench.request(size: 1))
        before.pass(.seconds(1))
        var after = Bench(session: hours, at: try moment("2026-10-05T21:00:00Z"))
        for row in before.core.book.snapshot { after.core.restore(row) }
        after.core.resume()
        after.pass(.seconds(1))
        #expect(after.position == nil)
        #expect(after.trades.count == 2)
    }
}
