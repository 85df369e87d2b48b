import Trading

/// Other orders in which the events of one burst may come.
enum HubBurst {
    /// Bracket children before their entries.
    static func childFirst(_ burst: [VenueEvent]) -> [VenueEvent] {
        let orders = Set(burst.compactMap { $0.order?.id })
        let isChild = { (event: VenueEvent) in event.order?.parent.map(orders.contains) == true }
        return burst.filter(isChild) + burst.filter { !isChild($0) }
    }

    /// Trades before the orders that they fill.
    static func tradeFirst(_ burst: [VenueEvent]) -> [VenueEvent] {
        let orders = Set(burst.compactMap { $0.order?.id })
        let isTrade = { (event: VenueEvent) in
            if case .trade(let trade) = event.payload { orders.contains(trade.order) } else { false }
        }
        return burst.filter(isTrade) + burst.filter { !isTrade($0) }
    }
}

extension VenueEvent {
    var order: VenueOrder? {
        if case .order(let order) = payload { order } else { nil }
    }
}
