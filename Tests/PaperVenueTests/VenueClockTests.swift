import OwnThreads
import Testing
import Trading

@testable import PaperVenue

@Suite(.ownThreads)
struct VenueClockTests {
    @Test func `is the given clock where nothing else is asked`() {
        let stopped = StoppedClock()
        let clock = VenueClock({ stopped.now }, start: nil, speed: 1)
        #expect(clock.now == Bench.start)
        #expect(clock.limitTime == Bench.start)
        stopped.advance(by: .seconds(5))
        #expect(clock.now == stopped.now)
    }

    @Test func `begins elsewhere and runs faster, but not for rate limits`() throws {
        let start = try MarketTests.time("2030-01-01T00:00:00Z")
        let clock = VenueClock(PaperVenueOptions.wallClock, start: start, speed: 3_600)
        let limit = clock.limitTime
        let first = clock.now
        #expect(first >= start)
        while clock.now.since(first) < .seconds(60) {}
        #expect(clock.limitTime.since(limit) < .seconds(60))
    }

    @Test(arguments: [(Int64(1), Int64(7), Int64(7)), (60, 60, 1), (60, 61, 2), (60, -5, 0), (2, 0, 0)])
    func `turns a wait into real time, rounded up`(speed: Int64, venue: Int64, real: Int64) {
        let clock = VenueClock({ Bench.start }, start: nil, speed: speed)
        #expect(clock.realMicroseconds(Span(microseconds: venue)) == real)
    }

    @Test func `lets a fast venue do its own work in its own time`() async throws {
        var options = PaperVenueOptions.still
        options.start = Bench.start
        options.speed = 60
        options.tokenLifeSeconds = 86_400
        let trader = try await Trader(options)
        defer { trader.stop() }
        let answer = try await trader.place(
            #""customTag":"k","stopLossBracket":{"ticks":-40,"type":4}"#, size: 1)
        #expect(answer.code == 0)
        #expect(await eventually { trader.venue.orders(ofTag: "k-SL").first?.status == .open })
        let entry = try #require(trader.venue.orders(ofTag: "k").first)
        #expect(entry.created >= Bench.start)
        let stop = try #require(trader.venue.orders(ofTag: "k-SL").first)
        #expect(stop.updated.since(entry.created) == .milliseconds(18))
    }

    @Test func `starts in no time`() throws {
        var options = PaperVenueOptions()
        options.enforcesSession = true
        let clock = ContinuousClock()
        var spent: [Duration] = []
        for _ in 0..<10 {
            var venue: PaperVenue?
            spent.append(try clock.measure { venue = try PaperVenue(options) })
            venue?.stop()
        }
        print("venue start: median \(spent.sorted()[5]), slowest \(spent.sorted()[9])")
        #expect(spent.sorted()[5] < .seconds(1))
    }
}
