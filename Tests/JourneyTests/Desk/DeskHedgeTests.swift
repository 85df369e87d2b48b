import Journey
import Testing
import Trading

/// Accounts of one person at one firm are never long and short in one product at once.
struct DeskHedgeTests {
    static let scope = HedgeScope(person: "owner", firm: "topstepx")
    static let (one, two) = (DeskFixture.one, DeskFixture.two)

    /// Alerts on the strategy `a` trade NQ on the first account, others MNQ on both, or on the second alone.
    static func fixture(
        hedge: HedgeScope? = scope, holding: HoldingLimits = HoldingLimits(),
        hours: TradingHours = TradingHours()
    ) throws -> DeskFixture {
        let bracket = Bracket(stop: Ticks(80), target: Ticks(160))
        func target(_ account: AccountName, _ root: String) -> Rule.Target {
            Rule.Target(account: account, root: root, size: .asAlerted, bracket: bracket)
        }
        return try DeskFixture.connected(
            limits: RiskLimits(sizeMax: 5, positionMax: 5), holding: holding, hedge: hedge,
            rules: [
                Rule(name: "a", when: Rule.Condition(source: "orb", strategy: "a"), to: [target(one, "NQ")]),
                Rule(name: "b", when: Rule.Condition(source: "orb", strategy: "b"), to: [target(two, "MNQ")]),
                Rule(
                    name: "both", when: Rule.Condition(source: "orb"),
                    to: [target(one, "MNQ"), target(two, "MNQ")]),
            ], hours: hours)
    }

    static func held(_ size: Int64, _ contract: Contract = DeskFixture.mnq) -> Position {
        Position(contract: contract.id, signedSize: size, averagePrice: Price(nanos: 21_450_250_000_000))
    }

    @Test func `a sell of NQ is denied while another account is long MNQ, and a buy is not`() throws {
        var fixture = try Self.fixture()
        fixture.hear(.position(Self.two, Self.held(1)))
        let denied = try fixture.judge(#""action":"sell","size":1,"strategy":"a""#).verdicts.first
        #expect(denied?.code == "CROSS_ACCOUNT_HEDGE")
        #expect(denied?.reason?.contains("combine-2 holds 1 CON.F.US.MNQ.Z26") == true)
        #expect(try fixture.judge(#""action":"buy","size":1,"strategy":"a""#).verdicts.map(\.code) == [nil])
    }

    @Test func `an approved entry claims its direction at once, and one that rests does`() throws {
        var fixture = try Self.fixture()
        let first = try fixture.judge(#""action":"buy","size":1,"strategy":"b""#)
        #expect(
            try fixture.judge(#""action":"sell","size":1,"strategy":"a""#).verdicts.map(\.code) == [
                "CROSS_ACCOUNT_HEDGE"
            ])
        let request = try #require(fixture.release(first).placed.first)
        fixture.answer(request, .accepted(order: OrderID(100)))
        fixture.hear(.order(request.order(100)))
        #expect(
            try fixture.judge(#""action":"sell","size":1,"strategy":"a""#).verdicts.map(\.code) == [
                "CROSS_ACCOUNT_HEDGE"
            ])
        // Gone, the direction is free again.
        fixture.hear(.order(request.order(100, .cancelled)))
        #expect(try fixture.judge(#""action":"sell","size":1,"strategy":"a""#).verdicts.map(\.code) == [nil])
    }

