import Testing
import Trading

@testable import Journey

/// More edges of the checks: who is asked what, what a clamp leaves alone, and the numbers that are told.
struct CheckEdgesTests {
    func told(_ id: String, _ input: GateInput) -> [String]? {
        RiskGate.examine(input).checks.first { $0.id == id }?.inputs
    }

    func reason(_ id: String, _ input: GateInput) -> String? {
        RiskGate.examine(input).checks.first { $0.id == id }?.denial?.reason
    }

    static func change(_ kind: GateChange.Kind, adds: Bool) -> GateChange {
        GateChange(kind: kind, addsExposure: adds, obstacle: nil)
    }

    // MARK: Changes

    @Test func `an entry is made smaller however large it still is, and larger within the limit alone`() {
        let large = GateInput.passing.with { $0.size = 3 }
        #expect(large.with { $0.change = Self.change(.modify, adds: false) }.failures.isEmpty)
        let grown = large.with { $0.change = Self.change(.modify, adds: true) }.failures
        #expect(grown.first == .quantityExceedsMaximum)
    }

    @Test func `a cancel is asked for nothing but whether there is something to cancel`() {
        let cancel = GateInput.passing.with {
            ($0.size, $0.change) = (nil, Self.change(.cancel, adds: false))
        }
        #expect(RiskGate.examine(cancel).checks.map(\.id) == ["OP-01"])
    }

    @Test func `a change is not held against what counts new orders`() {
        let changed = RiskGate.examine(.passing.with { $0.change = Self.change(.modify, adds: true) })
        let ids = changed.checks.map(\.id)
        #expect(["PT-20", "PT-30", "PT-31", "OP-01"].allSatisfy(ids.contains))
        #expect(
            !["PT-08", "PT-12", "PT-29", "PT-35", "PT-37", "PT-45", "PT-50", "RL-01"].contains(
                where: ids.contains))
    }

    @Test func `protection may be of a type that entries may not`() {
        let stop = GateInput.passingExit.with { input in
            (input.orderClass, input.type, input.stopPrice) = (.protect, .stop, Price("21400"))
            input.limits.orderTypes = [.market]
        }
        #expect(stop.failures.isEmpty)
        #expect(stop.with { $0.orderClass = .entry }.failures.contains(.orderTypeNotAllowed))
    }

    // MARK: Exposure

    @Test(
        arguments: [(3, 2, 0, Side.sell, 1, 5), (-3, 0, 2, .buy, 1, 5), (0, 0, 0, .buy, 0, 0)]
            as [(Int64, Int64, Int64, Side, Int64, Int64)])
    func `an order does not take back what live ones may do`(
        position: Int64, buys: Int64, sells: Int64, side: Side, size: Int64, worst: Int64
    ) {
        let input = GateInput.passing.with { input in
            (input.position, input.liveBuys, input.liveSells) = (position, buys, sells)
            (input.side, input.size) = (side, size)
        }
        #expect(Checks.worstCase(input) == worst)
    }

    @Test func `an exit that names no size is told as one of none`() {
        let input = GateInput.passingExit.with { $0.size = nil }
        #expect(reason("PT-36", input)?.hasPrefix("sell 0 against position 3 with 1 leaving") == true)
    }

    // MARK: Size

    @Test func `a size is told with what it follows from`() {
        let sizing = GateEdgeTests.sizing(SizeRule(.fixed(Size(2)!))) { $0.balance = Money("50000") }
        #expect(
            told("PT-20", .passing.with { $0.sizing = sizing }) == [
                "size=2", "size_max=2", "by=fixed:2", "alerted=2", "balance=50000",
            ])
    }

    @Test func `a clamp cuts no exit, and no entry that a person sized`() {
        var exit = GateInput.passingExit.with { input in
            (input.limits.positionMax, input.size) = (5, 9)
            input.sizing = GateEdgeTests.sizing(SizeRule(.fixed(Size(9)!)))
        }
        #expect(!exit.clamp() && exit.size == 9)
        var entry = GateInput.passing.with { ($0.size, $0.sizing) = (3, nil) }
        #expect(!entry.clamp() && entry.size == 3)
    }

    // MARK: Numbers that are told

    @Test func `where nothing is known of holdings no slip is told`() {
        #expect(told("PT-40", .passing)?.last == "slip_ticks=0")
    }

    @Test(arguments: [(1, 1, 3), (4, 2, 6)] as [(Int64, Int64, Int64)])
    func `an addition is told by its number`(adds: Int64, limit: Int64, number: Int64) {
        let input = HoldingChecksTests.entry.with { input in
            input.holding?.adds = adds
            input.holding?.limits.addsMax = limit
        }
        #expect(
            reason("PT-35", input)
                == "this would be entry \(number) in one direction; risk.max_adds is \(limit)")
    }

    @Test func `minis and micros cannot be told apart beside a contract of no known weight`() {
        let input = HoldingChecksTests.entry.with { input in
            input.holding?.limits.isOneClass = true
            input.holding?.unweighed = ["CON.X"]
        }
        #expect(input.failures == [.contractClassMix])
    }

    // MARK: What was not told

    @Test func `where nothing was told an entry does not pass, and nothing is leaving`() {
        let input = GateInput(
            tag: OrderTag("ab-1"), orderClass: .entry, side: .buy, size: 1, type: .market, root: "MNQ",
            contract: ContractID("CON.F.US.MNQ.Z26"))
        #expect(input.failures.contains(.contractNotActive) && input.failures.contains(.streamReconciling))
        #expect(!input.isStreamReady && input.pendingExits == 0)
        #expect(HoldingFacts(HoldingLimits()).working == 0)
        #expect(DayFacts(.off, day: ProfileChecksTests.day).trades == 0)
    }

    @Test func `an exit may be priced below zero, an entry by an old record may not`() {
        let stop = GateInput.passingExit.with { input in
            (input.orderClass, input.type, input.stopPrice) = (.protect, .stop, Price("-1"))
        }
        #expect(stop.failures.isEmpty)
        #expect(stop.with { $0.orderClass = .entry }.failures.contains(.priceOffTick))
    }

    @Test func `a floor has to be entered where the profile has one`() {
        let plain = ProfileChecksTests.profile()
        let floored = ProfileChecksTests.profile { $0.drawdown = ProfileChecksTests.limit }
        #expect(!FirmTerms(profile: plain).lacksFloor && FirmTerms(profile: floored).lacksFloor)
        #expect(!FirmTerms(profile: floored, entry: DeskProfileTests.entered).lacksFloor)
        #expect(!String(decoding: plain.content, as: UTF8.self).contains(#""scaling":"#))
    }
}
