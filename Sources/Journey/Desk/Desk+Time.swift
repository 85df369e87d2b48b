package import Trading

/// What is due.
extension Desk {
    /// Steady time of the next thing to do; nil when nothing is waited for.
    package var nextDeadline: Timestamp? {
        var next: Timestamp?
        func consider(_ time: Timestamp?) {
            guard let time else { return }
            next = min(next ?? time, time)
        }
        for order in orders.values {
            consider(order.placement.deadline)
            consider(order.flatten?.deadline)
            consider(order.check?.due)
            consider(order.unheardDue)
            consider(nextExpiry(of: order))
            let waits = order.isResumed || isHeldBack(order)
            if waits, order.row.state == .approved, order.row.orderClass == .entry {
                let left = order.signalTime.advanced(by: order.signalAgeMax).since(now.wall)
                consider(now.steady.advanced(by: left).advanced(by: Span(microseconds: 1)))
            }
        }
        for book in accounts.values { consider(book.nextSnapshot) }
        consider(notices.nextDue)
        for one in early { consider(one.due) }
        if ledger != .down, !isStopping { consider(follows.nextDue) }
        for book in accounts.values { consider(nextCutOff(of: book)) }
        for waiting in reconciliations { consider(waiting.until) }
        return next
    }

    mutating func tick() {
        for tag in orders.keys.sorted() {
            guard var order = orders[tag] else { continue }
            let step = order.placement.tick(at: now.steady)
            orders[tag] = order
            follow(step, of: tag)
        }
        tickEarly()
        tickFlattens()
        tickChanges()
        expireResumed()
        readUnheard()
        tickEntryLives()
        tickCutOffs()
        expireReconciliations()
        issueSnapshots()
    }

    /// Ends entries whose signal has grown too old while their account was away after a restart, or while another
    /// account of the same reversal was not flat.
    private mutating func expireResumed() {
        let late = orders.values.filter { order in
            (order.isResumed || isHeldBack(order)) && order.row.state == .approved
                && order.row.orderClass == .entry
                && now.wall.since(order.signalTime) > order.signalAgeMax
        }
        for tag in late.map(\.row.tag).sorted() {
            end(
                tag, .notSent, code: Denial.Code.signalTooOld.rawValue,
                reason: orders[tag]?.isResumed == true
                    ? "its signal grew too old before the account could be reached again"
                    : "its signal grew too old before every account of the reversal was flat")
        }
    }
}
