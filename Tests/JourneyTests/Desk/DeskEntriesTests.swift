import Journey
import Testing
import Trading

/// The entries that came before, the orders that rest and the stops that work, as the Desk tells the gate.
struct DeskEntriesTests {
    static let wide = RiskLimits(sizeMax: 9, positionMax: 9)

    static func fixture(_ change: (inout HoldingLimits) -> Void) throws -> DeskFixture {
        try DeskFixture.connected(limits: wide, holding: DeskHoldingTests.limits(change))
    }

    func code(_ fixture: inout DeskFixture, _ members: String) throws -> String? {
        try fixture.judge(members).verdicts.last?.code
    }
    let buy = #""action":"buy","size":1"#
    let sell = #""action":"sell","size":1"#

    @Test func `adding is counted from flat to flat, working entries with it`() throws {
        var fixture = try Self.fixture { $0.addsMax = 1 }
        let first = try fixture.filledEntry()
        let added = try #require(try fixture.order(buy + #","id":"add""#).first)
        #expect(try code(&fixture, buy) == "PYRAMIDING_LIMIT")
        fixture.answer(added, .accepted(order: OrderID(200)))
        fixture.hear(.order(added.order(200, .filled, filled: 1)))
        fixture.hear(.position(DeskFixture.one, first.held(2)))
        #expect(try code(&fixture, buy) == "PYRAMIDING_LIMIT")
        fixture.hear(.trade(added.trade(2_000, order: 200, at: fixture.now.wall)))
        #expect(try code(&fixture, buy) == "PYRAMIDING_LIMIT")
        // Flat again, the next one opens.
        fixture.hear(.trade(first.trade(3_000, order: 300, size: 2, side: .sell, at: fixture.now.wall)))
        fixture.hear(.position(DeskFixture.one, first.held(0)))
        for id in [101, 102] {
            fixture.hear(.order(first.child(id == 101 ? "SL" : "TP", Int64(id), of: 100, .cancelled)))
        }
        fixture.venue[DeskFixture.one] = DeskFixture.Standing()
        fixture.reconcile()
        #expect(try code(&fixture, buy) == nil)
    }

    @Test func `a position that nothing explains was entered once`() throws {
        var fixture = try Self.fixture { $0.addsMax = 0 }
        #expect(try code(&fixture, sell) == nil)
        var other = try Self.fixture { $0.addsMax = 0 }
        other.hear(.position(DeskFixture.one, PlaceRequest.sample.held(3)))
        #expect(try code(&other, buy) == "PYRAMIDING_LIMIT")
        #expect(try code(&other, sell) == nil)
    }

    @Test func `an own target that would be filled is told by the alert's price`() throws {
        var fixture = try Self.fixture { $0.refusesSelfMatch = true }
        _ = try fixture.filledEntry()
        // The target sells at 21490.25; two ticks of slip are counted.
        #expect(try code(&fixture, buy + #","price":"21489.50""#) == nil)
        #expect(try code(&fixture, buy + #","price":"21489.75""#) == "SELF_MATCH")
        #expect(try code(&fixture, buy) == "SELF_MATCH")
        #expect(try code(&fixture, sell) == nil)
        #expect(try code(&fixture, buy + #","type":"limit","limit_price":21490"#) == nil)
        #expect(try code(&fixture, buy + #","type":"limit","limit_price":21490.25"#) == "SELF_MATCH")
        #expect(try code(&fixture, buy + #","type":"stop","stop_price":21490.25"#) == "SELF_MATCH")
        #expect(try code(&fixture, buy + #","type":"stop","stop_price":21490.5"#) == nil)
    }

