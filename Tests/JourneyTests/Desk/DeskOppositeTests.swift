import Journey
import Testing
import Trading

/// A plain order against what its account holds: an exit as far as it takes that off, and an entry beyond.
struct DeskOppositeTests {
    private static let (one, two) = (DeskFixture.one, DeskFixture.two)

    /// Both accounts of one person hold so many, with nothing at work.
    private func holding(_ size: Int64, rule: SizeRule = .asAlerted, reversal: Rule.Reversal = .twoStep)
        throws -> DeskFixture
    {
        let bracket = Bracket(stop: Ticks(80), target: Ticks(160))
        let targets = [Self.one, Self.two].map { name in
            Rule.Target(account: name, root: "MNQ", size: rule, bracket: bracket)
        }
        var fixture = try DeskFixture.connected(
            limits: RiskLimits(sizeMax: 5, positionMax: 5), hedge: DeskHedgeTests.scope,
            rules: [Rule(name: "r", when: .init(), to: targets, reversal: reversal)])
        for name in [Self.one, Self.two] {
            fixture.hear(.position(name, DeskHedgeTests.held(size)))
            fixture.venue[name]?.positions = [DeskHedgeTests.held(size)]
        }
        fixture.reconcile()
        return fixture
    }

    @Test(arguments: [(2, "sell", Side.sell), (-2, "buy", .buy)] as [(Int64, String, Side)])
    func `one that takes off all that is held is an exit on every account`(
        held: Int64, word: String, side: Side
    ) throws {
        var fixture = try holding(held)
        let decision = try fixture.judge(#""action":"\#(word)","size":2"#)
        #expect(decision.verdicts.map(\.code) == [nil, nil])
        let rows = decision.orders.values
        #expect(rows.map(\.orderClass) == [.reduce, .reduce])
        #expect(rows.map(\.side) == [side, side])
        #expect(rows.map(\.size) == [2, 2])
        let placed = fixture.release(decision).placed
        #expect(placed.count == 2 && placed.allSatisfy { $0.bracket == nil && $0.type == .market })
    }

    @Test func `it passes where entries are stopped`() throws {
        var fixture = try holding(2)
        fixture.control(#""action":"reduce","scope":"all""#)
        #expect(try fixture.judge(#""action":"sell","size":1"#).verdicts.map(\.code) == [nil, nil])
        #expect(
            try fixture.judge(#""action":"buy","size":1"#).verdicts.map(\.isApproved) == [false, false])
    }

    @Test func `a fixed size that is no more than is held is an exit of that size`() throws {
        var fixture = try holding(2, rule: SizeRule(.fixed(try #require(Size(1)))))
        let decision = try fixture.judge(#""action":"sell","size":9"#)
        #expect(decision.orders.values.map(\.orderClass) == [.reduce, .reduce])
        #expect(decision.orders.values.map(\.size) == [1, 1])
    }

    @Test func `one for more closes first, and enters what is left once all are flat`() throws {
        var fixture = try holding(2)
        let decision = try fixture.judge(#""action":"sell","size":5"#)
        #expect(decision.verdicts.map(\.code) == [nil, nil, nil, nil])
        let rows = decision.orders.values.sorted { ($0.account, $0.leg) < ($1.account, $1.leg) }
        #expect(rows.map(\.orderClass) == [.flatten, .entry, .flatten, .entry])
        #expect(rows.map(\.size) == [nil, 3, nil, 3])
        for row in decision.audits where row.kind == "risk.verdict" {
            #expect(GateReport.recheck(row.body) == nil)
        }
        let released = fixture.release(decision)
        #expect(released.placed.isEmpty && released.calls.count == 2)
    }

    @Test func `where the rule turns by one order it is the one that was said`() throws {
        var fixture = try DeskSingleReversalTests.fixture()
        try DeskSingleReversalTests.hold(2, &fixture)
        let request = try #require(try fixture.order(#""action":"sell","size":5"#).first)
        #expect(request.side == .sell && request.size.contracts == 5)
    }

    @Test func `a second one beside an exit under way counts what that leaves`() throws {
        var fixture = try holding(3)
        fixture.release(try fixture.judge(#""action":"sell","size":2"#))
        let second = try fixture.judge(#""action":"sell","size":1"#)
        #expect(second.orders.values.map(\.orderClass) == [.reduce, .reduce])
        fixture.release(second)
        let third = try fixture.judge(#""action":"sell","size":1"#)
        #expect(third.orders.values.allSatisfy { $0.orderClass == .entry }, "nothing is left to take off")
    }

    @Test func `one that waits at its price is the entry that it says`() throws {
        var fixture = try holding(2)
        let decision = try fixture.judge(#""action":"sell","size":1,"type":"limit","limit_price":21500"#)
        #expect(decision.orders.values.allSatisfy { $0.orderClass == .entry })
    }

    @Test func `another month than the one that is held is not meant`() throws {
        var fixture = try holding(2)
        let decision = try fixture.arrive(#""action":"sell","size":1"#, ticker: "MNQH2027")
        #expect(decision.orders.values.allSatisfy { $0.orderClass == .entry })
    }
}
