import Journey
import Testing
import Trading

/// Exits run the checks of shape alone; a flatten is never blocked by a limit of ours.
struct ExitChecksTests {
    @Test(arguments: [
        GateCase("kill switch") { $0.isKilled = true },
        GateCase("reducing") { $0.tradingState = .reducing },
        GateCase("locked") { $0.locks = ["x"] },
        GateCase("account never shown") { ($0.canTrade, $0.accountAge) = (nil, nil) },
        GateCase("cannot trade") { $0.canTrade = false },
        GateCase("hub away") { ($0.isStreamReady, $0.reconcileAge) = (false, nil) },
        GateCase("unresolved") { $0.unresolved = [OrderTag("ab-x")] },
        GateCase("old") { $0.signalAge = .seconds(86_400) },
        GateCase("contract out of its month") { $0.isContractActive = false },
        GateCase("above the entry's limits") { ($0.size, $0.position) = (50, 60) },
        GateCase("type not listed") { $0.limits.orderTypes = [] },
        GateCase("without a stop") { $0.stopTicks = nil },
    ])
    func `pass what would stop an entry`(edge: GateCase) {
        #expect(GateInput.passingExit.with(edge.change).failures.isEmpty)
        #expect(edge.codes.isEmpty)
    }

    @Test(arguments: [
        GateCase("PT-02 halted", .tradingHalted) { $0.tradingState = .halted },
        GateCase("PT-15 not mapped", .instrumentNotFound) { $0.contract = nil },
        GateCase("PT-20 no size", .quantityInvalid, .reduceOnlyWouldIncrease) { $0.size = nil },
        GateCase("PT-20 zero", .quantityInvalid) { $0.size = 0 },
        GateCase("PT-22 off the grid", .priceOffTick) { $0.limitPrice = Price("0.1") },
        GateCase("PT-27 stop limit", .orderTypeNotAllowed) { $0.type = .stopLimit },
        GateCase("PT-29 used", .customTagInvalid) { $0.isTagUsed = true },
        GateCase("PT-36 flat", .positionNotFound) { $0.position = 0 },
        GateCase("PT-36 a part of nothing", .positionNotFound) { ($0.size, $0.position) = (0, 0) },
        GateCase("PT-36 never read", .positionNotFound) { $0.position = nil },
        GateCase("PT-36 one too many", .reduceOnlyWouldIncrease) { $0.size = 3 },
        GateCase("PT-36 others leave", .reduceOnlyWouldIncrease) { $0.pendingExits = 2 },
        GateCase("PT-36 same side", .reduceOnlyWouldIncrease) { $0.side = .buy },
        GateCase("PT-36 short, same side", .reduceOnlyWouldIncrease) { $0.position = -3 },
        GateCase("PT-36 short, opposite side") { ($0.position, $0.side) = (-3, .buy) },
        GateCase("PT-53 no ledger", .ledgerUnavailable) { $0.isLedgerWritable = false },
    ])
    func `are checked for their shape`(edge: GateCase) {
        #expect(GateInput.passingExit.with(edge.change).failures == edge.codes)
    }

    @Test func `a flatten asks for nothing but its contract and the ledger`() {
        let worst = GateInput(
            tag: OrderTag("ab-x"), orderClass: .flatten, side: nil, size: nil, type: .market, root: "MNQ",
            contract: ContractID("CON.F.US.MNQ.Z26")
        ).with {
            $0.isKilled = true
            $0.tradingState = .halted
            $0.locks = ["x"]
            $0.signalAge = .seconds(1_000_000)
            $0.isTagUsed = true
        }
        #expect(worst.failures.isEmpty)
        #expect(worst.with { $0.isLedgerWritable = false }.failures == [.ledgerUnavailable])
        let denial = RiskGate.examine(worst.with { ($0.contract, $0.gatewayFault) = (nil, "paper: refused") })
            .denial
        #expect(denial?.code == .instrumentNotFound)
        #expect(denial?.reason == "the venue lists no active contract for MNQ; paper: refused")
    }

    @Test func `a flatten of the whole account needs no contract, and nothing else may do without`() {
        let whole = GateInput(
            tag: OrderTag("ab-x"), orderClass: .flatten, side: nil, size: nil, type: .market,
            root: GateInput.everyRoot, contract: nil)
        #expect(whole.failures.isEmpty)
        #expect(whole.with { $0.root = "MNQ" }.failures == [.instrumentNotFound])
        #expect(whole.with { $0.orderClass = .entry }.failures.contains(.instrumentNotFound))
    }

    @Test func `a protective order runs the shape checks and only reduces`() {
        let protect = GateInput.passingExit.with { $0.orderClass = .protect }
        #expect(protect.failures.isEmpty)
        #expect(protect.with { $0.position = 0 }.failures == [.positionNotFound])
        #expect(protect.with { $0.size = 0 }.failures == [.quantityInvalid])
        #expect(protect.with { $0.tradingState = .halted }.failures == [.tradingHalted])
    }
}
