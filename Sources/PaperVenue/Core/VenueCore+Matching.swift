import Trading

extension VenueCore {
    /// A market order fills; any other looks at the market once and then waits in the book.
    mutating func meetMarket(_ id: OrderID) {
        guard let order = book.orders[id], let listing = listing(order.contract) else { return }
        if order.status.isWorking, order.type == OrderType.market.rawValue {
            let quote = market.quote(listing, at: now)
            execute(order, at: slipped(order, quote: quote, tick: listing.product.tickSize), listing)
        } else if order.status == .open {
            lookAtMarket(order, listing)
        }
    }

    /// Fills what the present price reaches, lowest id first.
    mutating func matchResting(_ contract: ContractID) {
        guard let listing = listing(contract) else { return }
        for id in book.resting[contract] ?? [] {
            guard let order = book.orders[id], order.status == .open else { continue }
            lookAtMarket(order, listing)
        }
    }

    /// Fills an open order if its price is reached, and lets it rest otherwise.
    private mutating func lookAtMarket(_ order: VenueOrder, _ listing: Listing) {
        var order = order
        let quote = market.quote(listing, at: now)
        if order.type == OrderType.trailingStop.rawValue { follow(&order, quote, listing.product.tickSize) }
        if let price = fillPrice(of: order, quote: quote) {
            execute(order, at: price, listing)
        } else if !order.hasRested {
            order.hasRested = true
            book.put(order)
            book.rest(order)
        }
    }

    /// The price at which the market takes an open order now; nil when it does not.
    ///
    /// A limit fills when the opposite quote reaches it: at its own price when it rested, at the quote when
    /// it came in already reached. A stop is triggered by the last price and then is a market order.
    private func fillPrice(of order: VenueOrder, quote: VenueQuote) -> Price? {
        let opposite = order.side == .buy ? quote.ask : quote.bid
        switch OrderType(rawValue: order.type) {
        case .limit, .joinBid, .joinAsk:
            guard let limit = order.limitPrice,
                order.side == .buy ? opposite <= limit : opposite >= limit
            else { return nil }
            return order.hasRested ? limit : opposite
        case .stop, .trailingStop:
            guard let stop = order.stopPrice,
                order.side == .buy ? quote.last >= stop : quote.last <= stop
            else { return nil }
            return opposite
        case .market, .stopLimit, nil: return nil
        }
    }

    /// Moves a trailing stop after the market, never against it.
    private mutating func follow(_ order: inout VenueOrder, _ quote: VenueQuote, _ tick: TickSize) {
        guard let distance = order.trailDistance, let stop = order.stopPrice,
            let level = tick.price(
                Ticks(order.side.sign * Int64(distance.magnitude)), from: quote.last),
            order.side == .buy ? level < stop : level > stop
        else { return }
        order.stopPrice = level
        book.put(order)
    }

    private func slipped(_ order: VenueOrder, quote: VenueQuote, tick: TickSize) -> Price {
        let price = order.side == .buy ? quote.ask : quote.bid
        guard rules.slippageTicksMax > 0 else { return price }
        let drawn = Scatter.value(rules.seed, UInt64(bitPattern: order.id.number))
        let ticks = Int64(drawn % UInt64(rules.slippageTicksMax + 1))
        return tick.price(Ticks(order.side.sign * ticks), from: price) ?? price
    }
}
