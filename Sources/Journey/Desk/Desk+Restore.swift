import JSON
package import Trading

/// What a restart takes up again.
extension Desk {
    /// A Desk that takes over from one whose last decisions could not be written.
    ///
    /// What the ledger holds is what happened; what the venue told stays true, and is compared anew at once.
    package mutating func recover(_ memory: DeskMemory, from lost: Desk, at moment: Moment) -> Decision {
        isStopping = lost.isStopping
        notices = lost.notices.carriedOver
        gateways = lost.gateways
        // A snapshot that the lost Desk asked for may be older than what that Desk heard and could not write.
        for name in gateways.keys where gateways[name]?.isStreamReady == true {
            gateways[name]?.readyAt = moment.steady
        }
        reconciliations = lost.reconciliations
        lastSeenWall = lost.lastSeenWall
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
        restoreContracts(memory)
        controls = ControlBook(memory.controls)
        restoreBreakers(memory)
        restoreOpenings(memory)
        restoreHoldings(memory)
        for lock in memory.locks {
            accounts[lock.account]?.locks.append(lock)
            if DayLimits.Limit(lock: lock.kind) != nil { dayLocked.insert(lock.account) }
        }
        for fill in memory.fills { restore(fill) }
        for day in memory.days { accounts[day.account]?.days[day.day] = day }
        for day in memory.floors + memory.days where day.floor != nil {
            let known = accounts[day.account]?.lastFloor?.day
            if known.map({ $0 < day.day }) ?? true { accounts[day.account]?.lastFloor = day }
        }
        for row in memory.positions {
            accounts[row.account]?.positions[row.position.contract] = row.position.isFlat ? nil : row.position
            accounts[row.account]?.positionsAt[row.position.contract] = .distantPast
            if !row.position.isFlat { accounts[row.account]?.equity.isHeld = true }
        }
        var alerts: [Fingerprint: AlertRow] = [:]
        for alert in memory.alerts { alerts[alert.fingerprint] = alert }
        let attempts = Dictionary(memory.attempts.map { ($0.tag, $0) }) { first, second in
            first.number > second.number ? first : second
        }
        for row in memory.orders { restore(row, alerts: alerts, attempts: attempts, isCopy: memory.isCopy) }
        for attempt in memory.attempts where attempt.ending == nil && orders[attempt.tag] != nil {
            endUnanswered(attempt)
        }
        restoreGivenUp(memory)
        if memory.isCopy { takeCopyIntoUse() }
        restoreCloses(alerts)
        restoreFollows(memory)
        restoreNotifications(memory)
        return out
    }

    /// Takes up an execution; those that were missed since the newest are read however our clock stands.
    private mutating func restore(_ fill: FillRow) {
        let (name, at) = (fill.trade.account, fill.trade.at)
        guard accounts[name] != nil else { return }
        accounts[name]?.fills[fill.trade.id] = fill
        accounts[name]?.hearTime(at)
        let dayBefore = at.advanced(by: Span(microseconds: -Self.blindSpan.microseconds))
        let known = accounts[name]?.tradesReadTo ?? dayBefore
        accounts[name]?.tradesReadTo = max(known, dayBefore)
    }

    /// What fills made of the positions, and what was done about them.
    private mutating func restoreHoldings(_ memory: DeskMemory) {
        for holding in memory.holdings {
            accounts[holding.account]?.isBaselined = true
            accounts[holding.account]?.rebuilt[holding.contract] =
                holding.signedSize == 0 ? nil : holding.signedSize
        }
        for name in accounts.keys { accounts[name]?.fillsFrom = memory.fillsFrom }
        for row in memory.entries {
            guard let contract = row.contract, let alert = row.alert, accounts[row.account] != nil else {
                continue
            }
            if row.orderClass == .entry {
                let known = accounts[row.account]?.watches[contract]?.entry
                if known.map({ ($0.createdAt, $0.leg) < (row.createdAt, row.leg) }) ?? true {
                    noteEntered(row)
                }
            } else if row.leg >= Watch.firstStop {
                let used = row.leg % Watch.firstStop + 1
                let known = accounts[row.account]?.watchLegs[alert] ?? 0
                accounts[row.account]?.watchLegs[alert] = max(known, used)
            }
        }
        for alert in memory.scheduled {
            for book in accounts.values {
                let day = TradingDay(of: alert.receivedAt, chicago: settings.chicago)
                let name = book.profile.name
                let text = (try? JSONDocument(alert.canonical).root)?["contract"]?.string
                let contract = text.map(ContractID.init)
                guard Self.fingerprint(of: day, name, contract) == alert.fingerprint else { continue }
                if let contract {
                    change(name) {
                        $0.flattenedContracts[contract] = max($0.flattenedContracts[contract] ?? day, day)
                    }
                } else {
                    change(name) { $0.flattenedDay = max($0.flattenedDay ?? day, day) }
                }
            }
        }
    }

