import Trading

/// What is finished and old goes, a batch at a time, so that the venue's memory has an end.
extension Book {
    /// Forgets finished orders and trades of before a moment.
    mutating func forget(before moment: Timestamp) {
        for account in orderIDs.keys.sorted() {
            forgetOrders(of: account) { $0.created < moment }
        }
        for account in trades.keys {
            trades[account]?.removeAll { $0.created < moment }
        }
    }

    /// Brings an account back to its number of rows once it is an eighth above it.
    mutating func forgetOrders(of account: AccountID) {
        let count = orderIDs[account]?.count ?? 0
        guard isTooMany(count) else { return }
        var left = count - retention.rowsPerAccountMax
        forgetOrders(of: account) { _ in
            left -= 1
            return left >= 0
        }
    }

    mutating func forgetTrades(of account: AccountID) {
        let count = trades[account]?.count ?? 0
        guard isTooMany(count) else { return }
        trades[account]?.removeFirst(count - retention.rowsPerAccountMax)
    }

    private func isTooMany(_ count: Int) -> Bool {
        count > retention.rowsPerAccountMax + max(8, retention.rowsPerAccountMax / 8)
    }

    /// An entry goes only after its children, since they find each other by it.
    private mutating func forgetOrders(of account: AccountID, where isMeant: (VenueOrder) -> Bool) {
        var kept: [OrderID] = []
        for id in orderIDs[account] ?? [] {
            guard let order = orders[id] else { continue }
            if isFinished(order), isMeant(order) {
                orders[id] = nil
                children[id] = nil
            } else {
                kept.append(id)
            }
        }
        orderIDs[account] = kept
    }

    private func isFinished(_ order: VenueOrder) -> Bool {
        guard !order.status.isWorking else { return false }
        return (children[order.id] ?? []).allSatisfy { orders[$0]?.status.isWorking != true }
    }
}
