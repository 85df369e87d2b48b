import Trading

extension VenueCore {
    /// Takes an order or refuses it. A refusal by validation leaves a row of status 5 and uses the tag up.
    mutating func place(_ request: VenuePlaceRequest, at time: Timestamp) -> VenuePlaceAnswer {
        advance(to: time)
        guard let account = book.accounts[request.account] else { return refused(Refusal(code: 1)) }
        guard let listing = listing(request.contract) else { return refused(Refusal(code: 8)) }
        guard listing.isActive else { return refused(Refusal(code: 9)) }
        guard !account.isFollower, !account.isLive else { return refused(Refusal(code: 10)) }
        do {
            try judge(request, account: account, listing: listing)
        } catch {
            return keepRefused(request, error, listing)
        }
        return VenuePlaceAnswer(order: accept(request, listing), code: 0)
    }

    /// Refuses whatever the order says, with row and burned tag, as a venue does now and then.
    mutating func placeRefused(
        _ request: VenuePlaceRequest, code: Int, message: String?, at time: Timestamp
    ) -> VenuePlaceAnswer {
        advance(to: time)
        guard book.accounts[request.account] != nil else { return refused(Refusal(code: 1)) }
        guard let listing = listing(request.contract) else { return refused(Refusal(code: 8)) }
        return keepRefused(request, Refusal(code: code, message), listing)
    }

    private func refused(_ refusal: Refusal) -> VenuePlaceAnswer {
        VenuePlaceAnswer(order: nil, code: refusal.code, message: refusal.message)
    }

    private func judge(_ request: VenuePlaceRequest, account: VenueAccount, listing: Listing) throws(Refusal)
    {
        try checkTags(request)
        guard let type = OrderType(rawValue: request.type), type != .stopLimit else { throw .orderType }
        guard request.side == 0 || request.side == 1 else { throw .orderSide }
        guard request.size > 0 else { throw .orderSize }
        guard account.canTrade else { throw Refusal(code: 4) }
        let side: Side = request.side == 0 ? .buy : .sell
        try checkFunds(request, account: account, side: side)
        if let refusal = sessionRefusal { throw refusal }
        if request.stopLoss != nil || request.takeProfit != nil {
            guard account.bracketMode == .autoOCO else { throw .positionBrackets }
            try BracketRules.check(request, side: side)
        }
        try checkPositionMax(request, account: account, side: side)
        let prices = prices(of: listing)
        try prices.check(
            type, side: side, limit: request.limitPrice, stop: request.stopPrice, trail: request.trailPrice)
    }

    /// A tag is used once on an account, for ever, and so are those that it would give to its children.
    private func checkTags(_ request: VenuePlaceRequest) throws(Refusal) {
        guard let tag = request.tag else { return }
        var wanted = [tag]
        if request.stopLoss != nil { wanted.append(tag + "-SL") }
        if request.takeProfit != nil { wanted.append(tag + "-TP") }
        guard !wanted.contains(where: { book.isUsed($0, on: request.account) }) else { throw .duplicateTag }
    }

    /// Where the firm's hours stand now; which code a closed market has differs from time to time.
    private var sessionRefusal: Refusal? {
        guard let refusal = rules.session?.refusal(at: now) else { return nil }
        return rules.switches.closedMarket == .orderRejected ? refusal.coded(2) : refusal
    }

    /// What prices are judged by now.
    func prices(of listing: Listing) -> PriceRules {
        PriceRules(
            tick: listing.product.tickSize, quote: market.quote(listing, at: now),
            isQuoted: !unquoted.contains(listing.id), hasTraded: !untraded.contains(listing.id))
    }

    /// An account that has nothing left trades nothing; one with a margin must have it for every contract that
    /// it would hold, unless it would hold fewer than before.
    private func checkFunds(_ request: VenuePlaceRequest, account: VenueAccount, side: Side) throws(Refusal) {
        guard account.balance > .zero else { throw Refusal(code: 3) }
        guard let margin = account.marginPerContract else { return }
        let held = book.position(account.id, request.contract)?.signedSize ?? 0
        let after = held + side.sign * request.size
        guard after.magnitude > held.magnitude else { return }
        guard let needed = margin.checked(times: Int64(after.magnitude)), needed <= account.balance
        else { throw Refusal(code: 3) }
    }

    private func checkPositionMax(_ request: VenuePlaceRequest, account: VenueAccount, side: Side)
        throws(Refusal)
    {
        guard let limit = account.positionMax else { return }
        let held = book.position(account.id, request.contract)?.signedSize ?? 0
        let after = held + side.sign * request.size
        if after.magnitude > limit.magnitude, after.magnitude > held.magnitude { throw .positionMax }
    }