    @Test func `a price of another product's chart is no reference`() throws {
        let rule = Rule(
            name: "r", when: Rule.Condition(source: "orb"),
            to: [
                Rule.Target(
                    account: DeskFixture.one, root: "MNQ", size: .asAlerted,
                    bracket: Bracket(stop: Ticks(80), target: nil))
            ])
        let limits = DeskHoldingTests.limits { ($0.collarTicks, $0.needsReference) = (40, true) }
        var fixture = try DeskFixture.connected(limits: Self.wide, holding: limits, rules: [rule])
        let alert = #""action":"buy","size":1,"type":"limit","limit_price":6800,"price":"6800""#
        #expect(try fixture.arrive(alert, ticker: "NQ1!").verdicts.map(\.code) == [nil])
        #expect(
            try fixture.arrive(alert, ticker: "ES1!").verdicts.map(\.code) == [
                "REFERENCE_PRICE_UNAVAILABLE"
            ])
    }

    @Test func `no entry while a position has no working stop`() throws {
        var fixture = try Self.fixture { $0.needsStops = true }
        let entry = try fixture.filledEntry()
        #expect(try code(&fixture, buy) == nil)
        fixture.hear(.order(entry.child("SL", 101, of: 100, .cancelled)))
        #expect(try code(&fixture, buy) == "OPEN_RISK_UNBOUNDED")
        let exit = #""action":"sell","size":1,"position":0,"prev_position":1"#
        #expect(try code(&fixture, exit) == nil)
    }

    @Test func `legs that are about to be told of are stops already`() throws {
        var fixture = try Self.fixture { $0.needsStops = true }
        let request = try #require(try fixture.order(buy + #","id":"a""#).first)
        fixture.answer(request, .accepted(order: OrderID(100)))
        fixture.hear(.order(request.order(100, .filled, filled: 1)))
        fixture.hear(.position(DeskFixture.one, request.position))
        #expect(try code(&fixture, buy) == nil)
        for child in [request.child("SL", 101, of: 100), request.child("TP", 102, of: 100)] {
            fixture.hear(.order(child))
        }
        #expect(try code(&fixture, buy) == nil)
    }

    @Test func `what came of an order without an answer has its stop, another hand's position has none`()
        throws
    {
        let target = Rule.Target(
            account: DeskFixture.one, root: nil, size: .asAlerted,
            bracket: Bracket(stop: Ticks(80), target: nil))
        var fixture = try DeskFixture.connected(
            limits: Self.wide, holding: DeskHoldingTests.limits { $0.needsStops = true },
            rules: [Rule(name: "r", when: Rule.Condition(source: "orb"), to: [target])])
        func elsewhere(_ id: String) throws -> String? {
            try fixture.arrive(buy + #","id":"\#(id)""#, ticker: "NQ1!").verdicts.last?.code
        }
        let first = try fixture.arrive(buy + #","id":"a""#, ticker: "MNQ1!")
        let request = try #require(fixture.release(first).placed.first)
        fixture.hear(.position(DeskFixture.one, request.held(1)))
        // Its own contract waits for the answer; another one does not.
        #expect(try elsewhere("b") == nil)
        fixture.answer(request, .lost("cut off"))
        #expect(try elsewhere("c") == nil)
        fixture.hear(.position(DeskFixture.one, request.held(2)))
        #expect(try elsewhere("d") == "OPEN_RISK_UNBOUNDED")
        fixture.hear(.position(DeskFixture.one, request.held(-1)))
        #expect(try elsewhere("e") == "OPEN_RISK_UNBOUNDED")
    }

    @Test func `a resting entry's stop is none before it fills`() throws {
        var fixture = try Self.fixture { $0.needsStops = true }
        let limit = #""action":"buy","size":1,"type":"limit","limit_price":21400,"id":"a""#
        let request = try #require(try fixture.order(limit).first)
        fixture.answer(request, .accepted(order: OrderID(100)))
        fixture.hear(.order(request.order(100, .open)))
        fixture.hear(.position(DeskFixture.one, request.position))
        #expect(try code(&fixture, buy) == "OPEN_RISK_UNBOUNDED")
        fixture.hear(.order(request.order(100, .filled, filled: 1)))
        #expect(try code(&fixture, buy) == nil)
    }

    @Test func `a stop that is told of covers its own contracts alone`() throws {
        var fixture = try Self.fixture { $0.needsStops = true }
        let request = try #require(try fixture.order(buy + #","id":"a""#).first)
        fixture.answer(request, .accepted(order: OrderID(100)))
        fixture.hear(.order(request.order(100, .filled, filled: 1)))
        fixture.hear(.order(request.child("SL", 101, of: 100)))
        fixture.hear(.position(DeskFixture.one, request.held(1)))
        #expect(try code(&fixture, buy) == nil)
        // The target is not told of yet, and is nobody else's stop.
        fixture.hear(.position(DeskFixture.one, request.held(2)))
        #expect(try code(&fixture, buy) == "OPEN_RISK_UNBOUNDED")
    }

    @Test func `risk is counted with the venue's tick value, fees and slip`() throws {
        // 80 ticks and 2 of slip at 0.50 are 41, and 1.34 of fees.
        var fixture = try Self.fixture { $0.riskMax = Money("84.68") }
        #expect(try code(&fixture, #""action":"buy","size":2"#) == nil)
        var other = try Self.fixture { $0.riskMax = Money("84.68") }
        #expect(try code(&other, #""action":"sell","size":3"#) == "RISK_PER_TRADE_EXCEEDED")
    }

    @Test func `a restart keeps the alert's price and counts the entries again`() throws {
        var fixture = try Self.fixture { ($0.addsMax, $0.collarTicks, $0.needsReference) = (0, 40, true) }
        let limit = #""action":"buy","size":1,"type":"limit","limit_price":21450,"price":"21450""#
        let decision = try fixture.judge(limit)
        #expect(decision.verdicts.map(\.code) == [nil])
        _ = fixture.restore(fixture.memory())
        fixture.connect()
        let placed = fixture.decisions.suffix(6).flatMap(\.placed)
        #expect(placed.map(\.limitPrice) == [Price("21450")])
        #expect(try code(&fixture, limit) == "PYRAMIDING_LIMIT")
    }
}
