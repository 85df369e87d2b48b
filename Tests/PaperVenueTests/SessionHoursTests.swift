import OwnThreads
import Testing
import Trading

@testable import PaperVenue

@Suite(.ownThreads)
struct SessionHoursTests {
    /// Central daylight time alone: five hours behind UTC.
    let hours = SessionHours(chicago: ZoneRules(before: -5 * 3_600, changes: []))

    /// 2026-10-05 is a Monday.
    @Test(arguments: [
        ("2026-10-05T20:09:59Z", nil), ("2026-10-05T20:10:00Z", Refusal.notActive),
        ("2026-10-05T21:59:59Z", .notActive), ("2026-10-05T22:00:00Z", nil),
        ("2026-10-09T20:10:00Z", .notActive), ("2026-10-09T22:00:00Z", .outsideHours),
        ("2026-10-10T12:00:00Z", .outsideHours), ("2026-10-11T21:59:59Z", .outsideHours),
        ("2026-10-11T22:00:00Z", nil),
    ])
    func `opens at five and closes at ten past three in Chicago`(time: String, refusal: Refusal?) throws {
        #expect(hours.refusal(at: try #require(Timestamp(time))) == refusal)
    }

    @Test func `refuses orders outside the hours, with both codes`() throws {
        var evening = Bench(session: hours, at: try #require(Timestamp("2026-10-05T20:30:00Z")))
        #expect(evening.place(Bench.request()).code == 2)
        var weekend = Bench(session: hours, at: try #require(Timestamp("2026-10-10T12:00:00Z")))
        let answer = weekend.place(Bench.request())
        #expect(answer.code == 5)
        #expect(answer.message == "Outside of trading hours.")
    }

    @Test(arguments: [("2026-11-21T12:00:00Z", Int64(5)), ("2026-11-20T12:00:00Z", 0)])
    func `reads Chicago's hours from the system when a venue enforces them`(time: String, code: Int64)
        async throws
    {
        let clock = StoppedClock(try #require(Timestamp(time)))
        var options = PaperVenueOptions.still
        options.enforcesSession = true
        options.clock = { clock.now }
        let trader = try await Trader(options)
        defer { trader.stop() }
        #expect(try await trader.place().code == code)
    }
}
