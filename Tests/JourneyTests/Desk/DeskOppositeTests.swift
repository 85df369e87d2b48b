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

    // MARK: Sizes

    @Test(
        arguments: [(2, 3, nil, 1, 1), (5, nil, 4, 5, 5), (3, nil, 3, 5, 3)]
            as [(Int64, Int64?, Int64?, Int64, Int64)])
    func `the rule's least and most change no exit`(
        held: Int64, least: Int64?, most: Int64?, asked: Int64, taken: Int64
    ) throws {
        let rule = SizeRule(
            .multiply(millionths: 1_000_000), min: least.flatMap(Size.init), max: most.flatMap(Size.init))
        var fixture = try holding(held, rule: rule)
        let decision = try fixture.judge(#""action":"sell","size":\#(asked)"#)
        #expect(decision.verdicts.map(\.code) == [nil, nil])
        #expect(decision.orders.values.map(\.orderClass) == [.reduce, .reduce])
        #expect(decision.orders.values.map(\.size) == [taken, taken])
        for row in decision.audits where row.kind == "risk.verdict" {
            #expect(GateReport.recheck(row.body) == nil)
        }
    }

    @Test func `a rule that sizes by risk counts by the stop of the entry that it would be`() throws {
        var fixture = try holding(3, rule: SizeRule(.risk(Money("150")!)))
        let decision = try fixture.judge(#""action":"sell","size":1"#)
        #expect(decision.verdicts.map(\.code) == [nil, nil])
        #expect(decision.orders.values.map(\.orderClass) == [.reduce, .reduce])
        #expect(decision.orders.values.map(\.size) == [3, 3])
    }

    // MARK: Months

    /// The first account holds so many in the month before, and in the active one.
    private func twoMonths(_ old: Int64, _ new: Int64) throws -> DeskFixture {
        var fixture = try DeskFixture.connected(limits: RiskLimits(sizeMax: 5, positionMax: 9))
        let positions = [(DeskFixture.mnqOld, old), (DeskFixture.mnq, new)].map {
            Position(contract: $0.id, signedSize: $1, averagePrice: Price("21000")!)
        }
        for position in positions { fixture.hear(.position(Self.one, position)) }
        fixture.venue[Self.one]?.positions = positions
        fixture.reconcile()
        return fixture
    }

    @Test func `an exit of more than the nearest month holds takes the rest from the next`() throws {
        let told = #","prev_position":4,"position":1"#
        for words in [#""action":"sell","size":3"#, #""action":"sell","size":3"# + told] {
            var fixture = try twoMonths(1, 3)
            let decision = try fixture.judge(words)
            #expect(decision.verdicts.map(\.code) == [nil, nil])
            let rows = decision.orders.values.sorted { $0.leg < $1.leg }
            #expect(rows.map(\.orderClass) == [.reduce, .reduce])
            #expect(rows.map(\.contract) == [DeskFixture.mnqOld.id, DeskFixture.mnq.id])
            #expect(rows.map(\.size) == [1, 2])
            for row in decision.audits where row.kind == "risk.verdict" {
                #expect(GateReport.recheck(row.body) == nil)
            }
        }
    }

    @Test func `half of a position is half of all its months`() throws {
        var fixture = try twoMonths(1, 3)
        let decision = try fixture.judge(#""action":"close","size":"50%""#)
        #expect(decision.orders.values.sorted { $0.leg < $1.leg }.map(\.size) == [1, 1])
    }

    @Test func `what is held in every month is taken off before anything is entered`() throws {
        var fixture = try twoMonths(1, 1)
        let exit = try fixture.judge(#""action":"sell","size":2"#)
        #expect(exit.orders.values.map(\.orderClass) == [.reduce, .reduce])
        var turning = try twoMonths(1, 1)
        let turn = try turning.judge(#""action":"sell","size":3"#)
        let rows = turn.orders.values.sorted { $0.leg < $1.leg }
        #expect(rows.map(\.orderClass) == [.flatten, .entry])
        #expect(rows.map(\.size) == [nil, 1])
    }

    @Test func `of three months an exit takes from the nearest two, and says what it leaves`() throws {
        var fixture = try twoMonths(1, 1)
        let far = DeskFixture.contract("MNQH7", "CON.F.US.MNQ.H27", value: 5_000, isActive: false)
        fixture.hear(.contracts(DeskFixture.paper, [DeskFixture.mnqOld, DeskFixture.mnq, far]))
        let third = Position(contract: far.id, signedSize: 1, averagePrice: Price("21000")!)
        fixture.hear(.position(Self.one, third))
        fixture.venue[Self.one]?.positions.append(third)
        fixture.reconcile()
        let decision = try fixture.judge(#""action":"sell","size":3"#)
        #expect(decision.verdicts.map(\.code) == [nil, nil])
        let rows = decision.orders.values.sorted { $0.leg < $1.leg }
        #expect(rows.map(\.contract) == [DeskFixture.mnqOld.id, DeskFixture.mnq.id])
        #expect(rows.map(\.size) == [1, 1])
        #expect(decision.notes.contains { $0.text.contains("takes 2 of 3 from the nearest 2 months") })
    }

    @Test(
        arguments: [
            (4, [], "NOT_CONCERNED"), (5, [(OrderClass.entry, 1)], nil),
            (2, [(.reduce, 1), (.reduce, 1)], nil),
        ]
            as [(Int64, [(OrderClass, Int64)], String?)])
    func `a position to hold counts every month`(
        target: Int64, orders: [(OrderClass, Int64)], code: String?
    ) throws {
        var fixture = try twoMonths(1, 3)
        let decision = try fixture.judge(#""action":"target_position","position":\#(target)"#)
        #expect(decision.verdicts.first?.code == code)
        let rows = decision.orders.values.filter { $0.state != .denied }.sorted { $0.leg < $1.leg }
        #expect(rows.map(\.orderClass) == orders.map(\.0) && rows.map(\.size) == orders.map(\.1))
        for row in decision.audits where row.kind == "risk.verdict" {
            #expect(GateReport.recheck(row.body) == nil)
        }
    }

    // MARK: Sizes that were cut

    @Test(arguments: [10, 5])
    func `what was cut when it entered is no reversal when it leaves`(size: Int) throws {
        var fixture = try DeskFixture.connected(
            limits: RiskLimits(sizeMax: 4, positionMax: 4), clamps: true)
        fixture.hear(.position(Self.one, DeskHedgeTests.held(4)))
        fixture.venue[Self.one]?.positions = [DeskHedgeTests.held(4)]
        fixture.reconcile()
        let decision = try fixture.judge(#""action":"sell","size":\#(size)"#)
        #expect(decision.orders.values.map(\.orderClass) == [.reduce])
        #expect(decision.orders.values.map(\.size) == [4])
        #expect(
            decision.audits.allSatisfy { $0.kind != "risk.verdict" || GateReport.recheck($0.body) == nil })
    }

    @Test func `an exit that its rule makes larger than what is held takes all of that`() throws {
        let rule = SizeRule(.multiply(millionths: 10_000_000), max: Size(4))
        var fixture = try holding(4, rule: rule)
        let decision = try fixture.judge(#""action":"close","size":1"#)
        #expect(decision.verdicts.map(\.code) == [nil, nil])
        #expect(decision.orders.values.map(\.size) == [4, 4])
        var plain = try holding(2)
        #expect(try plain.judge(#""action":"close","size":3"#).verdicts.allSatisfy { !$0.isApproved })
    }

    // MARK: Behind a close

    @Test(arguments: [#""action":"close","size":1"#, #""action":"buy","size":1"#])
    func `an exit of what a reversal is to enter takes that back`(exit: String) throws {
        var fixture = try twoMonths(0, 1)
        let turn = try fixture.judge(#""action":"sell","size":2"#)
        #expect(turn.orders.values.sorted { $0.leg < $1.leg }.map(\.orderClass) == [.flatten, .entry])
        fixture.release(turn)
        let entry = try #require(turn.orders.values.first { $0.orderClass == .entry })
        let out = try fixture.judge(exit)
        #expect(out.verdicts.map(\.code) == [nil])
        #expect(out.orders[entry.tag]?.state == .notSent)
        #expect(!out.orders.values.contains { $0.orderClass == .entry && $0.side == .buy })
    }

    // MARK: Accounts of one person

    private func standing(_ first: Int64, _ second: Int64) throws -> DeskFixture {
        var fixture = try holding(0)
        for (name, size) in [(Self.one, first), (Self.two, second)] where size != 0 {
            fixture.hear(.position(name, DeskHedgeTests.held(size)))
            fixture.venue[name]?.positions = [DeskHedgeTests.held(size)]
        }
        fixture.reconcile()
        return fixture
    }

    @Test(
        arguments: [(2, 1, [.flatten, .flatten, .entry]), (1, 0, [.flatten, .entry, .flatten, .entry])]
            as [(Int64, Int64, [OrderClass])])
    func `where one account turns round, those that it takes to flat are closed first`(
        first: Int64, second: Int64, classes: [OrderClass]
    ) throws {
        var fixture = try standing(first, second)
        let decision = try fixture.judge(#""action":"sell","size":2"#)
        #expect(decision.verdicts.allSatisfy { $0.code == nil })
        let rows = decision.orders.values.sorted { ($0.account, $0.leg) < ($1.account, $1.leg) }
        #expect(rows.map(\.orderClass) == classes)
        #expect(fixture.release(decision).placed.isEmpty, "nothing is entered before all are flat")
    }

    @Test func `an account that stays in the market holds its fellow's entry up`() throws {
        var fixture = try standing(3, 0)
        let decision = try fixture.judge(#""action":"sell","size":1"#)
        let rows = decision.orders.values.sorted { $0.account < $1.account }
        #expect(rows.map(\.orderClass) == [.reduce, .entry])
        #expect(rows.map(\.code) == [nil, "CROSS_ACCOUNT_HEDGE"])
    }

    // MARK: Refused entries

    @Test func `an entry that is too old takes off what is held by the rule that it would enter by`() throws {
        let bracket = Bracket(stop: Ticks(80), target: Ticks(160))
        let early = try #require(DayHours(from: 0, until: 60))
        let late = try #require(DayHours(from: 60, until: 0))
        let rules = [(Self.one, early), (Self.two, late)].map { name, hours in
            Rule(
                name: name.text, when: .init(hours: hours),
                to: [Rule.Target(account: name, root: "MNQ", size: .asAlerted, bracket: bracket)])
        }
        var fixture = try DeskFixture.connected(limits: RiskLimits(sizeMax: 5, positionMax: 5), rules: rules)
        for name in [Self.one, Self.two] {
            fixture.hear(.position(name, DeskHedgeTests.held(2)))
            fixture.venue[name]?.positions = [DeskHedgeTests.held(2)]
        }
        fixture.reconcile()
        let exit = try fixture.judge(#""action":"sell","size":1,"time":"2026-10-05T12:00:00Z""#)
        #expect(exit.orders.values.map(\.account) == [Self.two])
        #expect(exit.orders.values.map(\.orderClass) == [.reduce])
    }

    @Test func `one whose time is long past takes off what is held, and enters nothing`() throws {
        let old = #""time":"2026-10-05T12:00:00Z""#
        var fixture = try holding(2)
        let exit = try fixture.judge(#""action":"sell","size":1,\#(old)"#)
        #expect(exit.verdicts.map(\.code) == [nil, nil])
        #expect(exit.orders.values.map(\.orderClass) == [.reduce, .reduce])
        var turning = try holding(2)
        let turn = try turning.judge(#""action":"sell","size":5,\#(old)"#)
        #expect(turn.verdicts.map(\.code) == [nil, nil, "SIGNAL_TOO_OLD", "SIGNAL_TOO_OLD"])
        let left = turn.orders.values.filter { $0.state != .denied }
        #expect(left.map(\.orderClass) == [.flatten, .flatten])
        #expect(turn.verdicts.last?.size == 3 && turn.verdicts.last?.remedy != nil)
        #expect(turning.release(turn).placed.isEmpty)
        var flat = try holding(0)
        #expect(try flat.judge(#""action":"sell","size":1,\#(old)"#).orders.isEmpty)
        var along = try holding(2)
        #expect(try along.judge(#""action":"buy","size":1,\#(old)"#).orders.isEmpty)
        var mixed = try standing(2, 0)
        let only = try mixed.judge(#""action":"sell","size":2,\#(old)"#)
        #expect(only.orders.values.map(\.account) == [Self.one])
    }
}
