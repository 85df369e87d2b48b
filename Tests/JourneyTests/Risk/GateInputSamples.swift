import Journey
import Testing
import Trading

extension GateInput {
    /// An entry that passes every check, each limit just kept.
    static var passing: GateInput {
        var input = GateInput(
            tag: OrderTag("ab-mzxw6ytboiaaaaaaaaaa-1001-0"), orderClass: .entry, side: .buy, size: 2,
            type: .market,
            root: "MNQ", contract: ContractID("CON.F.US.MNQ.Z26"))
        input.stopTicks = 4
        input.targetTicks = 4
        input.signalAge = .seconds(30)
        input.signalAgeMax = .seconds(30)
        input.isContractActive = true
        input.tickSize = TickSize("0.25")
        input.limits = RiskLimits(sizeMax: 2, positionMax: 3)
        input.canTrade = true
        input.isVisible = true
        input.accountAge = .seconds(60)
        input.isStreamReady = true
        input.reconcileAge = .seconds(120)
        input.position = 1
        return input
    }

    /// A partial exit that passes every check, its room just filled.
    static var passingExit: GateInput {
        var input = passing
        input.orderClass = .reduce
        input.side = .sell
        input.position = 3
        input.pendingExits = 1
        input.stopTicks = nil
        input.targetTicks = nil
        return input
    }

    func with(_ change: (inout GateInput) -> Void) -> GateInput {
        var input = self
        change(&input)
        return input
    }

    var failures: [Denial.Code] { RiskGate.examine(self).failures }
}

/// One change to an input, and the codes that the gate gives for it.
struct GateCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let codes: [Denial.Code]
    let change: @Sendable (inout GateInput) -> Void

    init(_ name: String, _ codes: Denial.Code..., change: @escaping @Sendable (inout GateInput) -> Void) {
        testDescription = name
        self.codes = codes
        self.change = change
    }
}

struct GateInputSamplesTests {
    @Test func `the samples pass`() {
        #expect(GateInput.passing.failures.isEmpty)
        #expect(GateInput.passingExit.failures.isEmpty)
    }
}
