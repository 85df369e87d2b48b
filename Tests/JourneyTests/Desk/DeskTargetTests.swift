import Journey
import Testing
import Trading

/// "Be at N": what leads to a position from the one that is held; and exits of a part in per cent.
struct DeskTargetTests {
    private func rules(_ size: SizeRule) -> [Rule] {
        let target = Rule.Target(
            account: DeskFixture.one, root: "MNQ", size: size,
            bracket: Bracket(stop: Ticks(80), target: Ticks(160)))
        return [Rule(name: "orb", when: Rule.Condition(source: "orb"), to: [target])]
    }

    private func hold(_ position: Int, id: String = "t") -> String {
        #""action":"target_position","position":\#(position),"id":"\#(id)""#
    }

    /// An account that holds so many contracts, told by a reading.
    private func holding(_ size: Int64, by rule: SizeRule = .asAlerted) throws -> DeskFixture {
        let limits = RiskLimits(sizeMax: 9, positionMax: 9)
        var fixture = try DeskFixture.connected(
            limits: limits, rules: rules(rule))
        guard size != 0 else { return fixture }
        let side = size > 0 ? "buy" : "sell"
        _ = try fixture.filledEntry(#""action":"\#(side)","size":\#(size.magnitude),"id":"in""#)
        return fixture
    }

    /// Held, wanted, and what is asked for: class, side and contracts of each order.
    @Test(arguments: [
        (0, 2, ["entry buy 2"]), (0, -3, ["entry sell 3"]), (1, 3, ["entry buy 2"]),
        (3, 1, ["reduce sell 2"]), (-3, -1, ["reduce buy 2"]), (-1, -2, ["entry sell 1"]),
        (2, 0, ["flatten - -"]), (-2, 0, ["flatten - -"]),
        (2, -1, ["flatten - -", "entry sell 1"]), (-1, 2, ["flatten - -", "entry buy 2"]),
    ])
    func `leads from what is held to what is wanted`(held: Int, wanted: Int, orders: [String]) throws {
        var fixture = try holding(Int64(held))
        let decision = try fixture.arrive(hold(wanted))
        #expect(decision.verdicts.allSatisfy { $0.isApproved })
        let rows = decision.verdicts.compactMap { decision.orders[$0.tag] }
        let words = rows.map { row in
            "\(row.orderClass.rawValue) \(row.side?.rawValue ?? "-") \(row.size.map { "\($0)" } ?? "-")"
        }
        #expect(words == orders)
    }

    @Test(arguments: [2, -2])
    func `an account that is there already is left alone`(size: Int) throws {
        var fixture = try holding(Int64(size))
        let decision = try fixture.arrive(hold(size))
        #expect(decision.verdicts.map(\.code) == ["NOT_CONCERNED"])
        #expect(fixture.release(decision).calls.isEmpty)
    }

    /// A rule's size makes the account's position of the alert's number.
    @Test(arguments: [
        (SizeRule(.multiply(millionths: 2_000_000)), 1, 2, "buy 3"),
        (SizeRule(.multiply(millionths: 500_000)), 3, 3, "sell 2"),
        (SizeRule(.multiply(millionths: 2_000_000), max: Size(3)), 1, 2, "buy 2"),
        (SizeRule(.fixed(Size(4)!)), 1, 7, "buy 3"),
        (SizeRule(.position(millionths: 1_000_000)), 1, 2, "buy 1"),
        (SizeRule(.multiply(millionths: 1_000_000), min: Size(5)), 1, 2, "buy 1"),
    ])
    func `by the rule's size`(rule: SizeRule, held: Int64, wanted: Int, order: String) throws {
        var fixture = try holding(0, by: rule)
        let average = Price(nanos: 21_450_250_000_000)
        fixture.hear(
            .position(
                DeskFixture.one,
                Position(contract: DeskFixture.mnq.id, signedSize: held, averagePrice: average)))
        let row = try #require(try fixture.arrive(hold(wanted)).orders.values.first)
        #expect("\(row.side?.rawValue ?? "-") \(row.size ?? 0)" == order, "\(row.reason ?? "")")
    }

    /// Held, wanted by an alert that is too old, and what is asked for; nil where it is refused.
    @Test(arguments: [
        (3, 1, "reduce sell 2"), (-3, -1, "reduce buy 2"), (2, -1, "flatten - -"), (1, 3, nil), (0, 2, nil),
        (2, 2, nil),
    ])
    func `a target that is too old takes off what is too much`(
        held: Int64, wanted: Int, order: String?
    ) throws {
        var fixture = try holding(held)
        fixture.pass(.seconds(3_600))
        let decision = try fixture.arrive(hold(wanted) + #","time":"2026-10-05T14:30:00Z""#)
        let words = decision.verdicts.filter(\.isApproved).compactMap { decision.orders[$0.tag] }.map { row in
            "\(row.orderClass.rawValue) \(row.side?.rawValue ?? "-") \(row.size.map { "\($0)" } ?? "-")"
        }
        #expect(words == [order].compactMap(\.self))
        #expect((decision.deliveries.first?.code == "SIGNAL_TOO_OLD") == (order == nil))
    }

    @Test func `a rule that sizes by money has no position to hold`() throws {
        var fixture = try holding(0, by: SizeRule(.risk(Money(tenThousandths: 2_500_000))))
        let verdict = try #require(try fixture.arrive(hold(2)).verdicts.first)
        #expect(verdict.code == "QUANTITY_INVALID")
        #expect(verdict.reason?.contains("sizes by money") == true)
    }

    @Test func `what is under way counts, so that two alerts do not add up`() throws {
        var fixture = try holding(0)
        fixture.release(try fixture.arrive(hold(2, id: "a")))
        #expect(try fixture.arrive(hold(2, id: "b")).replies.isEmpty)
        let second = fixture.tick(after: Desk.underWayPatience)
        #expect(second.verdicts.map(\.code) == ["QUANTITY_INVALID"])
        #expect(second.verdicts.first?.reason?.contains("2 may come") == true)
    }

    @Test(arguments: [(0, 2, Int64?(2)), (1, 2, 1), (1, 1, nil)])
    func `an entry that waits at its price is no part of the position to hold`(
        held: Int64, target: Int, entered: Int64?
    ) throws {
        var fixture = try holding(held)
        let resting = try fixture.arrive(
            #""action":"buy","size":1,"type":"limit","limit_price":21000,"id":"rests""#)
        for request in fixture.release(resting).placed {
            fixture.answer(request, .accepted(order: OrderID(500)))
            fixture.hear(.order(request.order(500)))
        }
        let decision = try fixture.arrive(hold(target, id: "target"))
        #expect(decision.verdicts.map(\.code) == [entered == nil ? "NOT_CONCERNED" : nil])
        #expect(entered == nil || decision.verdicts.map(\.size) == [entered])
    }

    @Test func `an account that was never read is denied`() throws {
        var fixture = try DeskFixture(rules: rules(.asAlerted))
        #expect(try fixture.arrive(hold(2)).verdicts.map(\.isApproved) == [false])
    }

    // MARK: Parts

    @Test(arguments: [(4, "50%", 2), (3, "50%", 1), (3, "33.34%", 1), (4, "75%", 3), (3, "66.67%", 2)])
    func `an exit in per cent takes that part off`(held: Int64, part: String, contracts: Int64) throws {
        var fixture = try holding(held)
        let decision = try fixture.arrive(#""action":"close","size":"\#(part)","id":"x""#)
        #expect(decision.verdicts.map(\.size) == [contracts])
        #expect(decision.orders.values.map(\.side) == [.sell])
        #expect(decision.orders.values.map(\.orderClass) == [.reduce])
    }

    @Test func `an alert's part goes before the rule's`() throws {
        var fixture = try holding(4, by: SizeRule(.multiply(millionths: 1_000_000), exitShare: 2_500))
        let decision = try fixture.arrive(#""action":"close","size":"50%","id":"x""#)
        #expect(decision.verdicts.map(\.size) == [2])
    }

    @Test func `a part that rounds to nothing is denied, and rounded up it is one`() throws {
        var fixture = try holding(1)
        let part = #""action":"close","size":"50%","id":"x""#
        #expect(try fixture.arrive(part).verdicts.map(\.code) == ["QUANTITY_INVALID"])
        var up = try holding(1, by: SizeRule(.multiply(millionths: 1_000_000), rounding: .up))
        #expect(try up.arrive(part).verdicts.map(\.size) == [1])
    }
}
