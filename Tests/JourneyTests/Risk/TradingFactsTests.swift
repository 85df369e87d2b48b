import JSON
import Testing
import Trading

@testable import Journey

/// Who may trade at all, as the record keeps it and decides again from it.
struct TradingFactsTests {
    static let stop = TradingFacts.Stop(
        what: "account combine-1", why: "ada at 10:00: \"enough\"", release: "alertbridge resume combine-1")

    static func count(_ count: Int, of limit: TradingGuards.Limit?, trip: String? = nil)
        -> TradingFacts.Count
    {
        TradingFacts.Count(of: "orb", count, limit, trip: trip)
    }

    static func facts(_ change: (inout TradingFacts) -> Void) -> TradingFacts {
        var facts = TradingFacts()
        change(&facts)
        return facts
    }

    static let ten = TradingGuards.Limit(10, in: .seconds(600))

    static let samples: [TradingFacts] = [
        .none,
        facts { $0.kills = [stop] },
        facts { $0.halts = [stop, TradingFacts.Stop(what: "everything", why: "a", release: "b")] },
        facts { $0.clockFault = "3 s behind" },
        facts { $0.repeats = count(9, of: ten) },
        facts { $0.repeats = count(3, of: nil, trip: "since 10:00") },
        facts { $0.rejects = count(5, of: TradingGuards.Limit(5, in: .seconds(60)), trip: "a") },
        facts { $0.rate = TradingFacts.Rate(tokens: 0, .usual) },
        facts { $0.rate = TradingFacts.Rate(tokens: 10, OrderRate(perSecond: 3, burst: 7)) },
    ]

    @Test(arguments: samples)
    func `the facts come back from their record whole, and decide the same`(facts: TradingFacts) throws {
        let input = GateInput.passing.with { $0.trading = facts }
        let json = RiskGate.examine(input).json
        let read = GateInput(try #require(try JSONDocument(json).root["input"]))
        #expect(read?.trading == facts)
        #expect(read == input)
        #expect(GateReport.recheck(json) == nil)
    }

    static let all = facts {
        ($0.kills, $0.halts, $0.clockFault) = ([stop], [stop], "behind")
        ($0.repeats, $0.rejects) = (count(1, of: ten, trip: "t"), count(2, of: ten))
        $0.rate = TradingFacts.Rate(tokens: 4, .usual)
    }

    @Test(arguments: [
        "what", "why", "release", "strategy", "count", "window_us", "tokens", "per_second", "burst",
    ])
    func `facts that lack a member are not made up`(member: String) throws {
        let text = String(
            decoding: RiskGate.examine(GateInput.passing.with { $0.trading = Self.all }).json, as: UTF8.self)
        let changed = text.replacing("\"\(member)\":", with: "\"gone\":")
        #expect(changed != text)
        #expect(GateReport(recorded: Array(changed.utf8)) == nil)
    }

    @Test(arguments: [(9, false), (10, true), (11, true)])
    func `a count is full at its limit`(count: Int, isFull: Bool) {
        #expect(Self.count(count, of: Self.ten).isFull == isFull)
        #expect(!Self.count(count, of: nil).isFull)
    }

    @Test func `a count without a limit has no window`() {
        let count = Self.count(3, of: nil)
        #expect(count.countMax == nil && count.window == .zero && count.trip == nil)
        #expect(Self.count(3, of: Self.ten).window == .seconds(600))
    }

    @Test(arguments: [
        GateCase("nothing", change: { _ in }),
        GateCase("killed", .killSwitchActive) { $0.isKilled = true },
        GateCase("halted", .tradingHalted) { $0.tradingState = .halted },
        GateCase("reducing", .tradingStateReducing) { $0.tradingState = .reducing },
        GateCase("a clock behind", .clockUntrusted) { $0.trading.clockFault = "3 s behind" },
        GateCase("nine of ten") { $0.trading.repeats = count(9, of: ten) },
        GateCase("ten of ten", .repeatedExecutionLimit) { $0.trading.repeats = count(10, of: ten) },
        GateCase("tripped before", .repeatedExecutionLimit) {
            $0.trading.repeats = count(0, of: ten, trip: "tripped")
        },
        GateCase("four refusals of five") {
            $0.trading.rejects = count(4, of: TradingGuards.Limit(5, in: .seconds(60)))
        },
        GateCase("five of five", .rejectBreakerOpen) {
            $0.trading.rejects = count(5, of: TradingGuards.Limit(5, in: .seconds(60)))
        },
        GateCase("one order left") { $0.trading.rate = TradingFacts.Rate(tokens: 1, .usual) },
        GateCase("none left", .rateLimitExceeded) { $0.trading.rate = TradingFacts.Rate(tokens: 0, .usual) },
    ])
    func `stops entries at its limit`(edge: GateCase) {
        #expect(GateInput.passing.with(edge.change).failures == edge.codes)
    }
}
