import JSON
import Trading

/// What becomes of orders.
extension SimulatedVenue {
    /// Puts an order into the book; its tag is used up with it.
    func add(_ order: inout SimulatedOrder) {
        order.id = Self.firstOrder + Int64(orders.count)
        orders.append(order)
        if let tag = order.tag { accounts[order.account]?.tags[tag] = order.id }
    }

    /// A pending order is worked on: it fills, or rests.
    func arrived(_ id: Int64) {
        guard let order = order(id), order.status == .pending else { return }
        edit(id) { $0.status = .open }
        if order.type == .market { return execute(id, at: slipped(order)) }
        tellOrder(id)
        trigger(order.contract)
    }

    func reject(_ id: Int64) {
        guard let order = order(id), order.status.isLive, order.filled == 0 else { return }
        end(id, as: .rejected)
        endLegs(of: id)
    }

    func cancel(_ id: Int64) {
        guard let order = order(id), order.status.isLive else { return }
        end(id, as: .cancelled)
        if order.filled == 0 { endLegs(of: id) } else { wakeLegsSoon(of: id) }
    }

    private func end(_ id: Int64, as status: SimulatedOrder.Status) {
        edit(id) {
            $0.status = status
            $0.updatedAt = wall
        }
        tellOrder(id)
    }

    private func endLegs(of parent: Int64) {
        for leg in legs(of: parent) where leg.status == .suspended { end(leg.id, as: .cancelled) }
    }

    /// Legs stand right behind their parent in the book.
    private func legs(of parent: Int64) -> [SimulatedOrder] {
        [parent + 1, parent + 2].compactMap(order).filter { $0.parent == parent }
    }

    // MARK: The market

    /// Moves a contract's last price, and fills what it touches.
    func move(_ contract: ContractID, byTicks ticks: Int64) {
        guard let size = self.contract(contract)?.tickSize.nanos, let last = prices[contract] else { return }
        let price = max(last.nanos + ticks * size, 1_000 * size)
        prices[contract] = Price(nanos: price)
        trigger(contract)
    }

    /// Fills whatever rests at a price that the market has reached.
    func trigger(_ contract: ContractID) {
        guard let last = prices[contract] else { return }
        for index in orders.indices {
            let order = orders[index]
            guard order.contract == contract, order.status == .open, order.type != .market else { continue }
            follow(order, last)
            guard let price = touched(orders[index], last) else { continue }
            execute(order.id, at: price)
        }
    }

    private func touched(_ order: SimulatedOrder, _ last: Price) -> Price? {
        if let limit = order.limit {
            return (order.side == .buy ? last <= limit : last >= limit) ? limit : nil
        }
        if let stop = order.stop { return (order.side == .buy ? last >= stop : last <= stop) ? last : nil }
        return nil
    }

    /// A trailing stop follows the market at its distance.
    private func follow(_ order: SimulatedOrder, _ last: Price) {
        guard order.type == .trailingStop, let ticks = order.ticks, let stop = order.stop else { return }
        let distance = abs(ticks) * order.tickSize
        let wanted = order.side == .sell ? last.nanos - distance : last.nanos + distance
        let better = order.side == .sell ? max(stop.nanos, wanted) : min(stop.nanos, wanted)
        if better != stop.nanos { edit(order.id) { $0.stop = Price(nanos: better) } }
    }

    private func slipped(_ order: SimulatedOrder) -> Price {
        let last = prices[order.contract] ?? Price(nanos: order.tickSize)
        return Price(nanos: last.nanos + order.side.sign * order.tickSize * .random(in: 0...1, using: &dice))
    }

    // MARK: Fills

    /// Fills what is left of an order, all at once or in parts.
    func execute(_ id: Int64, at price: Price) {
        guard let order = order(id), order.status == .open else { return }
        if order.rest > 1, takes(.partialFill) {
            fill(id, .random(in: 1..<order.rest, using: &dice), at: price)
            let wait = milliseconds(50...6_000)
            timeline.after(wait) { [weak self] in self?.execute(id, at: price) }
            return
        }
        if let sibling = order.sibling, self.order(sibling)?.status == .open, takes(.bothLegs) {
            fillBoth(id, sibling)
        } else {
            fill(id, order.rest, at: price)
        }
    }

