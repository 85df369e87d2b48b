import Trading

/// How many contracts an alert comes to on one account.
extension Desk {
    /// - Parameters:
    ///   - isTarget: Whether the alert's contracts are the position to hold.
    ///   - held: The open position in the traded root, whatever its month.
    ///   - opposite: What a plain order against that position comes to. It is sized as the order that was said.
    func sizing(
        _ alert: Alert, _ target: Rule.Target, _ intent: OrderIntent, isTarget: Bool, held: Position?,
        _ opposite: Opposite? = nil
    ) -> Sizing? {
        guard intent.orderClass != .flatten else { return nil }
        var sizing = Sizing(target.size, isExit: intent.orderClass != .entry && opposite == nil)
        sizing.closed = opposite?.closed
        sizing.takes = opposite?.takes
        sizing.stopTicks = opposite?.stopTicks
        sizing.alerted = alert.size?.contracts
        sizing.share = alert.exitShare
        sizing.isTarget = isTarget
        if case .reverse(_, let size) = alert.intent {
            sizing.alerted = size?.contracts
            // An entry that became one beside a close says nothing of the position that it leaves.
            if size == nil, alert.action == .reverse { sizing.reversed = held.map { abs($0.signedSize) } }
        }
        if target.size.converts, let book = accounts[intent.account] {
            weigh(alert.symbol, intent.contract, book, into: &sizing)
        }
        return sizing
    }

    /// Contracts of products that do not move together have no common weight.
    func weigh(
        _ symbol: ChartSymbol, _ contract: ContractID?, _ book: AccountBook, into sizing: inout Sizing
    ) {
        guard let contract, let chart = FuturesProduct.root(symbol.root),
            let traded = product(contract, book),
            chart.hedgeGroup == traded.hedgeGroup
        else { return }
        (sizing.chartTenths, sizing.tradedTenths) = (chart.tenths, traded.tenths)
    }

    /// Fills in what the rule asks of the account, and the size that follows from it.
    func size(_ order: inout LiveOrder, by sizing: Sizing) -> Sizing {
        var sizing = sizing
        if sizing.looksAtTheAccount { tell(of: order, into: &sizing) }
        order.row.size = sizing.contracts
        return sizing
    }

    private func tell(of order: LiveOrder, into sizing: inout Sizing) {
        guard let book = accounts[order.row.account] else { return }
        let input = gateInput(for: order)
        let sign = order.row.side?.sign ?? 0
        sizing.held = input.position.map {
            sizing.isExit ? -sign * $0 - input.pendingExits + sizing.beside : sign * $0
        }
        if !sizing.isExit { sizing.coming = order.row.side == .sell ? input.liveSells : input.liveBuys }
        switch sizing.rule.kind {
        case .fixed, .multiply, .position: break
        case .balance: sizing.balance = book.state?.balance
        case .risk:
            sizing.stopTicks = order.row.bracket?.stop?.count ?? sizing.stopTicks
            sizing.slipTicks = book.profile.holding.slipTicks
            sizing.tickValue = input.contract.flatMap {
                gateways[book.profile.gateway]?.contracts[$0]?.tickValue
            }
            sizing.roundTurn = input.contract.flatMap { product($0, book)?.roundTurn }
        }
    }
}
