import Trading

/// How many contracts an alert comes to on one account.
extension Desk {
    /// - Parameter held: The open position in the traded root, whatever its month.
    func sizing(
        _ alert: Alert, _ target: Rule.Target, _ intent: OrderIntent, held: Position?
    ) -> Sizing? {
        guard intent.orderClass != .flatten else { return nil }
        var sizing = Sizing(target.size, isExit: intent.orderClass != .entry)
        sizing.alerted = alert.size?.contracts
        if case .reverse(_, let size) = alert.intent {
            sizing.alerted = size?.contracts
            if size == nil { sizing.reversed = held.map { abs($0.signedSize) } }
        }
        if target.size.converts { weigh(alert.symbol, intent, into: &sizing) }
        return sizing
    }

    /// Contracts of products that do not move together have no common weight.
    private func weigh(_ symbol: ChartSymbol, _ intent: OrderIntent, into sizing: inout Sizing) {
        guard let book = accounts[intent.account], let contract = intent.contract,
            let chart = FuturesProduct.root(symbol.root), let traded = product(contract, book),
            chart.hedgeGroup == traded.hedgeGroup
        else { return }
        (sizing.chartTenths, sizing.tradedTenths) = (chart.tenths, traded.tenths)
    }

    /// Fills in what the rule asks of the account, and the size that follows from it.
    func size(_ order: inout LiveOrder, by sizing: Sizing) -> Sizing {
        var sizing = sizing
        if sizing.rule.looksAtTheAccount { tell(of: order, into: &sizing) }
        order.row.size = sizing.contracts
        return sizing
    }

    private func tell(of order: LiveOrder, into sizing: inout Sizing) {
        guard let book = accounts[order.row.account] else { return }
        let input = gateInput(for: order)
        let sign = order.row.side?.sign ?? 0
        sizing.held = input.position.map { sizing.isExit ? -sign * $0 - input.pendingExits : sign * $0 }
        if !sizing.isExit { sizing.coming = order.row.side == .sell ? input.liveSells : input.liveBuys }
        switch sizing.rule.kind {
        case .fixed, .multiply, .position: break
        case .balance: sizing.balance = book.state?.balance
        case .risk:
            sizing.stopTicks = order.row.bracket?.stop?.count
            sizing.slipTicks = book.profile.holding.slipTicks
            sizing.tickValue = input.contract.flatMap {
                gateways[book.profile.gateway]?.contracts[$0]?.tickValue
            }
            sizing.roundTurn = input.contract.flatMap { product($0, book)?.roundTurn }
        }
    }
}
