import Trading

extension VenueCore {
    /// Orders created in a window, both ends included, ascending; suspended ones are left out.
    func orders(of account: AccountID, from start: Timestamp, to end: Timestamp?) -> [VenueOrder] {
        let ids = book.orderIDs[account] ?? []
        var low = 0
        var high = ids.count
        while low < high {
            let middle = (low + high) / 2
            if let order = book.orders[ids[middle]], order.created < start {
                low = middle + 1
            } else {
                high = middle
            }
        }
        var found: [VenueOrder] = []
        for id in ids[low...] {
            guard let order = book.orders[id] else { continue }
            if let end, order.created > end { break }
            if order.status != .suspended { found.append(order) }
        }
        return found
    }

    /// Orders of status 1 alone: what is suspended or pending does not show here.
    func openOrders(of account: AccountID) -> [VenueOrder] {
        allOrders(of: account).filter { $0.status == .open }
    }

    /// Every order of an account, ascending.
    func allOrders(of account: AccountID) -> [VenueOrder] {
        (book.orderIDs[account] ?? []).compactMap { book.orders[$0] }
    }

    func positions(of account: AccountID) -> [VenuePosition] {
        book.positions.values.filter { $0.account == account }.sorted { $0.id < $1.id }
    }

    /// Trades of a window, both ends included, newest first.
    func trades(of account: AccountID, from start: Timestamp?, to end: Timestamp?) -> [VenueTrade] {
        var found: [VenueTrade] = []
        for trade in (book.trades[account] ?? []).reversed() {
            if let start, trade.created < start { break }
            if let end, trade.created > end { continue }
            found.append(trade)
        }
        return found
    }

    /// One look at a contract's market, with what was traded since an earlier one; nil when there is no such
    /// contract.
    func look(at contract: ContractID, since earlier: Timestamp?) -> MarketLook? {
        listing(contract).map { market.look(at: $0, at: now, since: earlier) }
    }
}
