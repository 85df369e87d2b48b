import Trading

/// Who trades, at which price, and who comes first.
extension VenueCore {
    /// An order looks at the market: by itself when it comes in, later with all that rests beside it.
    mutating func meetMarket(_ id: OrderID) {
        guard let order = book.orders[id], let listing = listing(order.contract) else { return }
        switch order.status {
        case .open: lookAtMarket(order, market.quote(listing, at: now), listing)
        case .pending where order.type == OrderType.market.rawValue:
            lookAtMarket(order, market.quote(listing, at: now), listing)
        default: break
        }
    }

    /// Fills what the present price reaches: the better price first, and of one price the earlier order.
    mutating func matchResting(_ contract: ContractID) {
        guard let waiting = book.resting[contract], let listing = listing(contract) else { return }
        let quote = market.quote(listing, at: now)
        var reached: [VenueOrder] = []
        for entry in waiting where entry.isConcerned(by: quote) {
            guard var order = book.orders[entry.id], order.status == .open else { continue }
            if follow(&order, quote, listing.product.tickSize) { book.put(order) }
            if bound(of: order, quote) != nil { reached.append(order) }
        }
        reached.sort(by: Self.comesBefore)
        for order in reached { meetMarket(order.id) }
    }

    /// Market orders before limits, then the better price, then the place in the line.
    private static func comesBefore(_ left: VenueOrder, _ right: VenueOrder) -> Bool {
        func rank(_ order: VenueOrder) -> (Int64, Int64) {
            let isLimit = order.isLimit
            let price = order.limitPrice?.nanos ?? 0
            return (isLimit ? (order.side == .buy ? 0 &- price : price) : Int64.min, order.queue)
        }
        return rank(left) < rank(right)
    }

    /// Fills an open order as far as its price is reached, and lets it rest otherwise.
    private mutating func lookAtMarket(_ order: VenueOrder, _ quote: VenueQuote, _ listing: Listing) {
        var order = order
        _ = follow(&order, quote, listing.product.tickSize)
        if let bound = bound(of: order, quote) {
            if case .any = bound { order.isTriggered = order.type != OrderType.market.rawValue }
            if let (price, size) = offer(to: order, bound, quote, listing.product.tickSize) {
                return execute(order, at: price, size: size, listing)
            }
            refill(order.contract)
        }
        guard !order.hasRested || order != book.orders[order.id] else { return }
        order.hasRested = true
        book.put(order)
        book.rest(order)
    }

    /// How far an order goes.
    private enum Bound {
        case any
        case limit(Price)
    }

    /// Whether the market takes an open order now, and to which price; nil when it does not.
    private func bound(of order: VenueOrder, _ quote: VenueQuote) -> Bound? {
        let opposite = order.side == .buy ? quote.ask : quote.bid
        switch OrderType(rawValue: order.type) {
        case .limit, .joinBid, .joinAsk:
            guard let limit = order.limitPrice else { return nil }
            let through = order.side == .buy ? opposite < limit : opposite > limit
            let mustCross = order.hasRested && rules.switches.limitFill == .tradeThrough
            return through || (opposite == limit && !mustCross) ? .limit(limit) : nil
        case .stop, .trailingStop:
            guard !order.isTriggered else { return .any }
            let price = rules.switches.stopTrigger == .last ? quote.last : opposite
            guard let stop = order.stopPrice, order.side == .buy ? price >= stop : price <= stop
            else { return nil }
            return .any
        case .market: return .any
        case .stopLimit, nil: return nil
        }
    }

    /// What the market has for an order: price and size; nil when its levels are used up as far as it goes.
    ///
    /// A limit fills at its own price when it rested, at the market's when it came in already reached. A stop
    /// that a gap went over fills at the market, beyond its price.
    private mutating func offer(
        to order: VenueOrder, _ bound: Bound, _ quote: VenueQuote, _ tick: TickSize
    ) -> (price: Price, size: Int64)? {
        let best = order.side == .buy ? quote.ask : quote.bid
        guard let levels else {
            switch bound {
            case .any: return (slipped(order, from: best, tick: tick), order.remaining)
            case .limit(let limit): return (order.hasRested ? limit : best, order.remaining)
            }
        }
        let offer = levels.offer(order.contract, to: order.side, quote: quote, at: now)
        let price = tick.price(Ticks(order.side.sign * offer.level), from: best) ?? best
        let size = min(offer.size, order.remaining)
        switch bound {
        case .any: return (take(size, order, quote, at: price), size)
        case .limit(let limit):
            guard order.side == .buy ? price <= limit : price >= limit else { return nil }
            return (take(size, order, quote, at: order.hasRested ? limit : price), size)
        }
    }

    private mutating func take(_ size: Int64, _ order: VenueOrder, _ quote: VenueQuote, at price: Price)
        -> Price
    {
        levels?.take(size, of: order.contract, to: order.side, quote: quote, at: now)
        return price
    }

    /// Lets those who found the levels used up look again when they have filled up.
    private mutating func refill(_ contract: ContractID) {
        guard let levels, awaitingRefill.insert(contract).inserted else { return }
        agenda.add(.refill(contract), due: levels.nextSlot(after: now))
    }

    /// Moves a trailing stop after the market, never against it. True when it moved.
    private func follow(_ order: inout VenueOrder, _ quote: VenueQuote, _ tick: TickSize) -> Bool {
        guard order.type == OrderType.trailingStop.rawValue, !order.isTriggered,
            let distance = order.trailDistance, let stop = order.stopPrice,
            let level = tick.price(Ticks(order.side.sign * Int64(distance.magnitude)), from: quote.last),
            order.side == .buy ? level < stop : level > stop
        else { return false }
        order.stopPrice = level
        return true
    }

    private func slipped(_ order: VenueOrder, from price: Price, tick: TickSize) -> Price {
        guard rules.slippageTicksMax > 0 else { return price }
        let drawn = Scatter.value(rules.seed, UInt64(bitPattern: order.id.number))
        let ticks = Int64(drawn % UInt64(rules.slippageTicksMax + 1))
        return tick.price(Ticks(order.side.sign * ticks), from: price) ?? price
    }
}
