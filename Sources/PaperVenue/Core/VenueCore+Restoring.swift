import Trading

extension VenueCore {
    /// Takes back one row of an earlier run; rows come in the order in which they were written.
    mutating func restore(_ record: VenueRecord) {
        switch record {
        case .account(let account):
            if book.accounts[account.id] != nil { book.put(account) }
        case .order(let order): book.put(order)
        case .trade(let trade): book.put(trade)
        case .position(let position): book.put(position)
        case .anchor(let contract, let anchor): market.restore(anchor, of: contract)
        }
    }

    /// Takes up what an earlier run had begun: orders on their way, children to activate, siblings to cancel.
    mutating func resume() {
        _ = book.takeChanges()
        for order in book.orders.values.sorted(by: { $0.id < $1.id }) {
            switch order.status {
            case .pending: agenda.add(.meetMarket(order.id), due: now)
            case .open where order.hasRested: book.rest(order)
            case .open: agenda.add(.meetMarket(order.id), due: now)
            case .filled: resumeFamily(of: order)
            case .cancelled, .expired, .rejected, .pendingCancellation, .suspended: break
            }
        }
    }

    private mutating func resumeFamily(of order: VenueOrder) {
        if (book.children[order.id] ?? []).contains(where: { book.orders[$0]?.status == .suspended }) {
            agenda.add(.activateChildren(of: order.id), due: now)
        }
        for sibling in siblings(of: order) where book.orders[sibling]?.status.isWorking == true {
            agenda.add(.cancelSibling(sibling), due: now)
        }
    }
}
