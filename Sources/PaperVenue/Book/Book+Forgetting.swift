import Trading

/// What is finished and old goes, a batch at a time, so that the venue's memory has an end.
extension Book {
    /// Forgets finished orders and trades of before a moment.
    mutating func forget(before moment: Timestamp) {
        for (account, ids) in orderIDs {
            guard let oldest = ids.first.flatMap({ orders[$0] }), oldest.created < moment else { continue }
            forgetOrders(of: account) { $0.created < moment }
        }
        for (account, rows) in trades {
            guard let oldest = rows.first, oldest.created < moment else { continue }
            trades[account]?.removeAll { $0.created < moment }
        }
    }

    /// Brings an account back to its number of rows once it is an eighth above it.
    mutating func forgetOrders(of account: AccountID) {
        let count = orderIDs[account]?.count ?? 0
        guard count > max(threshold, forgetAbove[account] ?? 0) else { return }
        var left = count - retention.rowsPerAccountMax
        forgetOrders(of: account) { _ in
            left -= 1
            return left >= 0
        }
        // Working orders stay, however many: a walk over all of them must not come with each new one.
        forgetAbove[account] = (orderIDs[account]?.count ?? 0) * 9 / 8
    }

    mutating func forgetTrades(of account: AccountID) {
        let count = trades[account]?.count ?? 0
        guard count > threshold else { return }
        trades[account]?.removeFirst(count - retention.rowsPerAccountMax)
    }

    private var threshold: Int { retention.rowsPerAccountMax + max(8, retention.rowsPerAccountMax / 8) }

    /// An entry goes only after its children, since they find each other by it.
    private mutating func forgetOrders(of account: AccountID, where isMeant: (VenueOrder) -> Bool) {
        var kept: [OrderID] = []
        for id in orderIDs[account] ?? [] {
            guard let order = orders[id] else { continue }
            if isFinished(order), isMeant(order) {
                orders[id] = nil
                children[id] = nil
                leave(order)
            } else {
                kept.append(id)
            }
        }
        orderIDs[account] = kept
    }

    private mutating func leave(_ child: VenueOrder) {
        guard let parent = child.parent, let family = children[parent] else { return }
        let left = family.filter { $0 != child.id }
        children[parent] = left.isEmpty ? nil : left
    }

    private func isFinished(_ order: VenueOrder) -> Bool {
        guard !order.status.isWorking else { return false }
        return (children[order.id] ?? []).allSatisfy { orders[$0]?.status.isWorking != true }
    }
}