    private mutating func restoreGivenUp(_ memory: DeskMemory) {
        for row in memory.givenUp where accounts[row.account] != nil && orders[row.tag] == nil {
            keepIfGivenUp(
                LiveOrder(
                    row: row, root: "", placement: .settled(isExit: row.orderClass != .entry),
                    signalTime: row.createdAt, signalAgeMax: .zero, touchedAt: .distantPast))
            if let id = row.venueOrder { accounts[row.account]?.tags[id] = row.tag }
        }
        for row in memory.legless where accounts[row.account] != nil && orders[row.tag] == nil {
            accounts[row.account]?.missingLegs[row.tag] = Legless(row: row, since: now.steady)
            if let id = row.venueOrder { accounts[row.account]?.tags[id] = row.tag }
        }
    }

    /// Ends a close that was approved long ago and never begun: what is open now may be another position. One that
    /// was begun goes on, and the scheduled one is meant for its whole day.
    mutating func endIfOverdue(_ tag: OrderTag, _ alerts: [Fingerprint: AlertRow]) -> Bool {
        guard let order = orders[tag], !order.mayHaveBegun,
            now.wall.since(order.row.createdAt) > Self.exitAgeMax,
            order.row.alert.flatMap({ alerts[$0]?.source }) != Self.scheduleSource
        else { return false }
        end(
            tag, .notSent, code: Denial.Code.signalTooOld.rawValue,
            reason: "it was approved more than \(Self.exitAgeMax) ago and not begun: close it anew")
        return true
    }

    /// The root that an order was asked for: told by its alert and its rule, since a close that waits for the
    /// venue's contracts has none to tell it by. Empty when they do not tell it any more.
    private func root(of row: OrderRow, alert: AlertRow?) -> String {
        guard let alert else { return "" }
        let isControl = ControlRequest.Word(rawValue: alert.action) != nil
        if alert.action == Alert.Action.flatten.rawValue || isControl { return GateInput.everyRoot }
        let asked = ChartSymbol.ofExit(alert.ticker).map(\.root) ?? ""
        guard let name = row.rule else { return asked }
        let rule = settings.router.rules.first { $0.name == name }
        // Each target of one account has two legs: see `Router.intents`.
        let target = rule?.targets.filter { $0.account == row.account }.dropFirst(row.leg / 2).first
        // Without its target nobody knows which product was meant: the chart's may be another's.
        return target.map { $0.root ?? asked } ?? ""
    }