    private mutating func keepRefused(
        _ request: VenuePlaceRequest, _ refusal: Refusal, _ listing: Listing
    ) -> VenuePlaceAnswer {
        var order = row(request, id: nextOrderID(), listing)
        order.status = .rejected
        order.updated = now.advanced(by: rules.latencies.refusal)
        if let tag = order.tag, book.isUsed(tag, on: order.account) { order.tag = nil }
        book.put(order)
        agenda.add(.tellRefusal(order.id), due: order.updated)
        return VenuePlaceAnswer(order: order.id, code: refusal.code, message: refusal.message)
    }

    /// Writes the whole family down and tells of it as captured: stop child, entry, target child.
    mutating func accept(_ request: VenuePlaceRequest, _ listing: Listing) -> OrderID {
        var entry = row(request, id: nextOrderID(), listing)
        entry.queue = book.nextQueue(for: entry.id)
        entry.status = entry.type == OrderType.market.rawValue ? .pending : .open
        applyPrices(of: request, to: &entry, listing)
        book.put(entry)
        let stop = entry.stopLoss.map { child($0, of: entry, suffix: "-SL", after: 1, listing) }
        if let stop { commit(stop) }
        tell(.order(entry))
        if let leg = entry.takeProfit {
            var target = child(leg, of: entry, suffix: "-TP", after: stop == nil ? 1 : 2, listing)
            target.linked = stop?.id
            commit(target)
        }
        let delay = entry.hasBracket ? rules.latencies.bracketedFill : rules.latencies.fill
        let isKept = rejectionsNext == 0
        if !isKept { rejectionsNext -= 1 }
        agenda.add(
            isKept ? .meetMarket(entry.id) : .rejectAccepted(entry.id), due: now.advanced(by: delay))
        return entry.id
    }

    /// Ends an accepted order with status 5, and with it the children that it would have had.
    mutating func rejectAccepted(_ id: OrderID) {
        guard var order = book.orders[id], order.status.isWorking else { return }
        order.status = .rejected
        order.updated = now
        commit(order)
        for child in book.children[id] ?? [] { cancelWorking(child) }
    }

    /// Ids come from one counter; between families up to three numbers are left out.
    private func nextOrderID() -> OrderID {
        let last = book.lastOrder.number
        return OrderID(last + 1 + Int64(Scatter.value(rules.seed, UInt64(bitPattern: last)) % 4))
    }

    private func row(_ request: VenuePlaceRequest, id: OrderID, _ listing: Listing) -> VenueOrder {
        VenueOrder(
            id: id, account: request.account, contract: request.contract, symbolID: listing.product.symbolID,
            created: now, updated: now, status: .open, type: request.type, sideNumber: request.side,
            size: request.size, limitPrice: request.limitPrice, stopPrice: request.stopPrice,
            tag: request.tag, stopLoss: request.stopLoss, takeProfit: request.takeProfit)
    }

    private mutating func child(
        _ leg: VenueBracketLeg, of entry: VenueOrder, suffix: String, after offset: Int64, _ listing: Listing
    ) -> VenueOrder {
        var child = VenueOrder(
            id: OrderID(entry.id.number + offset), account: entry.account, contract: entry.contract,
            symbolID: entry.symbolID, created: now, updated: now, status: .suspended, type: leg.type,
            sideNumber: 1 - entry.sideNumber, size: entry.size)
        child.queue = book.nextQueue(for: child.id)
        child.tag = entry.tag.map { $0 + suffix }
        child.parent = entry.id
        child.trailDistance = leg.ticks
        child.trailPrice = listing.product.tickSize.price(Ticks(leg.ticks), from: Price(nanos: 0))
        return child
    }

    /// What the order's type makes of the prices that came with it.
    private func applyPrices(of request: VenuePlaceRequest, to order: inout VenueOrder, _ listing: Listing) {
        let quote = market.quote(listing, at: now)
        switch OrderType(rawValue: order.type) {
        case .joinBid: order.limitPrice = quote.bid
        case .joinAsk: order.limitPrice = quote.ask
        case .trailingStop:
            guard let level = request.trailPrice else { return }
            applyTrail(level, to: &order, last: quote.last, tick: listing.product.tickSize)
        default: break
        }
    }

    /// A level sets a distance from the last price; the stop follows the market at that distance. A bracket
    /// child's distance keeps its sign.
    func applyTrail(_ level: Price, to order: inout VenueOrder, last: Price, tick: TickSize) {
        let distance = Int64((last.nanos - level.nanos).magnitude) / tick.nanos
        let signed = (order.trailDistance ?? 0) < 0 ? 0 - distance : distance
        order.trailDistance = signed
        order.trailPrice = tick.price(Ticks(signed), from: Price(nanos: 0))
        order.stopPrice = tick.price(Ticks(order.side.sign * distance), from: last)
    }
}