    /// Both legs fill before either hears of the other.
    func fillBoth(_ first: Int64, _ second: Int64) {
        for id in [first, second] {
            guard let leg = order(id), let price = leg.limit ?? leg.stop else { continue }
            fill(id, leg.rest, at: price, sparesSibling: true)
        }
    }

    func fill(_ id: Int64, _ size: Int64, at price: Price, sparesSibling: Bool = false) {
        guard let order = order(id), size > 0, size <= order.rest, let contract = contract(order.contract)
        else { return }
        let isDone = size == order.rest
        edit(id) {
            $0.filled += size
            $0.cost += price.nanos * size
            if isDone { $0.status = .filled }
        }
        tellOrder(id)
        book(order, size, price, contract)
        if isDone, !sparesSibling, let sibling = order.sibling { cancel(sibling) }
        if isDone || legsFollowFills { wakeLegsSoon(of: id) }
    }

    private func book(_ order: SimulatedOrder, _ size: Int64, _ price: Price, _ contract: Contract) {
        guard var account = accounts[order.account] else { return }
        let signed = order.side.sign * size
        var holding =
            account.holdings[contract.id]
            ?? SimulatedAccount.Holding(id: nextHolding, size: 0, cost: 0, openedAt: wall)
        if holding.size == 0 { nextHolding += 1 }
        let profit = Self.change(&holding, by: signed, at: price, contract)
        let fees = Money(tenThousandths: 3_700 * size)
        let commissions = Money(tenThousandths: 2_500 * size)
        let paid = (profit?.tenThousandths ?? 0) - fees.tenThousandths - commissions.tenThousandths
        account.balance = Money(tenThousandths: account.balance.tenThousandths + paid)
        account.holdings[contract.id] = holding.size == 0 ? nil : holding
        let lag =
            tradeLag > .zero
            ? Span(microseconds: .random(in: 0...tradeLag.microseconds, using: &dice)) : .zero
        var trade = SimulatedTrade(
            id: nextTrade, account: order.account, contract: contract.id, order: order.id, at: wall,
            visibleAt: timeline.steady.advanced(by: lag), price: price, side: order.side, size: size,
            profit: profit, fees: fees, commissions: commissions)
        nextTrade += 1
        trade.row = JSONWriter.write { trade.write(&$0, isHub: false) }
        account.trades.append(trade)
        accounts[order.account] = account
        tell(trade)
        tell(holding, of: contract.id, account: order.account)
        tellAccount(order.account)
    }

    /// - Returns: what the closing part earned before fees; nil where the fill only opened.
    private static func change(
        _ holding: inout SimulatedAccount.Holding, by signed: Int64, at price: Price, _ contract: Contract
    ) -> Money? {
        let isOpening = holding.size == 0 || (holding.size > 0) == (signed > 0)
        if isOpening {
            holding.size += signed
            holding.cost += price.nanos * abs(signed)
            return nil
        }
        let closed = min(abs(signed), abs(holding.size))
        let entry = holding.average
        let profit = Size(closed).flatMap {
            contract.profit(entry: entry, exit: price, side: holding.size > 0 ? .buy : .sell, size: $0)
        }
        let opened = abs(signed) - closed
        holding.size += signed
        holding.cost = opened > 0 ? price.nanos * opened : holding.cost - entry.nanos * closed
        return profit ?? .zero
    }

    // MARK: Legs

    private func wakeLegsSoon(of parent: Int64) {
        guard !legs(of: parent).isEmpty else { return }
        timeline.after(milliseconds(8...30)) { [weak self] in self?.wakeLegs(of: parent) }
    }

    /// Legs get their prices from the fill, and as many contracts as were filled.
    private func wakeLegs(of parent: Int64) {
        guard let entry = order(parent), let average = entry.average else { return }
        for leg in legs(of: parent) where leg.status == .suspended || leg.status == .open {
            guard leg.status == .suspended || leg.size != entry.filled else { continue }
            // One whose sibling has filled meanwhile protects nothing any more.
            let tick = leg.tickSize
            let level = (average.nanos + tick / 2) / tick * tick + (leg.ticks ?? 0) * tick
            edit(leg.id) {
                $0.size = max(entry.filled, $0.filled)
                if $0.status == .suspended {
                    if $0.type == .limit {
                        $0.limit = Price(nanos: level)
                    } else {
                        $0.stop = Price(nanos: level)
                    }
                }
                $0.status = .open
                $0.updatedAt = wall
            }
            tellOrder(leg.id)
        }
        trigger(entry.contract)
    }
}
