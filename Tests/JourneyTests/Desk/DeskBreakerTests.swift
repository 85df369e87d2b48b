import Journey
import Testing
import Trading

/// Limits over time: what stops a strategy, an account or the clock by itself, on both sides of each edge.
struct DeskBreakerTests {
    private let rejection = Rejection(code: 2, name: "InvalidPrice", message: "no")

    private func fixture(_ guards: TradingGuards = .usual, rate: OrderRate? = nil) throws -> DeskFixture {
        var fixture = try DeskFixture(
            limits: RiskLimits(sizeMax: 3, positionMax: 500, requiresStop: false), guards: guards,
            orderRate: rate)
        fixture.connect()
        return fixture
    }

    private static let breakers: Set<Denial.Code> = [
        .repeatedExecutionLimit, .rejectBreakerOpen, .rateLimitExceeded, .clockUntrusted,
    ]

    /// Sends an entry some time after the last, and has it accepted.
    ///
    /// - Returns: The breaker that denied it; nil when none did.
    private func enter(
        _ fixture: inout DeskFixture, _ side: String = "buy", strategy: String = "s",
        after: Span = .seconds(1)
    ) throws -> String? {
        fixture.pass(after)
        let number = fixture.inputs.count
        // What rests at its price makes no other wait.
        let members =
            #""action":"\#(side)","size":1,"type":"limit","limit_price":21000,"strategy":"\#(strategy)","#
            + #""id":"\#(number)""#
        let decision = try fixture.arrive(members)
        for request in fixture.release(decision).placed {
            fixture.answer(request, .accepted(order: OrderID(Int64(1_000 + number))))
        }
        let verdict = try #require(decision.audits.first { $0.kind == "risk.verdict" })
        let report = try #require(GateReport(recorded: verdict.body))
        let found = report.failures.filter(Self.breakers.contains)
        if report.denial != nil, found.isEmpty { Issue.record("denied: \(report.failures)") }
        return found.first?.rawValue
    }

    // MARK: PT-12

