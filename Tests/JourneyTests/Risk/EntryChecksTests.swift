import Journey
import Testing
import Trading

/// Every check that an entry runs, at its limit and beyond it.
struct EntryChecksTests {
    @Test(arguments: [
        GateCase("PT-01 on", .killSwitchActive) { $0.isKilled = true },
        GateCase("PT-02 reducing", .tradingStateReducing) { $0.tradingState = .reducing },
        GateCase("PT-02 halted", .tradingHalted) { $0.tradingState = .halted },
        GateCase("PT-03 locked", .lockedOut) { $0.locks = ["being closed"] },
        GateCase("PT-04 never shown", .accountUnknown) { $0.canTrade = nil },
        GateCase("PT-04 no age", .accountUnknown) { $0.accountAge = nil },
        GateCase("PT-04 cannot trade", .accountNotTradable) { $0.canTrade = false },
        GateCase("PT-04 hidden", .accountNotTradable) { $0.isVisible = false },
        GateCase("PT-04 visibility not told") { $0.isVisible = nil },
        GateCase("PT-04 stale", .accountStateStale) { $0.accountAge = Span(microseconds: 60_000_001) },
        GateCase("PT-06 hub away", .streamReconciling) { $0.isStreamReady = false },
        GateCase("PT-06 never compared", .streamReconciling) { $0.reconcileAge = nil },
        GateCase("PT-06 stale", .stateStale) { $0.reconcileAge = Span(microseconds: 120_000_001) },
        GateCase("PT-07 lost order", .unresolvedOrder) { $0.unresolved = [OrderTag("ab-x")] },
        GateCase("PT-10 too old", .signalTooOld) { $0.signalAge = Span(microseconds: 30_000_001) },
        GateCase("PT-10 2 s ahead") { $0.signalAge = .seconds(-2) },
        GateCase("PT-10 further ahead", .signalFromFuture) { $0.signalAge = Span(microseconds: -2_000_001) },
        GateCase("PT-11 repeat", .duplicateSignal) { $0.isRepeat = true },
        GateCase("PT-15 not mapped", .instrumentNotFound) { $0.contract = nil },
        GateCase("PT-15 not active", .contractNotActive) { $0.isContractActive = false },
    ])
    func `authority, state, signal and instrument`(edge: GateCase) {
        #expect(GateInput.passing.with(edge.change).failures == edge.codes)
    }

    @Test(arguments: [
        GateCase("PT-20 no size, so no exposure either", .quantityInvalid, .positionLimitInstrument) {
            $0.size = nil
        },
        GateCase("PT-20 no side", .quantityInvalid) { $0.side = nil },
        GateCase("PT-20 zero", .quantityInvalid) { $0.size = 0 },
        GateCase("PT-20 below zero", .quantityInvalid) { $0.size = -1 },
        GateCase("PT-20 one") { $0.size = 1 },
        GateCase("PT-20 above the limit", .quantityExceedsMaximum) { ($0.size, $0.position) = (3, 0) },
        GateCase("PT-22 on the grid") { ($0.type, $0.limitPrice) = (.limit, Price("21450.25")) },
        GateCase("PT-22 zero", .priceOffTick) { $0.limitPrice = Price("0") },
        GateCase("PT-22 below zero", .priceOffTick) { $0.limitPrice = Price("-100") },
        GateCase("PT-22 off the grid", .priceOffTick) {
            ($0.type, $0.limitPrice) = (.limit, Price("21450.125"))
        },
        GateCase("PT-22 stop off the grid", .priceOffTick) {
            ($0.type, $0.stopPrice) = (.stop, Price("0.1"))
        },
        GateCase("PT-22 grid not known", .priceOffTick) {
            ($0.limitPrice, $0.tickSize) = (Price("21450.25"), nil)
        },
        GateCase("PT-22 no price needs no grid") { $0.tickSize = nil },
        GateCase("PT-27 not in the list", .orderTypeNotAllowed) { $0.limits.orderTypes = [.limit, .stop] },
        GateCase("PT-27 stop limit", .orderTypeNotAllowed) { $0.type = .stopLimit },
        GateCase("PT-27 stop limit although listed", .orderTypeNotAllowed) {
            ($0.type, $0.limits.orderTypes) = (.stopLimit, [.stopLimit])
        },
        GateCase("PT-28 no stop", .bracketRequired) { $0.stopTicks = nil },
        GateCase("PT-28 no stop asked for") { ($0.stopTicks, $0.limits.requiresStop) = (nil, false) },
        GateCase("PT-28 no bracket asked for") {
            ($0.stopTicks, $0.targetTicks, $0.limits.requiresStop) = (nil, nil, false)
        },
        GateCase("PT-28 stop at zero", .bracketTicksInvalid) { $0.stopTicks = 0 },
        GateCase("PT-28 target below zero", .bracketTicksInvalid) { $0.targetTicks = -160 },
        GateCase("PT-28 stop too near", .bracketTooTight) { $0.stopTicks = 3 },
        GateCase("PT-28 target too near", .bracketTooTight) { $0.targetTicks = 3 },
        GateCase("PT-28 farthest") { $0.stopTicks = 2_147_483_647 },
        GateCase("PT-28 beyond 32 bits", .bracketTicksInvalid) { $0.stopTicks = 2_147_483_648 },
        GateCase("PT-29 used", .customTagInvalid) { $0.isTagUsed = true },
        GateCase("PT-29 40 characters") { $0.tag = OrderTag(String(repeating: "a", count: 40)) },
        GateCase("PT-29 41 characters", .customTagInvalid) {
            $0.tag = OrderTag(String(repeating: "a", count: 41))
        },
        GateCase("PT-29 characters", .customTagInvalid) { $0.tag = OrderTag("a b") },
        GateCase("PT-51 no turn in time", .apiBudgetExhausted) {
            $0.shortage = RequestShortage(used: 165, usedMax: 165, window: .seconds(60), isResting: false)
        },
        GateCase("PT-53 no ledger", .ledgerUnavailable) { $0.isLedgerWritable = false },
    ])
    func `shape and storage`(edge: GateCase) {
        #expect(GateInput.passing.with(edge.change).failures == edge.codes)
    }

