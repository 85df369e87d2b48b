import Trading

/// What speaks for a lost order having arrived, beside the look-ups by its tag.
extension Desk {
    func evidence(about order: LiveOrder) -> PlacementMachine.Evidence {
        let book = accounts[order.row.account]
        let ready = book.flatMap { gateways[$0.profile.gateway]?.isStreamReady } ?? false
        let rule = settings.router.rules.first { $0.name == order.row.rule }
        let mayResend =
            rule?.resendsEntries == true && order.row.orderClass == .entry && !order.isCopied
            && RiskGate.examine(gateInput(for: order)).denial == nil
        if neverArrived(order) {
            return PlacementMachine.Evidence(
                isStreamReady: ready, hasUnexplainedPosition: false, mayResend: true)
        }
        return PlacementMachine.Evidence(
            isStreamReady: ready,
            hasUnexplainedPosition: isUnexplained(order) || !strangers(about: order).isEmpty,
            mayResend: mayResend)
    }

    /// Whether contracts came or went that no execution tells of, now or since the order was lost.
    private func isUnexplained(_ order: LiveOrder) -> Bool {
        guard let contract = order.row.contract, let book = accounts[order.row.account] else { return false }
        // While a close is under way no difference is recorded, and the close waits for the lost order.
        let position = book.position(in: contract) ?? 0
        // A partial close may have taken all that there was.
        guard position != 0 || order.closesInPart else { return false }
        if position != book.rebuilt[contract] ?? 0 { return true }
        guard let adoptedAt = book.adoptedAt[contract], case .lost(let search) = order.placement.phase else {
            return false
        }
        return adoptedAt >= search.since
    }

    /// Orders unknown to us whose executions may be the lost one's: on its side, and no earlier than it was sent.
    ///
    /// A leg that filled before the hub told of it is one of these, too: whose an order is, its reading says.
    private func strangers(about order: LiveOrder) -> Set<OrderID> {
        guard let book = accounts[order.row.account] else { return [] }
        let from = order.soughtFrom ?? searchStart(of: order.row, isFirst: false)
        let since = from.advanced(by: Span(microseconds: -Self.tradeOverlap.microseconds))
        let fills = book.fills.values.filter { fill in
            fill.tag == nil && !fill.trade.isVoided && fill.trade.contract == order.row.contract
                && fill.trade.side == order.row.side && fill.trade.at >= since
        }
        return Set(fills.map(\.trade.order)).subtracting(book.strangers).subtracting(order.heardBefore)
    }

    /// Asks whose the orders are that keep a lost one from being given up.
    mutating func readStrangers(about tag: OrderTag) {
        guard let order = orders[tag], order.placement.isLost else { return }
        for id in strangers(about: order).sorted() {
            out.calls.append(.readOrder(account: order.row.account, order: id))
        }
    }

    /// Takes the reading of an order that was not known by its number.
    mutating func readStranger(_ order: VenueOrder) {
        let isOurs = ownTag(of: order) != nil || parentTag(of: order) != nil
        if isOurs || partialClose(becoming: order, by: .rest) != nil { hear(order, by: .rest) }
        // Whatever else it is: it does not carry the tag of an order that is looked for.
        if accounts[order.account]?.tags[order.id] == nil, !mayBePartialClose(order) {
            accounts[order.account]?.strangers.insert(order.id)
        }
    }
}