    @Test func `the eleventh entry on one side within ten minutes stops the strategy for good`() throws {
        var fixture = try fixture()
        for _ in 1...10 { #expect(try enter(&fixture) == nil) }
        #expect(try enter(&fixture) == "REPEATED_EXECUTION_LIMIT")
        let trip = try #require(fixture.desk.controls[ControlRow.Key(.strategy, "s")])
        #expect(trip.trip == "REPEATED_EXECUTION_LIMIT" && trip.word == "trip" && trip.by == "PT-12")
        // Not on the other side either, nor after the window: a person has to look.
        #expect(try enter(&fixture, "sell") == "REPEATED_EXECUTION_LIMIT")
        #expect(try enter(&fixture, strategy: "other") == nil)
        fixture.pass(.seconds(1_200))
        fixture.tick(after: .zero)
        fixture.answerSnapshots()
        fixture.connect()
        #expect(try enter(&fixture) == "REPEATED_EXECUTION_LIMIT")
        fixture.control(#""action":"resume","strategy":"s""#)
        for _ in 1...10 { #expect(try enter(&fixture) == nil) }
        #expect(try enter(&fixture) == "REPEATED_EXECUTION_LIMIT")
    }

    @Test func `a signal of the other side between begins the count anew`() throws {
        var fixture = try fixture()
        for _ in 1...9 { #expect(try enter(&fixture) == nil) }
        let exit = #""action":"sell","size":1,"position":1,"prev_position":2,"strategy":"s","id":"x""#
        _ = try fixture.arrive(exit)
        for _ in 1...10 { #expect(try enter(&fixture) == nil) }
        #expect(try enter(&fixture) == "REPEATED_EXECUTION_LIMIT")
    }

    @Test func `what is older than the window does not count`() throws {
        var fixture = try fixture(TradingGuards(repeats: TradingGuards.Limit(2, in: .seconds(20))))
        #expect(try enter(&fixture) == nil)
        #expect(try enter(&fixture, after: .seconds(9)) == nil)
        // The first is 20 s old, and a little more.
        #expect(try enter(&fixture, after: .seconds(11)) == nil)
        #expect(try enter(&fixture, after: .seconds(8)) == "REPEATED_EXECUTION_LIMIT")
    }

    @Test func `several accounts of one alert count once`() throws {
        var fixture = try DeskFixture(
            limits: RiskLimits(sizeMax: 3, positionMax: 50, requiresStop: false), isShared: true,
            guards: TradingGuards(repeats: TradingGuards.Limit(2, in: .seconds(60))))
        fixture.connect()
        for _ in 1...2 { #expect(try enter(&fixture) == nil) }
        let denied = try fixture.arrive(#""action":"buy","size":1,"strategy":"s","id":"last""#)
        #expect(denied.verdicts.map(\.code) == ["REPEATED_EXECUTION_LIMIT", "REPEATED_EXECUTION_LIMIT"])
        #expect(denied.controls.count == 1)
    }

    @Test func `a restart remembers the count and the stop`() throws {
        var fixture = try fixture()
        for _ in 1...9 { #expect(try enter(&fixture) == nil) }
        _ = fixture.restore(fixture.memory())
        fixture.connect()
        #expect(try enter(&fixture) == nil)
        #expect(try enter(&fixture) == "REPEATED_EXECUTION_LIMIT")
        _ = fixture.restore(fixture.memory())
        fixture.connect()
        #expect(try enter(&fixture, "sell") == "REPEATED_EXECUTION_LIMIT")
        fixture.control(#""action":"resume","strategy":"s""#)
        _ = fixture.restore(fixture.memory())
        fixture.connect()
        for _ in 1...10 { #expect(try enter(&fixture) == nil) }
        #expect(try enter(&fixture) == "REPEATED_EXECUTION_LIMIT")
    }

    // MARK: PT-52

    private func refuse(_ fixture: inout DeskFixture) throws {
        fixture.pass(.seconds(1))
        let members = #""action":"buy","size":1,"strategy":"s","id":"r\#(fixture.inputs.count)""#
        let request = try #require(try fixture.order(members).first)
        fixture.answer(request, .rejected(rejection))
    }

    @Test func `five refusals within a minute stop the strategy until the oldest is a minute old`() throws {
        var fixture = try fixture(TradingGuards(rejects: TradingGuards.usual.rejects))
        for _ in 1...5 { try refuse(&fixture) }
        #expect(try enter(&fixture) == "REJECT_BREAKER_OPEN")
        #expect(try enter(&fixture, strategy: "other") == nil)
        _ = fixture.restore(fixture.memory())
        fixture.connect()
        #expect(try enter(&fixture) == "REJECT_BREAKER_OPEN")
        fixture.pass(.seconds(58))
        fixture.connect()
        #expect(try enter(&fixture) == nil)
    }

    @Test func `four refusals do not, and resume ends it at once`() throws {
        var fixture = try fixture(TradingGuards(rejects: TradingGuards.usual.rejects))
        for _ in 1...4 { try refuse(&fixture) }
        #expect(try enter(&fixture) == nil)
        try refuse(&fixture)
        #expect(try enter(&fixture) == "REJECT_BREAKER_OPEN")
        fixture.control(#""action":"resume","strategy":"s""#)
        #expect(try enter(&fixture) == nil)
    }

    // MARK: PT-50

    @Test func `ten entries at once pass, the eleventh does not, and two a second come back`() throws {
        var fixture = try fixture(.off, rate: .usual)
        for _ in 1...10 { #expect(try enter(&fixture, after: .zero) == nil) }
        // A millisecond or two passed with each.
        #expect(try enter(&fixture, after: .zero) == "RATE_LIMIT_EXCEEDED")
        _ = fixture.restore(fixture.memory())
        fixture.connect()
        #expect(try enter(&fixture, after: .zero) == "RATE_LIMIT_EXCEEDED")
        fixture.pass(.seconds(1))
        for _ in 1...2 { #expect(try enter(&fixture, after: .zero) == nil) }
        #expect(try enter(&fixture, after: .zero) == "RATE_LIMIT_EXCEEDED")
    }

    @Test func `an entry that was let through has its token when it leaves`() throws {
        var fixture = try fixture(.off, rate: OrderRate(perSecond: 1, burst: 1))
        let decision = try fixture.arrive(#""action":"buy","size":1"#)
        #expect(fixture.release(decision).placed.count == 1)
        #expect(try enter(&fixture, after: .zero) == "RATE_LIMIT_EXCEEDED")
    }

    @Test func `exits have no rate`() throws {
        var fixture = try fixture(.off, rate: OrderRate(perSecond: 1, burst: 1))
        _ = try fixture.filledEntry(#""action":"buy","size":3,"id":"in""#)
        for number in 1...2 {
            let exit = #""action":"sell","size":1,"position":2,"prev_position":3,"id":"out\#(number)""#
            #expect(try fixture.arrive(exit).verdicts.first?.code == nil)
        }
    }

    // MARK: PT-08

    @Test func `a clock that is set back more than a second ends entries until it is right`() throws {
        var fixture = try fixture(TradingGuards(watchesClock: true))
        #expect(try enter(&fixture) == nil)
        fixture.stepClock(.milliseconds(-1_000))
        #expect(try enter(&fixture, after: .zero) == nil)
        fixture.stepClock(.seconds(-3_600))
        #expect(try enter(&fixture, after: .zero) == "CLOCK_UNTRUSTED")
        #expect(fixture.desk.clockFault != nil)
        fixture.stepClock(.seconds(3_600))
        #expect(try enter(&fixture, after: .zero) == nil)
    }

    @Test func `a person may say that it is right as it is, over a restart`() throws {
        var fixture = try fixture(TradingGuards(watchesClock: true))
        var memory = fixture.memory()
        memory.lastSeenWall = fixture.now.wall.advanced(by: .seconds(86_400))
        _ = fixture.restore(memory)
        fixture.connect()
        #expect(try enter(&fixture) == "CLOCK_UNTRUSTED")
        fixture.control(#""action":"resume","scope":"clock""#)
        #expect(try enter(&fixture) == nil)
    }

    @Test func `after a step forward everything is read anew`() throws {
        var fixture = try fixture(TradingGuards(watchesClock: true))
        fixture.stepClock(.seconds(4))
        fixture.handle(.tick)
        #expect(fixture.take { if case .snapshot = $0 { true } else { false } }.isEmpty)
        fixture.stepClock(.seconds(6))
        fixture.handle(.tick)
        #expect(!fixture.take { if case .snapshot = $0 { true } else { false } }.isEmpty)
    }

    @Test func `every verdict is decided again from what is recorded of it`() throws {
        var fixture = try fixture(.usual, rate: OrderRate(perSecond: 1, burst: 1))
        for _ in 1...12 { _ = try enter(&fixture, after: .zero) }
        let bodies = fixture.decisions.flatMap(\.audits).filter { $0.kind == "risk.verdict" }
        #expect(bodies.count >= 12)
        for row in bodies { #expect(GateReport.recheck(row.body) == nil) }
    }
}
