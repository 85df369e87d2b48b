import Journey
import Testing
import Trading

/// How many entries an account takes within an hour and a minute.
struct DeskTradeCountTests {
    static let one = DeskFixture.one

    func fixture(_ limits: [TradeWindow: Int64]) throws -> DeskFixture {
        try DeskFixture.connected(
            limits: DeskDayLimitTests.wide, day: DayLimits(windowTradesMax: limits))
    }

    func execution(
        _ id: Int64, order: Int64, at time: Timestamp, profit: String? = nil, isVoided: Bool = false
    ) -> VenueTrade {
        PlaceRequest.sample.trade(
            id, order: order, size: 1, profit: profit, at: time, isVoided: isVoided)
    }

    /// An entry of another hand, so long before the verdict that is asked for next.
    func open(_ id: Int64, _ ago: Span, in fixture: inout DeskFixture) {
        let next = fixture.now.wall.advanced(by: .milliseconds(2))
        let time = next.advanced(by: Span(microseconds: -ago.microseconds))
        fixture.hear(.trade(execution(id, order: id, at: time)))
    }

    func report(_ fixture: inout DeskFixture) throws -> GateReport {
        let decision = try fixture.enter(#""action":"buy","size":1"#)
        let audit = try #require(decision.audits.first { $0.kind == "risk.verdict" })
        #expect(GateReport.recheck(audit.body) == nil)
        return try #require(GateReport(recorded: audit.body))
    }

    @Test(
        arguments: [
            (.minute, 59_999_999, true), (.minute, 60_000_000, false), (.minute, -1, true),
            (.hour, 3_599_999_999, true), (.hour, 3_600_000_000, false), (.hour, 60_000_000, true),
        ] as [(TradeWindow, Int64, Bool)])
    func `an entry counts until it is as old as the window`(window: TradeWindow, ago: Int64, counts: Bool)
        throws
    {
        var fixture = try fixture([window: 2])
        open(902, .milliseconds(1), in: &fixture)
        open(901, Span(microseconds: ago), in: &fixture)
        let report = try report(&fixture)
        #expect(report.failures == (counts ? [.tradeCountLimit] : []))
        #expect(report.input.day?.windowTrades == [window: counts ? 2 : 1])
    }

    @Test(arguments: [(2, [nil, nil, "TRADE_COUNT_LIMIT"]), (3, [nil, nil, nil])] as [(Int64, [String?])])
    func `entries under way count`(most: Int64, codes: [String?]) throws {
        var fixture = try fixture([.minute: most])
        for code in codes {
            #expect(try fixture.enter(#""action":"buy","size":1"#).verdicts.map(\.code) == [code])
        }
    }

    @Test func `an entry that rests counts in every window, however old it is`() throws {
        var fixture = try fixture([.minute: 1])
        let limit = #""action":"buy","size":1,"type":"limit","limit_price":21000"#
        let request = try #require(try fixture.orderAnew(limit).first)
        fixture.answer(request, .accepted(order: OrderID(100)))
        fixture.hear(.order(request.order(100)))
        fixture.pass(.seconds(90))
        #expect(try report(&fixture).failures.contains(.tradeCountLimit))
    }

    @Test(arguments: [(59, 1), (61, 0)] as [(Int64, Int64)])
    func `an entry that fills in parts counts once, from its first one on`(ago: Int64, count: Int64) throws {
        var fixture = try fixture([.minute: 5])
        let request = try #require(try fixture.orderAnew(#""action":"buy","size":3"#).first)
        fixture.answer(request, .accepted(order: OrderID(100)))
        let first = fixture.now.wall.advanced(by: .seconds(-ago))
        for (id, time) in [(1, fixture.now.wall), (2, first), (3, fixture.now.wall)] as [(Int64, Timestamp)] {
            fixture.hear(.trade(execution(id, order: 100, at: time)))
        }
        #expect(try report(&fixture).input.day?.windowTrades == [.minute: count])
    }

    @Test func `what closes, and what the firm took back, counts for nothing`() throws {
        var fixture = try fixture([.hour: 1])
        let now = fixture.now.wall
        fixture.hear(.trade(execution(1, order: 1, at: now, profit: "0")))
        fixture.hear(.trade(execution(2, order: 2, at: now, isVoided: true)))
        let report = try report(&fixture)
        #expect(report.failures.isEmpty && report.input.day?.windowTrades == [.hour: 0])
    }

    @Test func `a restart forgets none of them`() throws {
        var fixture = try fixture([.hour: 2, .minute: 2])
        open(901, .seconds(2), in: &fixture)
        open(902, .seconds(1), in: &fixture)
        let memory = fixture.memory()
        _ = fixture.restore(memory)
        fixture.connect()
        #expect(try report(&fixture).failures == [.tradeCountLimit])
        fixture.tick(after: .seconds(60))
        fixture.answerSnapshots()
        let later = try report(&fixture)
        #expect(later.input.day?.windowTrades == [.hour: 2, .minute: 0])
    }

    @Test func `a window goes over the end of the trading day`() throws {
        var fixture = try fixture([.minute: 1])
        let roll = try #require(Timestamp("2026-10-05T22:00:00Z"))
        fixture.pass(roll.since(fixture.now.wall).minus(.seconds(30)))
        open(901, .zero, in: &fixture)
        fixture.pass(.seconds(40))
        let report = try report(&fixture)
        #expect(report.input.day?.day.description == "2026-10-06" && report.input.day?.trades == 0)
        #expect(report.failures.contains(.tradeCountLimit))
    }

    // MARK: What is told

    func input(_ limits: DayLimits, day: Int64, hour: Int64, minute: Int64) -> GateInput {
        .passing.with {
            $0.day = DayFacts(limits, day: ProfileChecksTests.day)
            $0.day?.trades = day
            for (window, count) in [(TradeWindow.hour, hour), (.minute, minute)] {
                guard limits.windowTradesMax[window] != nil else { continue }
                $0.day?.windowTrades[window] = count
            }
        }
    }

    func count(_ input: GateInput) throws -> CheckResult {
        try #require(RiskGate.examine(input).checks.first { $0.id == "PT-45" })
    }

    @Test func `the window to wait for longest is told, with its numbers`() throws {
        let limits = DayLimits(tradesMax: 9, windowTradesMax: [.hour: 5, .minute: 2])
        let free = try count(input(limits, day: 8, hour: 4, minute: 1))
        #expect(
            free.denial == nil
                && free.inputs == [
                    "trades=8", "max_trades=9", "trades_hour=4", "max_trades_hour=5", "trades_minute=1",
                    "max_trades_minute=2",
                ])
        let minute = try count(input(limits, day: 8, hour: 4, minute: 2)).denial
        #expect(
            minute?.reason
                == "2 entries first filled within the last minute or may fill; the limit is 2")
        #expect(
            minute?.remedy
                == "wait until the oldest of them filled a minute ago, or raise risk.max_trades_minute")
        let hour = try count(input(limits, day: 8, hour: 6, minute: 2)).denial
        #expect(
            hour?.reason == "6 entries first filled within the last hour or may fill; the limit is 5")
        let day = try count(input(limits, day: 9, hour: 5, minute: 2)).denial
        #expect(day?.reason == "9 entries filled today or may; the limit is 9")
    }

    @Test func `windows without a limit are not told`() throws {
        let free = try count(input(DayLimits(tradesMax: 9), day: 1, hour: 0, minute: 0))
        #expect(free.inputs == ["trades=1", "max_trades=9"])
    }

    @Test func `the record brings the counts back, and a limit without its count is no record`() throws {
        let limited = input(DayLimits(windowTradesMax: [.hour: 5, .minute: 2]), day: 2, hour: 2, minute: 2)
        let record = RiskGate.examine(limited).json
        #expect(GateReport.recheck(record) == nil)
        #expect(GateReport(recorded: record)?.input == limited)
        let broken = limited.with { $0.day?.windowTrades = [:] }
        #expect(GateReport(recorded: RiskGate.examine(broken).json) == nil)
    }
}

extension Span {
    fileprivate func minus(_ other: Span) -> Span { Span(microseconds: microseconds - other.microseconds) }
}
