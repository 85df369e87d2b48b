import Trading

extension VenueCore {
    /// Takes back one row of an earlier run; rows come in the order in which they were written.
    mutating func restore(_ record: VenueRecord) {
        book.isRecording = false
        switch record {
        case .account(let account): restore(account)
        case .order(let order): book.put(order)
        case .trade(let trade): book.put(trade)
        case .position(let position): book.put(position)
        case .anchor(let contract, let anchor):
            market.restore(anchor, of: contract)
            book.put(anchor, of: contract)
        case .tags(let account, let tags): book.put(tags, of: account)
        case .rolls(let product, let count):
            for _ in (catalogue.rolls[product] ?? 0)..<max(catalogue.rolls[product] ?? 0, count) {
                catalogue.roll(product)
            }
        case .counters(let counters): book.put(counters)
        case .loggedOut, .loggedOutWhole: break
        }
    }

    /// What trading and the user changed comes back; what the venue was set up with stays as it is now.
    private mutating func restore(_ row: VenueAccount) {
        guard var account = book.accounts[row.id] else { return }
        account.balance = row.balance
        account.canTrade = row.canTrade
        account.isVisible = row.isVisible
        account.bracketMode = row.bracketMode
        book.put(account)
    }

    /// Takes up what an earlier run had begun: orders on their way, children to activate, siblings to cancel.
    mutating func resume() {
        book.isRecording = true
        for order in book.orders.values.sorted(by: { $0.id < $1.id }) {
            switch order.status {
            case .pending: agenda.add(.meetMarket(order.id), due: now)
            case .open where order.hasRested: book.rest(order)
            case .open: agenda.add(.meetMarket(order.id), due: now)
            case .filled: resumeFamily(of: order)
            case .cancelled where order.fillVolume > 0: resumeFamily(of: order)
            case .cancelled, .expired, .rejected, .pendingCancellation, .suspended: break
            }
        }
        flattenAfterDayEnd()
    }

    private mutating func resumeFamily(of order: VenueOrder) {
        if (book.children[order.id] ?? []).contains(where: { book.orders[$0]?.status == .suspended }) {
            agenda.add(.activateChildren(of: order.id), due: now)
        }
        for sibling in siblings(of: order)
        where order.status == .filled && book.orders[sibling]?.status.isWorking == true {
            agenda.add(.cancelSibling(sibling), due: now)
        }
    }
}
