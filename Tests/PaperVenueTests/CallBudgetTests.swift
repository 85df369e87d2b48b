import OwnThreads
import Testing
import Trading

@testable import PaperVenue

@Suite(.ownThreads)
struct CallBudgetTests {
    func after(_ seconds: Int64) -> Timestamp { Bench.start.advanced(by: .seconds(seconds)) }

    @Test func `8 200 calls fit into 60 s, logins among them, and 50 for bars into 30 s`() {
        var budget = CallBudget(callsPerMinuteMax: 200)
        for number in 0..<200 {
            #expect(budget.take(number == 0 ? .loginKey : .place, by: "a", at: after(0)) == nil)
        }
        #expect(budget.take(.place, by: "a", at: after(1)) == .seconds(59))
        #expect(budget.take(.place, by: "b", at: after(1)) == nil)
        for _ in 0..<50 { #expect(budget.take(.retrieveBars, by: "a", at: after(1)) == nil) }
        #expect(budget.take(.retrieveBars, by: "a", at: after(1)) == .seconds(30))
        #expect(budget.take(.retrieveBars, by: "a", at: after(31)) == nil)
        #expect(budget.take(.place, by: "a", at: after(60)) == nil)
    }

    /// Four calls a minute: at 0, 30, 30 and 30 s.
    @Test(arguments: [
        (VenueSwitches.RateWindow.sliding, Int64(59), false), (.sliding, 60, true), (.fixed, 59, false),
        (.fixed, 60, true),
    ])
    func `8 a window that is full opens when it says`(
        window: VenueSwitches.RateWindow, second: Int64, opens: Bool
    ) {
        var budget = CallBudget(callsPerMinuteMax: 4, window: window)
        for second in [0, 30, 30, 30] as [Int64] {
            #expect(budget.take(.place, by: "a", at: after(second)) == nil)
        }
        #expect((budget.take(.place, by: "a", at: after(second)) == nil) == opens)
    }

    @Test func `14.1 a sliding window frees one call at a time, a fixed one all at once`() {
        var free: [VenueSwitches.RateWindow: Int] = [:]
        for window in VenueSwitches.RateWindow.allCases {
            var budget = CallBudget(callsPerMinuteMax: 4, window: window)
            for second in [0, 30, 30, 30] as [Int64] { _ = budget.take(.place, by: "a", at: after(second)) }
            free[window] = (0..<10).filter { _ in budget.take(.place, by: "a", at: after(60)) == nil }.count
        }
        #expect(free == [.sliding: 1, .fixed: 4])
    }

    @Test func `8 what is refused does not count`() {
        var budget = CallBudget(callsPerMinuteMax: 1)
        _ = budget.take(.place, by: "a", at: after(0))
        for second in 1..<60 { #expect(budget.take(.place, by: "a", at: after(Int64(second))) != nil) }
        #expect(budget.take(.place, by: "a", at: after(60)) == nil)
    }

    @Test(arguments: [(false, String?.none), (true, "59")])
    func `8 a 429 is empty, with Retry-After only where the switch says so`(sends: Bool, header: String?)
        async throws
    {
        let clock = StoppedClock()
        var options = PaperVenueOptions.still
        options.callsPerMinuteMax = 2
        options.switches.sendsRetryAfter = sends
        options.clock = { clock.now }
        let trader = try await Trader(options)
        defer { trader.stop() }
        clock.advance(by: Span(microseconds: 1_500_000))
        #expect(try await trader.place().status == 200)
        let answer = try await trader.place()
        #expect(answer.status == 429)
        #expect(answer.body.isEmpty)
        #expect(answer.headers["Retry-After"] == header)
        #expect(trader.venue.orders(of: Bench.account).count == 1)
        let login = try await trader.call(
            "/api/Auth/loginKey", #"{"userName":"PAPER","apiKey":"paper-api-key"}"#)
        #expect(login.status == 429)
        let stranger = try await trader.call("/api/Auth/loginKey", #"{"userName":"nobody","apiKey":"x"}"#)
        #expect(stranger.code == 3)
    }

    @Test func `tells when each call that counts came, whose it was, and whether it was one too many`()
        async throws
    {
        let clock = StoppedClock()
        var options = PaperVenueOptions.still
        options.callsPerMinuteMax = 2
        options.clock = { clock.now }
        let trader = try await Trader(options)
        defer { trader.stop() }
        clock.advance(by: .seconds(1))
        for _ in 0..<2 { _ = try await trader.place() }
        let calls = try await trader.call("/_venue/calls", type: nil, method: .get)
        let rows = calls["calls"]?.elements ?? []
        #expect(rows.map { $0["endpoint"]?.string } == ["Auth/loginKey", "Order/place", "Order/place"])
        #expect(rows.map { $0["refused"]?.bool } == [false, false, true])
        #expect(Set(rows.map { $0["user"]?.string }) == ["paper"])
        let times = rows.compactMap { $0["at"]?.int64 }
        #expect(times.count == 3 && times[1] - times[0] == 1_000_000 && times[2] == times[1])
    }

    @Test func `forgets the oldest calls`() {
        var log = CallLog()
        for second in 0...Int64(2 * CallLog.rowsMin) {
            log.note(CallLog.Row(at: after(second), user: "a", endpoint: .place, isRefused: false))
        }
        #expect(log.rows.count == CallLog.rowsMin + 1)
        #expect(log.rows.last?.at == after(Int64(2 * CallLog.rowsMin)))
    }
}
