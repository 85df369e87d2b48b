import Trading

extension VenueCore {
    /// Fills an order at a price, and tells in the order of the captures: order, trades, position, account.
    mutating func execute(_ order: VenueOrder, at price: Price, _ listing: Listing) {
        var order = order
        let isPartial = partialFillsNext > 0 && order.remaining > 1
        if isPartial { partialFillsNext -= 1 }
        let size = isPartial ? 1 : order.remaining
        order.filledPrice = Self.average(
            order.filledPrice ?? price, order.fillVolume, with: price, size)
        order.fillVolume += size
        order.status = isPartial ? .open : .filled
        commit(order)
        book(order, size: size, at: price, listing)
        if isPartial {
            agenda.add(.meetMarket(order.id), due: now.advanced(by: rules.latencies.fill))
        } else {
            followUp(order)
        }
    }

    /// What the venue does by itself after an order is done.
    private mutating func followUp(_ order: VenueOrder) {
        if order.hasBracket, !(book.children[order.id] ?? []).isEmpty {
            agenda.add(.activateChildren(of: order.id), due: now.advanced(by: rules.latencies.activation))
        }
        for sibling in siblings(of: order) {
            guard siblingsLeftNext == 0 else { siblingsLeftNext -= 1; continue }
            agenda.add(.cancelSibling(sibling), due: now.advanced(by: rules.latencies.siblingCancel))
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
            guard var child = book.orders[id], child.status == .suspended, let ticks = child.trailDistance
            else { continue }
            let price = tick.price(Ticks(ticks), from: anchor)
            child.status = .open
            child.size = entry.fillVolume
            child.updated = now
            if child.type == OrderType.limit.rawValue {
                child.limitPrice = price
            } else {
                child.stopPrice = price
            }
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