    @Test(
        arguments: [
            // Position +2, a live buy of 1, an OCO pair of sells for 2: the candidate makes it 4.
            (2, 1, 2, .buy, 1, 3, 4), (2, 1, 2, .buy, 1, 4, 4), (2, 0, 2, .buy, 1, 3, 3),
            // Each side of each limit, long and short.
            (0, 0, 0, .buy, 1, 1, 1), (1, 0, 0, .buy, 1, 1, 2), (-1, 0, 0, .sell, 1, 1, 2),
            (0, 0, 0, .sell, 1, 1, 1),
            // Another entry on its way counts as filled, whichever it is.
            (0, 1, 0, .buy, 1, 1, 2), (0, 0, 1, .sell, 1, 1, 2), (0, 1, 0, .sell, 1, 1, 1),
            // An opposite order lowers nothing that may fill first.
            (3, 0, 3, .sell, 1, 3, 3), (2, 0, 0, .sell, 2, 2, 2), (1, 0, 0, .sell, 3, 1, 2),
            (-3, 0, 0, .buy, 1, 2, 3),
        ] as [(Int64, Int64, Int64, Side, Int64, Int64, Int64)])
    func `PT-30 counts what could be held at worst`(
        position: Int64, buys: Int64, sells: Int64, side: Side, size: Int64, limit: Int64, exposure: Int64
    ) {
        let input = GateInput.passing.with {
            ($0.position, $0.liveBuys, $0.liveSells, $0.side, $0.size) = (position, buys, sells, side, size)
            $0.limits = RiskLimits(sizeMax: 3, positionMax: limit)
        }
        #expect(Checks.worstCase(input) == exposure)
        #expect(input.failures == (exposure > limit ? [.positionLimitInstrument] : []))
        let denial = RiskGate.examine(input).denial
        #expect(denial == nil || denial?.reason.contains("\(exposure) contracts") == true)
    }

    @Test func `PT-30 denies where the position is not known or the sum leaves the range`() {
        #expect(GateInput.passing.with { $0.position = nil }.failures == [.positionLimitInstrument])
        let beyond = GateInput.passing.with { $0.liveBuys = .max }
        #expect(Checks.worstCase(beyond) == nil)
        #expect(beyond.failures == [.positionLimitInstrument])
    }

    @Test func `all failures are recorded and the first in the table is reported`() {
        let input = GateInput.passing.with {
            $0.isKilled = true
            $0.canTrade = nil
            $0.size = 9
            $0.stopTicks = 1
            $0.isLedgerWritable = false
        }
        let report = RiskGate.examine(input)
        #expect(
            report.failures == [
                .killSwitchActive, .accountUnknown, .quantityExceedsMaximum, .bracketTooTight,
                .positionLimitInstrument,
                .ledgerUnavailable,
            ])
        #expect(report.denial?.code == .killSwitchActive)
        #expect(RiskGate.approve(report, for: AccountName("a")) == nil)
    }

    @Test func `a denial names the numbers and a remedy`() throws {
        let denial = try #require(RiskGate.examine(.passing.with { $0.size = 9 }).denial)
        #expect(denial.code == .quantityExceedsMaximum)
        #expect(denial.reason.contains("9 contracts") && denial.reason.contains("limit is 2"))
        #expect(denial.remedy.contains("risk.max_size"))
    }

    @Test func `the gateway's own fault explains an account that was never shown`() {
        let input = GateInput.passing.with {
            $0.canTrade = nil
            $0.isStreamReady = false
            $0.gatewayFault = "paper: refused"
        }
        #expect(
            RiskGate.examine(input).checks.compactMap(\.denial).map(\.reason) == [
                "paper: refused", "paper: refused",
            ])
    }
}