    mutating func restore(
        _ row: OrderRow, alerts: [Fingerprint: AlertRow], attempts: [OrderTag: AttemptRow], isCopy: Bool
    ) {
        guard accounts[row.account] != nil else {
            return note(
                .reconcile,
                "left as it is (\(row.state.rawValue)): the settings name no such account any more",
                account: row.account, tag: row.tag)
        }
        let alert = row.alert.flatMap { alerts[$0] }
        let said = alert.flatMap { AlertReader.recorded($0.canonical, dialect: $0.dialect) }
        // What is restored from a copy is looked up, and never sent again: no exit either, nor after a restart.
        let isCopied = isCopy || row.code == Self.restoredCopy
        let isExit = row.orderClass != .entry && !isCopied
        let last = attempts[row.tag]
        let closesInPart = last?.kind == .partialClose
        let machine: PlacementMachine =
            switch row.state {
            case .approved: PlacementMachine(isExit: isExit)
            // A close begins again, and may have to wait for another of its account: no tag finds it meanwhile.
            case .sent where row.orderClass == .flatten, .lost where row.orderClass == .flatten:
                PlacementMachine(isExit: isExit)
            case .sent, .lost:
                PlacementMachine(lostSince: now.steady, isExit: isExit, isTagged: !closesInPart)
            default: .settled(isExit: isExit)
            }
        var order = LiveOrder(
            row: row, root: root(of: row, alert: alert), placement: machine,
            signalTime: alert.map { min(said?.firedAt ?? $0.receivedAt, $0.receivedAt) } ?? row.createdAt,
            signalAgeMax: alert.map { ageMax(said?.maxAge, from: $0.source) } ?? .zero,
            strategy: alert?.strategyName, touchedAt: .distantPast)
        order.isCounted = true
        if let alert, let price = said?.price, let symbol = ChartSymbol(alert.ticker) {
            order.chart = ChartPrice(root: symbol.root, price: price)
        }
        order.isOneMonth = named(row, alert)
        order.attempts = last?.number ?? 0
        order.isResumed = true
        order.isCopied = isCopied
        // A close that waits for another after a restart stands as approved again, begun as it was.
        order.mayHaveBegun = row.state != .approved || row.times.sentAt != nil || row.stage == .place
        if order.mayHaveBegun { order.soughtFrom = searchStart(of: row, isFirst: false) }
        order.closesInPart = closesInPart
        // What has no tag is sent again only where not one byte of it had left.
        let isUnsent = closesInPart && last?.ending == Ending.notSentWord
        order.mayHaveArrived = row.state != .approved && !isUnsent
        order.isTaken = closesInPart && last?.ending == Ending.acceptedWord
        if row.filled > 0 { noteEntered(row) }
        if row.state == .sent, row.orderClass != .flatten {
            order.row.state = .lost
            order.row.code = "LOST"
            order.row.reason =
                order.isTaken
                ? "taken before a restart, and its order was not shown until then"
                : "sent before a restart, and no answer was written"
        }
        if let id = row.venueOrder { accounts[row.account]?.tags[id] = row.tag }
        if row.orderClass == .flatten {
            order.row.state = .approved
            let ending = last.flatMap { $0.kind == .close ? $0.ending ?? "" : nil }
            // A cancel came behind it: then the row alone tells whether a close may be at the venue.
            let hasNotArrived =
                ending.map { ["rejected", "not_sent"].contains($0) } ?? (row.times.sentAt == nil)
            order.hasClosedBefore = row.venueOrder != nil || !hasNotArrived
            if !order.hasClosedBefore { order.row.times.sentAt = nil }
        }
        orders[row.tag] = order
        if order.row != row { put(order.row) }
    }

    /// Whether the alert named the month that its close is for.
    private func named(_ row: OrderRow, _ alert: AlertRow?) -> Bool {
        guard let expiry = alert.flatMap({ ChartSymbol($0.ticker) })?.expiry else { return false }
        return row.contract.flatMap { contract(of: $0, on: row.account) }.map(expiry.matches) ?? false
    }

    private mutating func endUnanswered(_ attempt: AttemptRow) {
        var ended = attempt
        ended.ending = "lost"
        ended.message = [attempt.message, "the program ended before the answer"].compactMap { $0 }
            .joined(separator: ": ")
        out.rows.append(.attempt(ended))
        guard let row = orders[attempt.tag]?.row, row.orderClass != .flatten,
            attempt.kind == .modify || attempt.kind == .cancel
        else { return }
        // Whether it is in force is read with everything else.
        record(
            discrepancy: "order_change", account: row.account, subject: row.tag.text,
            ours: attempt.kind == .cancel ? "cancelled" : attempt.message ?? "changed", theirs: "unknown",
            done: "the program ended before the answer: the order is read, ask again if it is still wanted")
    }
}
