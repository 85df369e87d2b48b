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
        sizing.most = opposite.flatMap { _ in cutMost(of: intent.account) }
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
        if intent.orderClass == .entry, sizing.leadsToAPosition, alert.symbol.expiry == nil,
            let side = intent.side, let book = accounts[intent.account]
        {
            let others = heldMonths(book, root: target.root ?? alert.symbol.root)
                .filter { $0.contract != intent.contract }
            sizing.beside = side.sign * (Self.sum(of: others) ?? 0)
        }
        return sizing
    }

    /// What entries of an account are cut to; nil where it has none cut.
    func cutMost(of account: AccountName) -> Int64? {
        accounts[account].flatMap { book in
            book.profile.clampsEntries
                ? min(book.profile.limits.sizeMax, book.profile.limits.positionMax) : nil
        }
    }

    /// Contracts over months, above zero long; nil where the sum leaves the range.
    static func sum(of positions: [Position]) -> Int64? {
        positions.reduce(Int64(0)) { sum, position in sum?.checked(adding: position.signedSize) }
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
            (sizing.isExit ? -sign * $0 - input.pendingExits : sign * $0) + sizing.beside
        }
        if !sizing.isExit, let side = order.row.side {
            let root = self.root(of: order.row, asked: order.root)
            sizing.coming = coming(side, root.uppercased(), book, besides: order.row.tag)
        }
        switch sizing.rule.kind {
        case .fixed, .multiply, .position: break
        case .balance: sizing.balance = book.state?.balance
        case .risk:
            sizing.stopTicks = order.row.bracket?.stop?.count ?? sizing.stopTicks
            sizing.slipTicks = book.profile.holding.slipTicks
            sizing.tickValue = input.contract.flatMap {
                gateways[book.profile.gateway]?.contracts[$0]?.tickValue
            }
            sizing.roundTurn = input.contract.flatMap { product($0, book) }.map { roundTurn(of: $0, book) }
        }
    }
}
