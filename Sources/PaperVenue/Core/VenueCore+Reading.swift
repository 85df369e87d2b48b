import Trading

extension VenueCore {
    /// Orders created in a window, both ends included, ascending; suspended ones are left out, and those that
    /// the search does not know yet.
    func orders(of account: AccountID, from start: Timestamp, to end: Timestamp?) -> [VenueOrder] {
        allOrders(of: account, from: start, to: end).filter { $0.status != .suspended && isSearchable($0) }
    }

    /// Orders of status 1 alone: what is suspended or pending does not show here.
    func openOrders(of account: AccountID) -> [VenueOrder] {
        workingOrders(of: account).filter { $0.status == .open }
    }

    /// Orders that are not finished, ascending.
    func workingOrders(of account: AccountID) -> [VenueOrder] {
        (book.working[account] ?? []).compactMap { book.orders[$0] }
    }

    /// Every order of an account created in a window, both ends included, ascending.
    func allOrders(of account: AccountID, from start: Timestamp? = nil, to end: Timestamp? = nil)
        -> [VenueOrder]
    {
        let ids = book.orderIDs[account] ?? []
        let low = Search.first(in: 0..<ids.count) { index in
            guard let start, let order = book.orders[ids[index]] else { return true }
            return order.created >= start
        }
        var found: [VenueOrder] = []
        for id in ids[low...] {
            guard let order = book.orders[id] else { continue }
            if let end, order.created > end { break }
            found.append(order)
        }
        return found
    }

    /// Whether the searches know an order already.
    func isSearchable(_ order: VenueOrder) -> Bool {
        rules.switches.searchLagMilliseconds <= 0
            || now.since(order.created) >= .milliseconds(rules.switches.searchLagMilliseconds)
    }

    func positions(of account: AccountID) -> [VenuePosition] {
        book.positions.values.filter { $0.account == account }.sorted { $0.id < $1.id }
    }

    /// Trades of a window, both ends included, newest first.
    func trades(of account: AccountID, from start: Timestamp?, to end: Timestamp?) -> [VenueTrade] {
        let all = book.trades[account] ?? []
        let low = start.map { start in Search.first(in: 0..<all.count) { all[$0].created >= start } } ?? 0
        let high = end.map { end in Search.first(in: low..<all.count) { all[$0].created > end } }
        return all[low..<(high ?? all.count)].reversed()
    }

    /// One look at a contract's market, with what was traded since an earlier one; nil when there is no such
    /// contract.
    func look(at contract: ContractID, since earlier: Timestamp?) -> MarketLook? {
        listing(contract).map { market.look(at: $0, at: now, since: earlier) }
    }
}
