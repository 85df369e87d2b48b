import Trading

extension VenueCore {
    /// Fills an order at a price, and tells in the order of the captures: order, trades, position, account.
    ///
    /// - Parameter size: At most what remains; the rest looks at the market again a moment later.
    mutating func execute(_ order: VenueOrder, at price: Price, size: Int64, _ listing: Listing) {
        var order = order
        var size = size
        if partialFillsNext > 0, order.remaining > 1 {
            partialFillsNext -= 1
            size = 1
        }
        order.filledPrice = Self.average(
            order.filledPrice ?? price, order.fillVolume, with: price, size)
        order.fillVolume += size
        order.status = order.remaining > 0 ? .open : .filled
        let before = book.position(order.account, order.contract)?.signedSize ?? 0
        commit(order)
        book(order, size: size, at: price, listing)
        if order.remaining > 0 {
            let pause = max(rules.latencies.fill, .milliseconds(1))
            agenda.add(.meetMarket(order.id), due: now.advanced(by: pause))
        }
        followUp(order)
        if order.parent == nil { sweep(after: order, from: before) }
    }

    /// What the venue does by itself after an execution.
    private mutating func followUp(_ order: VenueOrder) {
        let isDone = order.status == .filled
        if order.hasBracket, !(book.children[order.id] ?? []).isEmpty,
            isDone || rules.switches.childrenOnPartialFill == .growing
        {
            agenda.add(.activateChildren(of: order.id), due: now.advanced(by: rules.latencies.activation))
        }
        for sibling in siblings(of: order) where isDone {
            guard siblingsLeftNext == 0 else { siblingsLeftNext -= 1; continue }
            agenda.add(.cancelSibling(sibling), due: now.advanced(by: rules.latencies.siblingCancel))
        }
    }

    /// Where the switches say so, children go when something else took their position away, or part of it.
    private mutating func sweep(after order: VenueOrder, from before: Int64) {
        let after = book.position(order.account, order.contract)?.signedSize ?? 0
        let isOver = after == 0 || after.signum() != before.signum()
        let isSwept =
            isOver
            ? rules.switches.childrenOnFlat == .sweep
            : rules.switches.partialExit == .cancelsGroup && after.magnitude < before.magnitude
        guard before != 0, isSwept else { return }
        for id in book.working[order.account] ?? [] {
            guard let child = book.orders[id], child.contract == order.contract, child.status == .open,
                let parent = child.parent, parent != order.id
            else { continue }
            agenda.add(.cancelSibling(id), due: now.advanced(by: rules.latencies.siblingCancel))
        }
    }

    func siblings(of order: VenueOrder) -> [OrderID] {
        guard let parent = order.parent else { return [] }
        return (book.children[parent] ?? []).filter { $0 != order.id }
    }

    /// Gives the children their prices, the target first, as captured.
    mutating func activateChildren(of entry: OrderID) {
        guard let entry = book.orders[entry], let listing = listing(entry.contract),
            let filled = entry.filledPrice
        else { return }
        let tick = listing.product.tickSize
        let anchor = Price(nanos: (filled.nanos + tick.nanos / 2).floorDivided(by: tick.nanos) * tick.nanos)
        for id in (book.children[entry.id] ?? []).reversed() {
            guard var child = book.orders[id], let ticks = child.trailDistance else { continue }
            if child.status == .suspended {
                child.status = .open
                let price = tick.price(Ticks(ticks), from: anchor)
                if child.isLimit { child.limitPrice = price } else { child.stopPrice = price }
            } else if child.status != .open || child.size >= entry.fillVolume {
                continue
            }
            child.size = entry.fillVolume
            child.updated = now
            commit(child)
        }
        for id in book.children[entry.id] ?? [] { meetMarket(id) }
    }

    /// Books an execution: the part that closes, with its profit, then the part that opens.
    private mutating func book(_ order: VenueOrder, size: Int64, at price: Price, _ listing: Listing) {
        let held = book.position(order.account, order.contract)
        let signed = held?.signedSize ?? 0
        let closing = signed.signum() == -order.side.sign ? min(size, Int64(signed.magnitude)) : 0
        var told: [VenuePosition] = []
        if closing > 0, var held {
            let entered: Side = signed > 0 ? .buy : .sell
            let profit = Size(closing).flatMap {
                listing.contract.profit(entry: held.averagePrice, exit: price, side: entered, size: $0)
            }
            addTrade(order, size: closing, at: price, profit: profit ?? .zero, listing)
            held.signedSize += order.side.sign * closing
            book.put(held)
            told.append(held)
        }
        if size > closing { told.append(open(order, size: size - closing, at: price, listing)) }
        for position in told { tell(.position(position)) }
        if let account = book.accounts[order.account] { tell(.account(account)) }
    }

    private mutating func open(_ order: VenueOrder, size: Int64, at price: Price, _ listing: Listing)
        -> VenuePosition
    {
        addTrade(order, size: size, at: price, profit: nil, listing)
        var position =
            book.position(order.account, order.contract)
            ?? VenuePosition(
                id: book.lastPosition + 1, account: order.account, contract: order.contract,
                displayName: listing.displayName, created: now, signedSize: 0, averagePrice: price)
        position.averagePrice = Self.average(position.averagePrice, position.size, with: price, size)
        position.signedSize += order.side.sign * size
        book.put(position)
        return position
    }

    /// One half turn; the account's balance moves by its profit less what it costs.
    private mutating func addTrade(
        _ order: VenueOrder, size: Int64, at price: Price, profit: Money?, _ listing: Listing
    ) {
        let product = listing.product
        let trade = VenueTrade(
            id: TradeID(book.lastTrade.number + 1), account: order.account, contract: order.contract,
            created: now, price: price, profitAndLoss: profit,
            fees: product.fees.checked(times: size) ?? .zero,
            commissions: product.commissions.checked(times: size) ?? .zero,
            side: order.side, size: size, order: order.id)
        book.put(trade)
        tell(.trade(trade))
        guard var account = book.accounts[order.account] else { return }
        account.balance =
            account.balance.checked(adding: profit ?? .zero)
            .flatMap { $0.checked(subtracting: trade.fees) }
            .flatMap { $0.checked(subtracting: trade.commissions) } ?? account.balance
        book.put(account)
    }

    /// The volume-weighted average of a held price and a new one, to 10⁻⁹, half away from zero.
    private static func average(_ old: Price, _ oldSize: Int64, with new: Price, _ newSize: Int64) -> Price {
        let sum = Int128(old.nanos) * Int128(oldSize) + Int128(new.nanos) * Int128(newSize)
        let count = Int128(oldSize + newSize)
        let doubled = sum * 2 + (sum < 0 ? -count : count)
        return Price(nanos: Int64(doubled / (2 * count)))
    }
}
