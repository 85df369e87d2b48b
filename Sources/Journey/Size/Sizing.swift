package import Trading

/// What one order's contracts follow from: the rule, and what it was applied to.
///
/// The ledger keeps it with the verdict, so that the size can be worked out again.
package struct Sizing: Hashable, Sendable {
    package let rule: SizeRule
    /// Exits are neither raised to the rule's least nor cut to its most.
    package let isExit: Bool
    /// Contracts that the alert names.
    package var alerted: Int64?
    /// Whether what the rule makes of them is the position to hold, and not the order's size.
    package var isTarget = false
    /// What the alert takes off a position, in hundredths of a percent of it; goes before the rule's own share.
    package var share: Int64?
    /// Contracts of the position that a reversal leaves, where its alert names none.
    package var reversed: Int64?
    /// Contracts held the other way that the same order closes; nil where it closes none.
    package var turned: Int64?
    /// Contracts of the size that the close before the entry takes off, where the alert says what to trade and not what
    /// to enter; nil where it takes off none.
    package var closed: Int64?
    /// Contracts of a position that an order may take off, where the alert says only what to trade: up to these its
    /// size is an exit's. Nil where it meets none.
    package var takes: Int64?
    /// The most that the account takes in one order, where it has entries cut to its limits: beside `takes` alone.
    package var most: Int64?
    /// Contracts of the size that are taken off in the order's own month; nil where that is all of it.
    package var inMonth: Int64?
    /// Contracts in other months of the product: those that an exit could take off, and on the side of an entry that
    /// leads to a position those that are held there.
    package var beside: Int64 = 0
    /// Contracts held on the side of the order, below zero against it; for an exit those that can be taken off. Nil
    /// while they are not known.
    package var held: Int64?
    /// Contracts that may yet come on the side of the order.
    package var coming: Int64 = 0
    package var balance: Money?
    package var stopTicks: Int64?
    package var slipTicks: Int64 = 0
    /// USD per tick of one contract.
    package var tickValue: Money?
    /// Fees of one contract, in and out again.
    package var roundTurn: Money?
    /// What one contract weighs in tenths of a mini: of the chart's product, and of the traded one.
    package var chartTenths: Int64?
    package var tradedTenths: Int64?
    /// Whether an entry is sized by what is missing of a position.
    var leadsToAPosition: Bool {
        if case .position = rule.kind { return true }
        return isTarget
    }

    /// What is left of the size where the account has entries cut to its limits; nil where nothing was cut.
    package var clampedTo: Int64?

    package init(_ rule: SizeRule, isExit: Bool) {
        self.rule = rule
        self.isExit = isExit
    }

    package enum Outcome: Hashable, Sendable {
        /// May be 0, which the gate denies.
        case contracts(Int64)
        /// Why no size came out.
        case nothing(String)
    }

    /// Whether the size follows from more than the alert and the products.
    package var looksAtTheAccount: Bool {
        isTarget || isExit && (share != nil || rule.scales) || rule.looksAtTheAccount
    }

    /// Contracts to ask for: what the rule makes of it, or what was left of that, and those that it closes.
    package var contracts: Int64? {
        guard case .contracts(let wanted) = outcome else { return nil }
        if let inMonth { return inMonth }
        guard let left = wanted.checked(subtracting: closed ?? 0) else { return nil }
        let entered = clampedTo.map { Swift.min($0, left) } ?? left
        // A reversal that enters nothing is none.
        guard let turned, entered > 0 else { return entered }
        return entered.checked(adding: turned)
    }

    /// The size before the cut to the account's limits; nil where nothing was cut.
    package var cut: Int64? {
        guard clampedTo != nil, case .contracts(let wanted) = outcome else { return nil }
        return wanted.checked(subtracting: closed ?? 0)
    }

    /// What the rule makes of it, before any cut to the account's limits.
    package var outcome: Outcome {
        if isTarget { return missing }
        if isExit, let share = share ?? rule.exitShare { return part(share) }
        if let reversed, alerted == nil, rule.copiesTheAlert { return .contracts(reversed) }
        switch rule.kind {
        case .fixed(let size): return within(size.contracts)
        case .multiply(let millionths), .position(let millionths): return times(millionths)
        case .balance(let share): return isExit ? noExit : perBalance(share)
        case .risk(let most): return isExit ? noExit : atRisk(most)
        }
    }

    /// The position to hold, in contracts without a side: what the rule makes of those that the alert names, whatever
    /// the account holds.
    package var target: Outcome {
        switch rule.kind {
        case .fixed(let size): return .contracts(capped(size.contracts))
        case .multiply(let millionths), .position(let millionths):
            guard case .contracts(let wanted) = product(millionths) else { return product(millionths) }
            return .contracts(capped(wanted))
        case .balance, .risk:
            return .nothing("the rule sizes by money, and a position to hold is told in contracts")
        }
    }

    /// What leads from the position that is held to the one that is wanted.
    private var missing: Outcome {
        guard case .contracts(let wanted) = target else { return target }
        guard isExit else { return left(of: wanted) }
        guard let held else { return .nothing("what is held is not known") }
        guard held > wanted else {
            return .nothing("\(held) contracts are left to exit, of \(wanted) to hold")
        }
        return .contracts(held - wanted)
    }

    private func capped(_ contracts: Int64) -> Int64 {
        Swift.min(contracts, rule.max?.contracts ?? contracts)
    }

    private var noExit: Outcome {
        .nothing("the rule sizes entries by money, and says nothing of exits")
    }

    private func times(_ millionths: Int64) -> Outcome {
        guard case .contracts(let wanted) = product(millionths) else { return product(millionths) }
        guard case .position = rule.kind, !isExit else { return within(wanted) }
        guard case .contracts(let left) = left(of: wanted) else { return left(of: wanted) }
        return within(left)
    }

    /// The alert's contracts by the rule's factor, and by the products' weights.
    private func product(_ millionths: Int64) -> Outcome {
        guard let alerted else { return .nothing("the alert names no size to multiply") }
        var (numerator, denominator) = (alerted.checked(times: millionths), Int64?(1_000_000))
        if rule.converts {
            guard let chartTenths, let tradedTenths, tradedTenths > 0 else {
                return .nothing("no weight is known to convert the chart's contracts by")
            }
            numerator = numerator?.checked(times: chartTenths)
            denominator = denominator?.checked(times: tradedTenths)
        }
        guard let numerator, let denominator, let wanted = rounded(numerator, by: denominator) else {
            return .nothing("the size leaves the range")
        }
        return .contracts(wanted)
    }

    /// What is missing of a position to hold.
    private func left(of wanted: Int64) -> Outcome {
        guard let held else { return .nothing("what is held is not known") }
        guard held >= 0 else {
            return .nothing("\(-held) contracts are held the other way: close them, or reverse, first")
        }
        guard let left = wanted.checked(subtracting: held)?.checked(subtracting: coming) else {
            return .nothing("the size leaves the range")
        }
        guard left > 0 else {
            return .nothing("\(held) contracts are held and \(coming) may come, of \(wanted) to hold")
        }
        return .contracts(left)
    }

    private func perBalance(_ share: Money) -> Outcome {
        guard let balance else { return .nothing("the account's balance is not known") }
        guard balance.tenThousandths > 0 else { return .nothing("the account's balance is \(balance)") }
        guard let contracts = rounded(balance.tenThousandths, by: share.tenThousandths) else {
            return .nothing("the size leaves the range")
        }
        return within(contracts)
    }

    private func atRisk(_ most: Money) -> Outcome {
        guard let stopTicks else { return .nothing("the entry has no stop to count its risk by") }
        guard let tickValue, let roundTurn else {
            return .nothing("what a tick of the contract is worth, or its fees, is not known")
        }
        let one = Self.riskOfOne(
            stopTicks: stopTicks, slipTicks: slipTicks, tickValue: tickValue, roundTurn: roundTurn)
        guard let one, one.tenThousandths > 0,
            let contracts = rounded(most.tenThousandths, by: one.tenThousandths)
        else { return .nothing("the size leaves the range") }
        guard contracts > 0 else { return .nothing("one contract could lose \(one) USD, above \(most)") }
        return within(contracts)
    }

    private func part(_ share: Int64) -> Outcome {
        guard let held else { return .nothing("what is held is not known") }
        guard let product = held.checked(times: share), let contracts = rounded(product, by: 10_000) else {
            return .nothing("the size leaves the range")
        }
        return .contracts(contracts)
    }

    private func within(_ contracts: Int64) -> Outcome {
        guard !isExit else { return .contracts(rule.scales ? upToHeld(contracts) : contracts) }
        let raised = Swift.max(contracts, rule.min?.contracts ?? contracts)
        let bounded = Swift.min(raised, rule.max?.contracts ?? raised)
        guard let takes else { return .contracts(bounded) }
        // The rule's least turns no exit round, and its most leaves none of it behind. What an account was cut to when
        // it entered is taken off by the same order the other way, and no more.
        return .contracts(
            contracts <= takes ? contracts : Swift.max(Swift.min(bounded, most ?? bounded), takes))
    }

    /// What the rule makes of an alert's contracts may be more than it let in: an exit of it takes all of that.
    private func upToHeld(_ contracts: Int64) -> Int64 {
        guard let held, held > 0 else { return contracts }
        return Swift.min(contracts, held)
    }

    /// Nil where the range is left; the divisor is above zero.
    private func rounded(_ number: Int64, by divisor: Int64) -> Int64? {
        let (whole, rest) = number.quotientAndRemainder(dividingBy: divisor)
        guard rest > 0 else { return whole }
        switch rule.rounding {
        case .down: return whole
        case .nearest: return rest >= divisor - rest ? whole.checked(adding: 1) : whole
        case .up: return whole.checked(adding: 1)
        }
    }

    /// What one contract could lose at its stop; nil where the range is left.
    ///
    /// Source: risk specification, section 1.5.
    package static func riskOfOne(
        stopTicks: Int64, slipTicks: Int64, tickValue: Money, roundTurn: Money
    ) -> Money? {
        stopTicks.checked(adding: slipTicks).flatMap { tickValue.checked(times: $0) }?
            .checked(adding: roundTurn)
    }
}

extension SizeRule {
    /// Whether it may make more of an alert's contracts than these.
    fileprivate var scales: Bool {
        switch kind {
        case .fixed: true
        case .multiply(let millionths), .position(let millionths): converts || millionths > 1_000_000
        case .balance, .risk: false
        }
    }

    /// Whether an entry's contracts follow from those that the alert names.
    fileprivate var copiesTheAlert: Bool {
        switch kind {
        case .fixed, .multiply, .position: true
        case .balance, .risk: false
        }
    }
}
