import Trading

extension VenueCore {
    /// Changes an open order in place: its id, its tag and its sibling stay as they are.
    ///
    /// - Throws: codes of `ModifyOrderErrorCode`.
    mutating func modify(
        _ id: OrderID, of account: AccountID, size: Int64?, limit: Price?, stop: Price?, trail: Price?,
        at time: Timestamp
    ) throws(Refusal) {
        advance(to: time)
        guard let holder = book.accounts[account] else { throw Refusal(code: 1) }
        guard !holder.isFollower, !holder.isLive else { throw Refusal(code: 6) }
        guard var order = book.orders[id], order.account == account else { throw Refusal(code: 2) }
        guard let listing = listing(order.contract) else { throw Refusal(code: 7) }
        guard order.status == .open else { throw refusal(of: order) }
        let old = order
        if let size {
            guard size > order.fillVolume else { throw Refusal.orderSize.coded(3) }
            order.size = size
        }
        do {
            try reprice(&order, limit: limit, stop: stop, trail: trail, prices(of: listing))
        } catch {
            throw error.coded(3)
        }
        if order.limitPrice != old.limitPrice || order.stopPrice != old.stopPrice || order.size > old.size {
            order.queue = book.nextQueue(for: order.id)
        }
        order.updated = now
        commit(order)
        meetMarket(id)
    }

    /// What a change of an order that cannot be changed meets: nobody wrote down which code a finished one has.
    private func refusal(of order: VenueOrder) -> Refusal {
        Refusal(code: !order.status.isWorking && rules.switches.finishedOrder == .notFound ? 2 : 3)
    }

    /// A price that is not given stays as it is.
    private func reprice(
        _ order: inout VenueOrder, limit: Price?, stop: Price?, trail: Price?, _ prices: PriceRules
    ) throws(Refusal) {
        switch OrderType(rawValue: order.type) {
        case .limit, .joinBid, .joinAsk:
            guard let limit else { return }
            guard prices.isGood(limit) else { throw .price }
            if limit != order.limitPrice { order.hasRested = false }
            order.limitPrice = limit
        case .stop:
            guard let stop else { return }
            guard prices.isGood(stop) else { throw .price }
            try prices.checkStop(stop, side: order.side)
            order.stopPrice = stop
        case .trailingStop:
            guard let trail else { return }
            _ = try prices.distance(to: trail)
            applyTrail(trail, to: &order, last: prices.quote.last, tick: prices.tick)
        case .market, .stopLimit, nil: break
        }
    }

    /// Cancels a working order; an entry takes its suspended children along, a child leaves its sibling unless
    /// the switches say otherwise. Of an entry filled in part the children come, at the size that was filled.
    ///
    /// - Throws: codes of `CancelOrderErrorCode`.
    mutating func cancel(_ id: OrderID, of account: AccountID, at time: Timestamp) throws(Refusal) {
        advance(to: time)
        guard let holder = book.accounts[account] else { throw Refusal(code: 1) }
        guard !holder.isFollower else {
            throw Refusal(code: 6, "Follower accounts cannot cancel orders")
        }
        guard !holder.isLive else { throw Refusal(code: 6, "Live accounts not supported") }
        guard let order = book.orders[id], order.account == account else { throw Refusal(code: 2) }
        guard order.status == .open || order.status == .suspended else { throw refusal(of: order) }
        cancelWorking(id)
        if rules.switches.childCancelled == .cancelsBoth {
            for sibling in siblings(of: order) {
                agenda.add(.cancelSibling(sibling), due: now.advanced(by: rules.latencies.siblingCancel))
            }
        }
        if order.fillVolume > 0 { agenda.add(.activateChildren(of: id), due: now) }
        for child in book.children[id] ?? [] where order.fillVolume == 0 {
            if book.orders[child]?.status == .suspended { cancelWorking(child) }
        }
    }

    /// Ends an order that is still working, and says so.
    mutating func cancelWorking(_ id: OrderID) {
        guard var order = book.orders[id], order.status.isWorking else { return }
        order.status = .cancelled
        order.updated = now
        commit(order)
    }

    /// Closes a position, or `size` contracts of it, by a market order without a tag. What protects it stays
    /// working.
    ///
    /// - Throws: codes of `ClosePositionErrorCode`, and with a size those of `PartialClosePositionErrorCode`.
    mutating func close(_ contract: ContractID, of account: AccountID, size: Int64?, at time: Timestamp)
        throws(Refusal)
    {
        advance(to: time)
        guard let holder = book.accounts[account] else { throw Refusal(code: 1) }
        guard let listing = listing(contract) else { throw Refusal(code: 3) }
        guard let held = book.position(account, contract) else { throw Refusal(code: 2) }
        guard !holder.isFollower, !holder.isLive || size == nil else {
            throw Refusal(code: size == nil ? 8 : 9)
        }
        guard !isOver(listing.month) else { throw Refusal(code: 4) }
        if let size, size <= 0 || size > held.size { throw Refusal(code: 5) }
        guard rules.session?.refusal(at: now) == nil, !unquoted.contains(contract) else {
            throw Refusal(code: size == nil ? 5 : 6)
        }
        _ = accept(
            VenuePlaceRequest(
                account: account, contract: contract, type: OrderType.market.rawValue,
                side: held.signedSize > 0 ? 1 : 0, size: size ?? held.size), listing)
    }

    /// Whether a month's contracts have expired. One that merely is not the active month any more can be closed.
    private func isOver(_ month: ContractMonth) -> Bool {
        (month.year, month.letter.rawValue) < (day.parts.year, day.parts.month)
    }

    /// Cancels everything that works on an account and closes everything it holds, whatever the hour.
    mutating func flatten(_ account: AccountID, at time: Timestamp) {
        advance(to: time)
        flattenNow(account)
    }

    mutating func flattenNow(_ account: AccountID) {
        for id in book.working[account] ?? [] { cancelWorking(id) }
        for held in positions(of: account) {
            guard let listing = listing(held.contract) else { continue }
            _ = accept(
                VenuePlaceRequest(
                    account: account, contract: held.contract, type: OrderType.market.rawValue,
                    side: held.signedSize > 0 ? 1 : 0, size: held.size), listing)
        }
    }

    /// Moves a contract's last price, and fills what it reaches.
    mutating func setPrice(_ contract: ContractID, to price: Price, at time: Timestamp) {
        advance(to: time)
        book.put(market.set(contract, to: price, at: now), of: contract)
        matchResting(contract)
    }

    /// Changes what an account may do, and tells the hub.
    mutating func change(_ account: AccountID, at time: Timestamp, _ change: (inout VenueAccount) -> Void) {
        advance(to: time)
        guard var row = book.accounts[account] else { return }
        change(&row)
        book.put(row)
        tell(.account(row))
    }
}
