import Journey
import Testing
import Trading

/// What may be held: each check at its limit and beyond it.
struct HoldingChecksTests {
    /// An entry of micros that passes, everything that can be asked for set wide.
    static let entry = GateInput.passing.with { input in
        var facts = HoldingFacts(HoldingLimits())
        facts.product = HoldingFacts.Product(root: "MNQ")
        facts.tickValue = Money("0.5")
        input.holding = facts
    }

    static func facts(_ change: @escaping @Sendable (inout HoldingFacts) -> Void)
        -> @Sendable (inout GateInput) -> Void
    {
        { input in
            guard var facts = input.holding else { return }
            change(&facts)
            input.holding = facts
        }
    }

    @Test(arguments: [
        GateCase("PT-17 no lists", change: facts { _ in }),
        GateCase("PT-17 on the list", change: facts { $0.limits.allowed = ["MES", "MNQ"] }),
        GateCase("PT-17 not on the list", .symbolNotAllowed, change: facts { $0.limits.allowed = ["NQ"] }),
        GateCase("PT-17 blocked", .symbolBlocked, change: facts { $0.limits.blocked = ["MNQ"] }),
        GateCase("PT-17 another is blocked", change: facts { $0.limits.blocked = ["NQ"] }),
        GateCase("PT-17 unknown product, by the root asked for", .symbolNotAllowed) {
            $0.root = "xyz"
            $0.holding?.product = nil
            $0.holding?.limits.allowed = ["MNQ"]
        },
        GateCase("PT-17 in small letters", .symbolBlocked) {
            $0.root = "xyz"
            $0.holding?.product = nil
            $0.holding?.limits.blocked = ["XYZ"]
        },
        GateCase("PT-31 off", change: facts { $0.otherTenths = 1_000_000 }),
        GateCase("PT-31 at the limit") {
            $0.holding?.limits.tenthsMax = 10
            $0.holding?.otherTenths = 7
        },
        GateCase("PT-31 one micro beyond", .positionLimitAccount) {
            $0.holding?.limits.tenthsMax = 10
            $0.holding?.otherTenths = 8
        },
        GateCase("PT-31 no weight", .positionLimitAccount) {
            $0.holding?.limits.tenthsMax = 10
            $0.holding?.product = nil
        },
        GateCase("PT-31 no weight of another", .positionLimitAccount) {
            $0.holding?.limits.tenthsMax = 10
            $0.holding?.unweighed = ["CON.X"]
        },
        GateCase("PT-31 out of range", .positionLimitAccount) {
            $0.holding?.limits.tenthsMax = 10
            $0.holding?.otherTenths = nil
        },
        GateCase("PT-31 position not known", .positionLimitInstrument, .positionLimitAccount) {
            $0.holding?.limits.tenthsMax = 10
            $0.position = nil
        },
        GateCase("PT-37 room for one") {
            $0.holding?.limits.workingMax = 20
            $0.holding?.working = 19
        },
        GateCase("PT-37 full", .workingOrderLimit) {
            $0.holding?.limits.workingMax = 20
            $0.holding?.working = 20
        },
        GateCase("PT-30 with another month, at the limit") {
            $0.position = 0
            $0.holding?.otherMonths = 1
        },
        GateCase("PT-30 with another month, beyond", .positionLimitInstrument) {
            $0.position = 0
            $0.holding?.otherMonths = 2
        },
    ])
    func `counts`(edge: GateCase) {
        #expect(Self.entry.with(edge.change).failures == edge.codes)
    }

    @Test(
        arguments: [
            // 4 ES and 10 MES are five minis; one more micro is 5.1.
            ("MES", 9, 1, 40, 50, 50), ("MES", 10, 1, 40, 50, 51),
            // Long 2 ES and short 3 CL use five of five.
            ("ES", 1, 1, 30, 50, 50), ("CL", -2, 1, 20, 50, 50), ("CL", -3, 1, 20, 50, 60),
            // Micro silver counts five to one, bitcoin as a mini.
            ("SIL", 0, 1, 0, 2, 2), ("SIL", 0, 1, 0, 1, 2), ("MBT", 0, 1, 0, 10, 10), ("MBT", 0, 1, 0, 9, 10),
        ] as [(String, Int64, Int64, Int64, Int64, Int64)])
    func `PT-31 adds up minis by the table's weights`(
        root: String, position: Int64, size: Int64, others: Int64, limit: Int64, tenths: Int64
    ) throws {
        let input = Self.entry.with { input in
            input.holding?.product = HoldingFacts.Product(root: root)
            input.holding?.otherTenths = others
            input.holding?.limits.tenthsMax = limit
            (input.position, input.size, input.side) = (position, size, position < 0 ? .sell : .buy)
            input.limits = RiskLimits(sizeMax: 100, positionMax: 100)
        }
        let facts = try #require(input.holding)
        #expect(Checks.accountTenths(input, facts) == tenths)
        #expect(input.failures == (tenths > limit ? [.positionLimitAccount] : []))
    }

    @Test func `a record from before is decided as it was`() {
        #expect(GateInput.passing.holding == nil && GateInput.passing.failures.isEmpty)
        #expect(GateInput.passing.with { $0.limitPrice = Price("-1") }.failures == [.priceOffTick])
    }
}

extension HoldingFacts.Product {
    init?(root: String) {
        guard let product = FuturesProduct.root(root) else { return nil }
        self.init(product)
    }
}
