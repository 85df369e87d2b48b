import JSON
package import Trading

/// What is due, and what a restart takes up again.
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
            if order.isResumed, order.row.state == .approved, order.row.orderClass == .entry {
                let left = order.signalTime.advanced(by: order.signalAgeMax).since(now.wall)
                consider(now.steady.advanced(by: left).advanced(by: Span(microseconds: 1)))
            }
        }
        for book in accounts.values where book.snapshotAsked == nil { consider(book.snapshotDue) }
        return next
    }

    mutating func tick() {
        for tag in orders.keys.sorted() {
            guard var order = orders[tag] else { continue }
            let step = order.placement.tick(at: now.steady)
            orders[tag] = order
            follow(step, of: tag)
        }
        tickFlattens()
        tickChanges()
        expireResumed()
        issueSnapshots()
    }

    /// Ends resumed entries whose signal has grown too old while their account was away.
    private mutating func expireResumed() {
        let late = orders.values.filter { order in
            order.isResumed && order.row.state == .approved && order.row.orderClass == .entry
                && now.wall.since(order.signalTime) > order.signalAgeMax
        }
        for tag in late.map(\.row.tag).sorted() {
            end(
                tag, .notSent, code: Denial.Code.signalTooOld.rawValue,
                reason: "its signal grew too old before the account could be reached again")
        }
    }

    /// A Desk that takes over from one whose last decisions could not be written.
    ///
    /// What the ledger holds is what happened; what the venue told stays true, and is compared anew at once.
    package mutating func recover(_ memory: DeskMemory, from lost: Desk, at moment: Moment) -> Decision {
        isStopping = lost.isStopping
        gateways = lost.gateways
        // A snapshot that the lost Desk asked for may be older than what that Desk heard and could not write.
        for name in gateways.keys where gateways[name]?.isStreamReady == true {
            gateways[name]?.readyAt = moment.steady
        }
        for (name, book) in lost.accounts {
            accounts[name]?.state = book.state
            accounts[name]?.stateAt = book.stateAt
        }
        let decision = restore(memory, at: moment)
        for name in accounts.keys { accounts[name]?.wantSnapshot(by: moment.steady) }
        return decision
    }

    /// Goes on where the ledger's last writer stopped.
    ///
    /// Approved orders go through the gate again once their account is reconciled; those sent without an ending
    /// are lost and looked up; flattens begin again.
    package mutating func restore(_ memory: DeskMemory, at moment: Moment) -> Decision {
        begin(at: moment)
        lastDelivery = memory.lastDelivery
        lastDiscrepancy = memory.lastDiscrepancy
        lastLock = memory.lastLock
        for lock in memory.locks { accounts[lock.account]?.locks.append(lock) }
        for fill in memory.fills { accounts[fill.trade.account]?.fills[fill.trade.id] = fill }
        for day in memory.days { accounts[day.account]?.days[day.day] = day }
        for row in memory.positions {
            accounts[row.account]?.positions[row.position.contract] = row.position.isFlat ? nil : row.position
            accounts[row.account]?.positionsAt[row.position.contract] = .distantPast
        }
        let alerts = Dictionary(memory.alerts.map { ($0.fingerprint, $0) }) { first, _ in first }
        let attempts = Dictionary(memory.attempts.map { ($0.tag, $0) }) { first, second in
            first.number > second.number ? first : second
        }
        for row in memory.orders { restore(row, alerts: alerts, attempts: attempts) }
        for attempt in memory.attempts where attempt.ending == nil && orders[attempt.tag] != nil {
            endUnanswered(attempt)
        }
        for tag in orders.keys.sorted() where orders[tag]?.row.orderClass == .flatten { restartFlatten(tag) }
        return out
    }

    /// The root that an order was asked for: told by its alert and its rule, since a close that waits for the
    /// venue's contracts has none to tell it by.
    private func root(of row: OrderRow, alert: AlertRow?) -> String {
        guard let alert else { return row.contract == nil ? GateInput.everyRoot : "" }
        if alert.action == Alert.Action.flatten.rawValue { return GateInput.everyRoot }
        let rule = settings.router.rules.first { $0.name == row.rule }
        // Each target of one account has two legs: see `Router.intents`.
        let target = rule?.targets.filter { $0.account == row.account }.dropFirst(row.leg / 2).first
        return target?.root ?? ChartSymbol(alert.ticker)?.root ?? ""
    }

    /// When an alert fired, by its own word where it has one.
    private func signalTime(of alert: AlertRow) -> Timestamp {
        let told = (try? JSONDocument(alert.canonical).root)?["time"]?.string
        return told.flatMap { Timestamp($0.trimmingSpaces) } ?? alert.receivedAt
    }

    mutating func restore(
        _ row: OrderRow, alerts: [Fingerprint: AlertRow], attempts: [OrderTag: AttemptRow]
    ) {
        guard accounts[row.account] != nil else {
            return note(
                .reconcile,
                "left as it is (\(row.state.rawValue)): the settings name no such account any more",
                account: row.account, tag: row.tag)
        }
        let alert = row.alert.flatMap { alerts[$0] }
        let isExit = row.orderClass != .entry
        let machine: PlacementMachine =
            switch row.state {
            case .approved: PlacementMachine(isExit: isExit)
            case .sent, .lost: PlacementMachine(lostSince: now.steady, isExit: isExit)
            default: .settled(isExit: isExit)
            }
        var order = LiveOrder(
            row: row, root: root(of: row, alert: alert), placement: machine,
            signalTime: alert.map(signalTime(of:)) ?? row.createdAt,
            signalAgeMax: alert.map { settings.maxAge(of: $0.source) } ?? .zero, touchedAt: .distantPast)
        order.attempts = attempts[row.tag]?.number ?? 0
        order.isResumed = true
        if row.state == .sent, row.orderClass != .flatten {
            order.row.state = .lost
            order.row.code = "LOST"
            order.row.reason = "sent before a restart, and no answer was written"
        }
        if let id = row.venueOrder { accounts[row.account]?.tags[id] = row.tag }
        if row.orderClass == .flatten {
            order.row.state = .approved
            let last = attempts[row.tag].flatMap { $0.kind == .close ? $0.ending ?? "" : nil }
            let mayHaveArrived = last.map { !["rejected", "not_sent"].contains($0) } ?? false
            order.hasClosedBefore = row.venueOrder != nil || mayHaveArrived
        }
        orders[row.tag] = order
        if order.row != row { put(order.row) }
    }

    private mutating func endUnanswered(_ attempt: AttemptRow) {
        var ended = attempt
        ended.ending = "lost"
        ended.message = [attempt.message, "the program ended before the answer"].compactMap { $0 }
            .joined(separator: ": ")
        out.rows.append(.attempt(ended))
    }
}
