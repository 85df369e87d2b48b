import JSON
import Journey
import Testing
import Trading

/// What accounts hold together, and what an entry may lose.
struct TogetherChecksTests {
    @Test(arguments: [
        GateCase("PT-33 off") { $0.holding?.otherClass = ["x holds a mini"] },
        GateCase("PT-33 another class", .contractClassMix) {
            $0.holding?.limits.isOneClass = true
            $0.holding?.otherClass = ["x holds a mini"]
        },
        GateCase("PT-33 one class") { $0.holding?.limits.isOneClass = true },
        GateCase("PT-33 product not known", .contractClassMix) {
            $0.holding?.limits.isOneClass = true
            $0.holding?.product = nil
        },
        GateCase("PT-34 opposite", .crossAccountHedge) { $0.holding?.opposite = ["x holds -1 MNQ"] },
        GateCase("PT-34 not known", .stateStale) { $0.holding?.unread = ["x"] },
        GateCase("PT-35 off") { $0.holding?.adds = 9 },
        GateCase("PT-35 none held, none allowed") { $0.holding?.limits.addsMax = 0 },
        GateCase("PT-35 one held, none allowed", .pyramidingLimit) {
            $0.holding?.limits.addsMax = 0
            $0.holding?.adds = 0
        },
        GateCase("PT-35 the last that is allowed") {
            $0.holding?.limits.addsMax = 2
            $0.holding?.adds = 1
        },
        GateCase("PT-35 one beyond", .pyramidingLimit) {
            $0.holding?.limits.addsMax = 2
            $0.holding?.adds = 2
        },
        GateCase("PT-38 not asked") { $0.holding?.matches = ["order 1"] },
        GateCase("PT-38 own order", .selfMatch) {
            $0.holding?.limits.refusesSelfMatch = true
            $0.holding?.matches = ["order 1"]
        },
        // Two contracts: (4 ticks + 2 of slip) at 0.50, and 1.34 of fees each.
        GateCase("PT-40 at the limit") { $0.holding?.limits.riskMax = Money("8.68") },
        GateCase("PT-40 a cent less", .riskPerTradeExceeded) { $0.holding?.limits.riskMax = Money("8.67") },
        GateCase("PT-40 without a stop", .riskPerTradeExceeded) {
            $0.limits.requiresStop = false
            $0.stopTicks = nil
            $0.holding?.limits.riskMax = Money("1000000")
        },
        GateCase("PT-40 off, without a stop") {
            $0.limits.requiresStop = false
            $0.stopTicks = nil
        },
        GateCase("PT-40 out of range", .bracketTicksInvalid, .riskPerTradeExceeded) {
            $0.stopTicks = .max
            $0.holding?.limits.riskMax = Money("1000000")
        },
        GateCase("PT-41 not asked") { $0.holding?.bare = ["1 of 1 MNQ"] },
        GateCase("PT-41 a position without a stop", .openRiskUnbounded) {
            $0.holding?.limits.needsStops = true
            $0.holding?.bare = ["1 of 1 MNQ"]
        },
    ])
    func `counts`(edge: GateCase) {
        #expect(HoldingChecksTests.entry.with(edge.change).failures == edge.codes)
    }

    @Test func `the usual limits are those of the specification`() {
        let usual = HoldingLimits.usual(requiresStop: true)
        #expect((usual.tenthsMax, usual.workingMax, usual.addsMax) == (10, 20, 0))
        #expect((usual.collarTicks, usual.collarMillionths, usual.farTicks) == (40, 5_000, 2_000))
        #expect((usual.riskMax, usual.slipTicks) == (Money("250"), 2))
        #expect(usual.needsStops && usual.refusesSelfMatch && !usual.needsReference && !usual.isOneClass)
        let bare = HoldingLimits.usual(requiresStop: false)
        #expect(bare.riskMax == nil && !bare.needsStops)
    }

    static let full: GateInput = {
        var limits = HoldingLimits.usual(requiresStop: true)
        (limits.allowed, limits.blocked, limits.negative) = (["MNQ"], ["CL", "NG"], ["CL"])
        (limits.isOneClass, limits.needsReference, limits.notionalMax) = (true, true, Money("1.5"))
        var facts = HoldingFacts(limits)
        facts.product = HoldingFacts.Product(root: "SIL")
        (facts.tickValue, facts.otherMonths, facts.otherTenths) = (Money("7.8125"), 1, nil)
        (facts.unweighed, facts.working, facts.adds) = (["CON.X"], 3, 0)
        (facts.reference, facts.referenceAge) = (Price("-1.5"), .seconds(-1))
        (facts.otherClass, facts.opposite, facts.unread) = (["a"], ["b", "c"], ["d"])
        (facts.matches, facts.bare) = (["e"], ["f \"g\""])
        return GateInput.passing.with { $0.holding = facts }
    }()

    @Test(arguments: [full, HoldingChecksTests.entry])
    func `the facts come back from their record whole, and decide the same`(input: GateInput) throws {
        let json = RiskGate.examine(input).json
        #expect(GateInput(try #require(try JSONDocument(json).root["input"])) == input)
        #expect(GateReport.recheck(json) == nil)
    }

    @Test(arguments: ["limits", "slip_ticks", "other_tenths", "working", "round_turn", "micro"])
    func `facts that lack a member are not made up`(member: String) throws {
        let text = String(decoding: RiskGate.examine(Self.full).json, as: UTF8.self)
        let start = try #require(text.firstRange(of: "\"holding\":"))
        let changed =
            text[..<start.lowerBound]
            + text[start.lowerBound...].replacing("\"\(member)\":", with: "\"gone\":")
        #expect(changed != text)
        #expect(GateReport(recorded: Array(String(changed).utf8)) == nil)
    }
}