    @Test func `a position's own exits are no claim the other way`() throws {
        var fixture = try Self.fixture()
        let request = try #require(try fixture.order(#""action":"buy","size":1,"strategy":"b""#).first)
        fixture.answer(request, .accepted(order: OrderID(100)))
        fixture.hear(.order(request.order(100, .filled, filled: 1)))
        fixture.hear(.position(Self.two, request.position))
        for child in [request.child("SL", 101, of: 100, .open), request.child("TP", 102, of: 100, .open)] {
            fixture.hear(.order(child))
        }
        #expect(try fixture.judge(#""action":"buy","size":1,"strategy":"a""#).verdicts.map(\.code) == [nil])
        // Flat, and a leg is left that could sell.
        fixture.hear(.position(Self.two, Self.held(0)))
        #expect(
            try fixture.judge(#""action":"buy","size":1,"strategy":"a""#).verdicts.map(\.code) == [
                "CROSS_ACCOUNT_HEDGE"
            ])
    }

    @Test func `the legs of an entry that filled are no claim before its position is told of`() throws {
        var fixture = try Self.fixture()
        let request = try #require(try fixture.order(#""action":"buy","size":1,"strategy":"b""#).first)
        fixture.answer(request, .accepted(order: OrderID(100)))
        for child in [request.child("SL", 101, of: 100, .open), request.child("TP", 102, of: 100, .open)] {
            fixture.hear(.order(child))
        }
        fixture.hear(.order(request.order(100, .filled, filled: 1)))
        var selling = fixture
        #expect(try fixture.judge(#""action":"buy","size":1,"strategy":"a""#).verdicts.map(\.code) == [nil])
        let other = try selling.judge(#""action":"sell","size":1,"strategy":"a""#).verdicts.first
        #expect(other?.code == "CROSS_ACCOUNT_HEDGE")
    }

    @Test func `what only takes off is no claim`() throws {
        var fixture = try Self.fixture()
        fixture.hear(.position(Self.one, Self.held(2)))
        fixture.hear(.position(Self.two, Self.held(1)))
        // Without a reading, fills may be on their way that neither position shows.
        fixture.venue[Self.one]?.positions = [Self.held(2)]
        fixture.venue[Self.two]?.positions = [Self.held(1)]
        fixture.reconcile()
        // One account would be left with one, the other with none.
        func codes(_ size: Int) throws -> [String?] {
            try fixture.judge(
                #""action":"sell","size":\#(size),"type":"limit","limit_price":21460"#
            ).verdicts.map(\.code)
        }
        #expect(try codes(1) == [nil, nil])
        #expect(
            try codes(2) == [
                "CROSS_ACCOUNT_HEDGE", "CROSS_ACCOUNT_HEDGE",
            ])
    }

    @Test func `accounts of another person or firm do not count, and nobody's none`() throws {
        var fixture = try Self.fixture(hedge: nil)
        fixture.hear(.position(Self.two, Self.held(1)))
        #expect(try fixture.judge(#""action":"sell","size":1,"strategy":"a""#).verdicts.map(\.code) == [nil])
    }

    @Test func `what another account holds has to be known`() throws {
        var fixture = try Self.fixture()
        fixture.venue[Self.two]?.fault = "503"
        fixture.hear(.stream(DeskFixture.paper, .down(reason: "reset")))
        fixture.hear(.stream(DeskFixture.paper, .ready))
        fixture.answerSnapshots()
        let denied = try fixture.judge(#""action":"buy","size":1,"strategy":"a""#).verdicts.first
        #expect(denied?.code == "STATE_STALE")
        #expect(denied?.reason?.contains("combine-2") == true)
        fixture.venue[Self.two]?.fault = nil
        fixture.settle(seconds: 3)
        #expect(try fixture.judge(#""action":"buy","size":1,"strategy":"a""#).verdicts.map(\.code) == [nil])
    }

    @Test func `a reversal of both flattens both before either enters`() throws {
        var fixture = try Self.fixture()
        for name in [Self.one, Self.two] {
            fixture.hear(.position(name, Self.held(1)))
            fixture.venue[name]?.positions = [Self.held(1)]
        }
        let decision = try fixture.judge(#""action":"reverse","size":1"#)
        #expect(decision.verdicts.map(\.code) == [nil, nil, nil, nil])
        let released = fixture.release(decision)
        #expect(released.placed.isEmpty && released.calls.count == 2)
        // The first is flat and verified; the second is still open.
        fixture.hear(.position(Self.one, Self.held(0)))
        fixture.venue[Self.one] = DeskFixture.Standing()
        #expect(fixture.settle(seconds: 6).placed.isEmpty)
        #expect(fixture.desk.orders.values.contains { $0.row.orderClass == .flatten })
        fixture.hear(.position(Self.two, Self.held(0)))
        fixture.venue[Self.two] = DeskFixture.Standing()
        let entered = fixture.settle(seconds: 10).placed
        #expect(Set(entered.map(\.account)) == [Self.one, Self.two])
        #expect(entered.allSatisfy { $0.side == .sell })
    }

    @Test func `where one account cannot be closed, none is turned round`() throws {
        var fixture = try Self.fixture()
        for name in [Self.one, Self.two] {
            fixture.hear(.position(name, Self.held(1)))
            fixture.venue[name]?.positions = [Self.held(1)]
        }
        _ = fixture.release(try fixture.judge(#""action":"reverse","size":1"#))
        fixture.hear(.position(Self.one, Self.held(0)))
        fixture.venue[Self.one] = DeskFixture.Standing()
        let refusal = Rejection(code: 2, name: "OrderRejected", message: "closed")
        let placed = fixture.settle(seconds: 60, closes: .rejected(refusal)).placed
        #expect(placed.isEmpty)
        // The entry of the account that is flat ends by its age; it does not wait for the other's close.
        let late = fixture.decisions.flatMap(\.orders.values).filter { $0.state == .notSent }
        #expect(late.map(\.account) == [Self.one] && late.map(\.code) == ["SIGNAL_TOO_OLD"])
        fixture.hear(.position(Self.two, Self.held(0)))
        fixture.venue[Self.two] = DeskFixture.Standing()
        #expect(fixture.settle(seconds: 20).placed.isEmpty)
        #expect(fixture.desk.orders.isEmpty)
    }

    @Test func `an entry that waits for another account's close lives no longer than any`() throws {
        var fixture = try Self.fixture(hours: TradingHours(entryLife: .seconds(12)))
        for name in [Self.one, Self.two] {
            fixture.hear(.position(name, Self.held(1)))
            fixture.venue[name]?.positions = [Self.held(1)]
        }
        _ = fixture.release(try fixture.judge(#""action":"reverse","size":1"#))
        fixture.hear(.position(Self.one, Self.held(0)))
        fixture.venue[Self.one] = DeskFixture.Standing()
        let refusal = Rejection(code: 2, name: "OrderRejected", message: "closed")
        fixture.settle(seconds: 10, closes: .rejected(refusal))
        func ended() -> [OrderRow] {
            fixture.decisions.flatMap(\.orders.values).filter {
                $0.state == .notSent && $0.account == Self.one
            }
        }
        #expect(ended().isEmpty)
        fixture.settle(seconds: 4, closes: .rejected(refusal))
        #expect(ended().map(\.code) == ["ENTRY_EXPIRED"])
    }

    @Test func `minis and micros exclude each other over accounts`() throws {
        var limits = HoldingLimits()
        limits.isOneClass = true
        var fixture = try Self.fixture(holding: limits)
        fixture.hear(.position(Self.two, Self.held(1)))
        #expect(
            try fixture.judge(#""action":"buy","size":1,"strategy":"a""#).verdicts.map(\.code) == [
                "CONTRACT_CLASS_MIX"
            ])
        #expect(try fixture.judge(#""action":"buy","size":1"#).verdicts.map(\.code) == [nil, nil])
    }
}

extension DeskFixture {
    /// Ticks, readings and answered closes for so long; what was decided meanwhile.
    @discardableResult
    mutating func settle(seconds: Int, closes: Ending = .accepted(order: nil)) -> Decision {
        var all = Decision()
        for _ in 0..<seconds {
            for (call, _) in take(where: { if case .close = $0 { true } else { false } }) {
                all.append(tell(.ended(closes), to: call))
            }
            all.append(tick(after: .seconds(1)))
            all.append(answerSnapshots())
        }
        return all
    }
}
