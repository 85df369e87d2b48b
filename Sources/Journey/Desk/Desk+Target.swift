import Trading

/// A position to hold, told by an alert: what leads there from what an account holds.
extension Desk {
    /// An alert as one account has to take it.
    struct Lead {
        var alert: Alert
        /// Whether its contracts are the position to hold, and not the order's.
        var isTarget = false
        /// Why there is nothing to do.
        var leaving: Unconcerned?
    }

    /// An entry of what is missing, an exit of what is too much, a reversal, or nothing; other alerts as they are.
    func lead(
        _ alert: Alert, _ target: Rule.Target, _ book: AccountBook, held: Position?
    ) -> Lead {
        guard case .hold(let count) = alert.intent else { return Lead(alert: alert) }
        let side: Side = count > 0 ? .buy : .sell
        var lead = Lead(alert: alert, isTarget: true)
        lead.alert.size = Size(Int64(clamping: count.magnitude))
        lead.alert.intent = .enter(side)
        let isClosing = isClosing(target.root ?? alert.symbol.root, book)
        let position = position(book, root: target.root ?? alert.symbol.root, alert.symbol) * side.sign
        // What is being closed is closed first.
        guard position >= 0, !isClosing else {
            lead.alert.intent = .reverse(to: side, size: lead.alert.size)
            lead.isTarget = false
            return lead
        }
        // Where no position comes out of the rule, or what is held is not known, the entry is denied with the reason.
        guard book.hasPositions,
            let wanted = contractsToHold(Int64(clamping: count.magnitude), alert, target, book)
        else { return lead }
        if position > wanted { lead.alert.intent = .reduce(side.opposite) }
        if position == wanted {
            lead.leaving = Unconcerned(
                reason: "the account holds \(position * side.sign) in \(alert.symbol), as it is to",
                remedy: "nothing: it stands where the alert wants it")
        }
        return lead
    }

    /// What an account holds in every month of a product, or in the one that a symbol names; above zero long.
    func position(_ book: AccountBook, root: String, _ symbol: ChartSymbol) -> Int64 {
        let months = heldMonths(book, root: root).filter { position in
            symbol.expiry.map { expiry in
                contract(of: position.contract, on: book.profile.name).map(expiry.matches) ?? false
            } ?? true
        }
        return Self.sum(of: months) ?? 0
    }

    /// What a rule makes of the position that an alert names; nil where it says nothing of positions.
    func contractsToHold(
        _ contracts: Int64, _ alert: Alert, _ target: Rule.Target, _ book: AccountBook
    ) -> Int64? {
        var sizing = Sizing(target.size, isExit: false)
        sizing.alerted = contracts
        if target.size.converts {
            let root = target.root ?? alert.symbol.root
            let contract = gateways[book.profile.gateway]?.contracts.active(root: root, expiry: nil)
            weigh(alert.symbol, contract?.id, book, into: &sizing)
        }
        guard case .contracts(let wanted) = sizing.target else { return nil }
        return wanted
    }
}
