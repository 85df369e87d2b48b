import Journey
import Testing
import Trading

/// What may be held over all contracts of an account, as the Desk tells the gate.
struct DeskHoldingTests {
    static let wide = RiskLimits(sizeMax: 50, positionMax: 50)
    /// `NQ…` trades NQ itself, everything else the micro.
    static let rules = [
        Rule(
            name: "minis", when: Rule.Condition(source: "orb", strategy: "mini"),
            to: [Rule.Target(account: DeskFixture.one, root: "NQ", size: .asAlerted, bracket: bracket)]),
        Rule(
            name: "micros", when: Rule.Condition(source: "orb"),
            to: [Rule.Target(account: DeskFixture.one, root: "MNQ", size: .asAlerted, bracket: bracket)]),
    ]
    static let bracket = Bracket(stop: Ticks(80), target: Ticks(160))

    static func limits(_ change: (inout HoldingLimits) -> Void) -> HoldingLimits {
        var limits = HoldingLimits()
        change(&limits)
        return limits
    }

    func mini(_ size: Int, _ side: String = "buy") -> String {
        #""action":"\#(side)","size":\#(size),"strategy":"mini""#
    }
    func micro(_ size: Int, _ side: String = "buy") -> String { #""action":"\#(side)","size":\#(size)"# }

    @Test func `an account's contracts are added up in minis, approved orders with them`() throws {
        var fixture = try DeskFixture.connected(
            limits: Self.wide, holding: Self.limits { $0.tenthsMax = 20 }, rules: Self.rules)
        #expect(try fixture.judge(mini(1)).verdicts.map(\.code) == [nil])
        #expect(try fixture.judge(micro(11, "sell")).verdicts.map(\.code) == ["POSITION_LIMIT_ACCOUNT"])
        #expect(try fixture.judge(micro(10, "sell")).verdicts.map(\.code) == [nil])
        let resting = micro(1) + #","type":"limit","limit_price":21000"#
        #expect(try fixture.judge(resting).verdicts.map(\.code) == [nil])
        #expect(try fixture.judge(mini(1)).verdicts.map(\.code) == ["POSITION_LIMIT_ACCOUNT"])
    }

    @Test func `two months of one root count together, and what is held has to have a weight`() throws {
        let old = Position(contract: DeskFixture.mnqOld.id, signedSize: -2, averagePrice: Price("21000")!)
        var fixture = try DeskFixture.connected(
            limits: RiskLimits(sizeMax: 3, positionMax: 3), holding: Self.limits { $0.tenthsMax = 4 })
        fixture.hear(.position(DeskFixture.one, old))
        #expect(try fixture.judge(micro(2, "sell")).verdicts.map(\.code) == ["POSITION_LIMIT_INSTRUMENT"])
        var other = fixture
        #expect(try other.judge(micro(1, "sell")).verdicts.map(\.code) == [nil])
        let strange = Position(
            contract: ContractID("CON.F.US.QQQ.Z26"), signedSize: 1, averagePrice: Price("1")!)
        fixture.hear(.position(DeskFixture.one, strange))
        let denied = try fixture.judge(micro(1, "sell")).verdicts.first
        #expect(denied?.code == "POSITION_LIMIT_ACCOUNT")
        #expect(denied?.reason?.contains("CON.F.US.QQQ.Z26") == true)
    }

    @Test func `the weight of a month that left the list is remembered`() throws {
        let old = Position(contract: DeskFixture.mnqOld.id, signedSize: 1, averagePrice: Price("21000")!)
        var fixture = try DeskFixture.connected(
            limits: RiskLimits(sizeMax: 3, positionMax: 3), holding: Self.limits { $0.tenthsMax = 4 })
        fixture.hear(.position(DeskFixture.one, old))
        fixture.hear(.contracts(DeskFixture.paper, [DeskFixture.mnq, DeskFixture.nq]))
        #expect(try fixture.judge(micro(2)).verdicts.map(\.code) == [nil])
    }

    @Test func `a pair of legs counts once, and a lost order as one that works`() throws {
        var fixture = try DeskFixture.connected(
            limits: Self.wide, holding: Self.limits { $0.tenthsMax = 14 }, rules: Self.rules)
        // Position +2, an OCO pair of sells for 2.
        let entry = try fixture.filledEntry(#""action":"buy","size":2"#)
        #expect(entry.size == Size(2))
        // A live buy of 1, then one whose answer is lost.
        let lost = try #require(try fixture.order(micro(1)).first)
        fixture.answer(lost, .lost("reset"))
        // 3 micros at worst: one NQ fits beside them with 14 tenths, and then one more micro, not two.
        #expect(try fixture.judge(mini(1)).verdicts.map(\.code) == [nil])
        let denied = try fixture.judge(mini(1)).verdicts.first
        #expect(denied?.code == "POSITION_LIMIT_ACCOUNT")
        #expect(denied?.reason?.contains("2.3 minis") == true)
    }

    @Test func `lists of products are compared with the exchange's root, not the venue's`() throws {
        var fixture = try DeskFixture.connected(
            limits: Self.wide, holding: Self.limits { $0.allowed = ["NQ"] }, rules: Self.rules)
        #expect(try fixture.judge(mini(1)).verdicts.map(\.code) == [nil])
        #expect(try fixture.judge(micro(1)).verdicts.map(\.code) == ["SYMBOL_NOT_ALLOWED"])
        var blocking = try DeskFixture.connected(
            limits: Self.wide, holding: Self.limits { $0.blocked = ["NQ"] }, rules: Self.rules)
        #expect(try blocking.judge(mini(1)).verdicts.map(\.code) == ["SYMBOL_BLOCKED"])
        #expect(try blocking.judge(micro(1)).verdicts.map(\.code) == [nil])
    }

    @Test func `orders that work are counted, suspended legs are not, and exits never denied`() throws {
        var fixture = try DeskFixture.connected(
            limits: Self.wide, holding: Self.limits { $0.workingMax = 2 }, rules: Self.rules)
        let request = try #require(try fixture.order(micro(1)).first)
        fixture.answer(request, .accepted(order: OrderID(100)))
        fixture.hear(.order(request.order(100)))
        for child in [request.child("SL", 101, of: 100), request.child("TP", 102, of: 100)] {
            fixture.hear(.order(child))
        }
        #expect(try fixture.judge(mini(1)).verdicts.map(\.code) == [nil])
        #expect(try fixture.judge(mini(1)).verdicts.map(\.code) == ["WORKING_ORDER_LIMIT"])
        let exit = try fixture.arrive(#""action":"flatten""#)
        #expect(exit.verdicts.map(\.code) == [nil])
    }

    @Test func `every verdict with its facts is decided again from its record`() throws {
        var fixture = try DeskFixture.connected(
            limits: Self.wide,
            holding: Self.limits { ($0.tenthsMax, $0.workingMax, $0.allowed) = (10, 20, ["MNQ"]) },
            rules: Self.rules)
        let resting = micro(11, "sell") + #","type":"limit","limit_price":22000"#
        for alert in [micro(10), micro(1), mini(1), resting] { _ = try fixture.judge(alert) }
        let verdicts = fixture.decisions.flatMap(\.audits).filter { $0.kind == "risk.verdict" }
        #expect(verdicts.count == 4)
        #expect(verdicts.allSatisfy { GateReport.recheck($0.body) == nil })
    }
}

extension DeskFixture {
    /// An alert of its own, whatever came before.
    mutating func judge(_ members: String) throws -> Decision {
        try arrive(members + #","id":"j\#(inputs.count)""#)
    }
}
