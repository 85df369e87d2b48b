import Trading

/// Snapshots: when they are asked, and what they change.
extension Desk {
    /// Between two snapshots when nothing happens.
    static let snapshotPeriod = Span.seconds(45)
    /// From a trading day's beginning to its first reading: clocks differ a little.
    static let rollPatience = Span.seconds(1)
    /// From a change to the snapshot that checks it: long enough for the venue's own events to end.
    static let settleDelay = Span.milliseconds(400)
    /// After one that could not be read whole.
    static let retryDelay = Span.seconds(2)
    /// Trades are read again from this long before the last complete snapshot, and a lost order is looked for
    /// from this long before it was decided: the venue's clock may be behind ours.
    static let tradeOverlap = Span.seconds(120)
    /// Clean readings without a trace before an order counts as gone.
    static let missesMax = 5

    /// Asks for every snapshot that is due and not under way.
    mutating func issueSnapshots() {
        for name in accounts.readingsDue(at: now.steady) {
            let asked = now.steady
            let isRoutine = accounts[name]?.isReadingAwaited == false
            change(name) { book in
                if book.snapshotAsked != nil { book.overtakenBefore = asked }
                (book.snapshotDue, book.snapshotAsked) = (nil, asked)
                (book.isSnapshotAwaited, book.isAskedRoutine) = (false, isRoutine)
            }
            let day = now.wall.advanced(by: .seconds(-86_400))
            let last = min(accounts[name]?.snapshotWall ?? day, accounts[name]?.tradesReadTo ?? day)
            // What the first reading shows is counted as it is: our clock may be ahead by a day and more, and the
            // executions that explain it have to be shown with it.
            let isFirst = accounts[name]?.isBaselined == false
            let blind = now.wall.advanced(by: Span(microseconds: -Self.rereadSpan.microseconds))
            let reread = isFirst ? blind : accounts[name]?.rereadFrom
            let from = reread.map { min($0, last) } ?? last
            if reread != nil { change(name) { $0.rereadFrom = nil } }
            let news = from.advanced(by: Span(microseconds: -Self.tradeOverlap.microseconds))
            let since = accounts[name]?.historyFrom.map { min($0, news) } ?? news
            change(name) { $0.newsFrom = news }
            let urgency: GatewayCall.Urgency = isClosing(name) ? .closing : isRoutine ? .routine : .awaited
            out.calls.append(.snapshot(account: name, since: since, urgency: urgency))
        }
    }

    /// Whether something is to be cancelled or verified flat once a reading shows it.
    private func isClosing(_ name: AccountName) -> Bool {
        if orders.of(name).contains(where: { $0.flatten != nil }) { return true }
        guard let book = accounts[name], book.hasPositions, book.positions.values.allSatisfy(\.isFlat) else {
            return false
        }
        return book.venueOrders.values.contains { $0.parent != nil }
    }

    /// Has a change that the hub told of checked. Where a floor depends on the equity, entries wait for it.
    mutating func checkSettled(_ name: AccountName) {
        let isRoutine = accounts[name]?.profile.terms == nil
        accounts[name]?.wantSnapshot(by: now.steady.advanced(by: Self.settleDelay), isRoutine: isRoutine)
    }

    mutating func take(_ answer: GatewayAnswer) {
        switch (answer.call, answer.result) {
        case (.place(let request), .ended(let ending)):
            noteBracketRefusal(request, ending)
            placed(request.tag, by: .place, ending, answer)
        case (.partialClose(_, _, _, let tag), .ended(let ending)):
            placed(tag, by: .partialClose, ending, answer)
        case (.close(let account, let contract), .ended(let ending)):
            closed(contract, on: account, ending, answer)
        case (.cancel(let account, let order), .ended(let ending)):
            cancelled(order, on: account, ending, answer)
        case (.modify(let account, let order, let wanted), .ended(let ending)):
            modified(order, on: account, wanted, ending, answer)
        case (.lookUp(_, let tag, _), .lookedUp(let result)): lookedUp(tag, result, latency: answer.latency)
        case (.readOrder(let account, let order), .lookedUp(let result)): read(order, on: account, result)
        case (.snapshot(_, _, .proof), .snapshot(let snapshot)): takeProof(snapshot)
        case (.snapshot(_, let since, _), .snapshot(let snapshot)): take(snapshot, since: since)
        default: note(.record, "an answer came that fits no call", account: answer.call.account)
        }
        issueSnapshots()
    }

    /// When an account that could not be read is read again: at once, but for one that the venue lists no more, whose
    /// readings would take the turns of its login's other accounts.
    private func retryDelay(of name: AccountName) -> Span {
        let count = accounts[name]?.unlistedReadings ?? 0
        guard count > Self.unlistedMax else { return Self.retryDelay }
        let isWaitedFor = orders.of(name).contains { $0.row.state.isLive }
        let doublings = Int64(min(count - Self.unlistedMax, 5))
        let delay = Self.retryDelay.microseconds << doublings
        return min(Span(microseconds: delay), isWaitedFor ? .seconds(8) : .seconds(45))
    }

    /// After so many readings in a row that show no such account it is read more seldom.
    private static let unlistedMax = 3

    /// Takes a snapshot up; executions that were read for the floor's sake alone are no news.
    private mutating func take(_ snapshot: GatewaySnapshot, since: Timestamp) {
        if let newer = accounts[snapshot.account]?.overtakenBefore, snapshot.askedAt < newer { return }
        var fresh = snapshot
        let from = accounts[snapshot.account]?.newsFrom ?? since
        if since < from { fresh.trades = snapshot.trades?.filter { $0.at >= from } }
        take(fresh)
        guard snapshot.isComplete else { return }
        keepFloor(of: snapshot.account, history: snapshot.trades ?? [], since: since)
    }

    private mutating func take(_ snapshot: GatewaySnapshot) {
        let name = snapshot.account
        guard accounts[name] != nil else { return }
        accounts[name]?.snapshotAsked = nil
        if let state = snapshot.state { hear(state) }
        guard snapshot.isComplete else {
            let unlisted = snapshot.isUnlisted ? (accounts[name]?.unlistedReadings ?? 0) + 1 : 0
            accounts[name]?.unlistedReadings = unlisted
            let delay = retryDelay(of: name)
            accounts[name]?.wantSnapshot(by: now.steady.advanced(by: delay))
            note(.reconcile, "not readable: \(snapshot.faults.joined(separator: "; "))", account: name)
            noteUnreadable(name, snapshot)
            if snapshot.showsExposure {
                reconcile(name, snapshot)
                accounts[name]?.hasPositions = true
            }
            seekPartialCloses(on: name, snapshot)
            verify(name, snapshot)
            return
        }
        accounts[name]?.unlistedReadings = 0
        reconcile(name, snapshot)
        let (now, due) = (now, nextReading(of: name))
        change(name) { book in
            book.unshown = book.unshown.filter { $0.value.at >= snapshot.askedAt }
            book.snapshotWall = now.wall
            book.tradesReadTo = book.fills.values.map(\.trade.at).max()
            book.hasPositions = true
            book.wantSnapshot(by: due, isRoutine: true)
        }
        let readyAt = accounts[name].flatMap { gateways[$0.profile.gateway]?.readyAt }
        if let readyAt, snapshot.askedAt < readyAt { accounts[name]?.wantSnapshot(by: now.steady) }
        let isProof = readyAt.map { snapshot.askedAt >= $0 } ?? false
        if isProof {
            let isFirst = accounts[name]?.reconciledAt == nil
            accounts[name]?.reconciledAt = now.steady
            accounts[name]?.equity.provedAt = snapshot.askedAt
            if isFirst { note(.reconcile, "agrees with the venue: entries are open", account: name) }
        }
        settle(name, askedAt: snapshot.askedAt)
        seekPartialCloses(on: name, snapshot)
        verify(name, snapshot)
        compareHoldings(name, askedAt: snapshot.askedAt)
        takeBackDaysToCome(of: name)
        if let state = snapshot.state { compareBalance(name, state) }
        if isProof {
            decideDay(of: name)
            resume(name)
            resumeTogether(with: name)
            sweepProtection(name, askedAt: snapshot.askedAt)
            dropSurplusGuards(name, askedAt: snapshot.askedAt)
        }
        protectBare(name, snapshot)
        finishReconciliations(of: name, snapshot)
    }

    /// Steady time. A day's floor is known by a reading of that day, so the first one is not waited for.
    private func nextReading(of name: AccountName) -> Timestamp {
        let usual = now.steady.advanced(by: Self.snapshotPeriod)
        guard let profile = accounts[name]?.profile, profile.terms != nil else { return usual }
        let tomorrow = day(of: now.wall, profile).next
        let roll = start(of: tomorrow, profile).since(now.wall)
        return min(usual, now.steady.advanced(by: roll).advanced(by: Self.rollPatience))
    }

    mutating func reconcile(_ name: AccountName, _ snapshot: GatewaySnapshot) {
        guard let book = accounts[name], let listed = snapshot.orders else { return }
        let isFirst = !book.hasPositions
        for order in listed where (book.venueOrdersAt[order.id] ?? .distantPast) < snapshot.askedAt {
            let isNew = book.venueOrders[order.id] == nil
            hear(order, by: .rest)
            if isNew, !isFirst, accounts[name]?.tags[order.id] == nil {
                record(
                    discrepancy: "foreign_order", account: name, subject: "\(order.id)", ours: "none",
                    theirs: "\(order.side?.rawValue ?? "?") \(order.size) \(order.contract)",
                    done: "counted as exposure")
            }
        }
        dropVanished(book, listed: Set(listed.map(\.id)), askedAt: snapshot.askedAt)
        let findings = Reconciler.compare(view(of: book), snapshot)
        for order in findings.missing {
            if let id = order.venueOrder { out.calls.append(.readOrder(account: name, order: id)) }
        }
        for trade in findings.newTrades { hear(trade) }
        for difference in findings.positions { adopt(difference, name, snapshot, isFirst: isFirst) }
    }

    /// Forgets working orders of others that the venue no longer lists; ours are read one by one.
    private mutating func dropVanished(_ book: AccountBook, listed: Set<OrderID>, askedAt: Timestamp) {
        let name = book.profile.name
        for (id, heardAt) in book.venueOrdersAt where !listed.contains(id) && heardAt < askedAt {
            // A flatten follows no order of its close by its number: it is verified by the position.
            let own = book.tags[id].flatMap { orders[$0] }?.row.orderClass
            guard own == nil || own == .flatten || book.venueOrders[id] == nil else { continue }
            accounts[name]?.venueOrders[id] = nil
            accounts[name]?.venueOrdersAt[id] = nil
        }
    }

    private func view(of book: AccountBook) -> Reconciler.View {
        let ours = orders.of(book.profile.name).map { order in
            Reconciler.View.Order(
                tag: order.row.tag, venueOrder: order.row.venueOrder,
                isLive: order.row.state == .working || order.row.state == .partiallyFilled,
                touchedAt: order.touchedAt)
        }
        var positions: [ContractID: (size: Int64, touchedAt: Timestamp)] = [:]
        for (contract, at) in book.positionsAt {
            positions[contract] = (book.positions[contract]?.signedSize ?? 0, at)
        }
        return Reconciler.View(
            orders: ours.sorted { $0.tag < $1.tag }, positions: positions,
            hasPositions: book.hasPositions, trades: Set(book.fills.keys))
    }

    private mutating func adopt(
        _ difference: Reconciler.PositionDifference, _ name: AccountName, _ snapshot: GatewaySnapshot,
        isFirst: Bool
    ) {
        let theirs = snapshot.positions?.last { $0.contract == difference.contract }
        let shown = theirs ?? accounts[name]?.positions[difference.contract]
        let position = shown.map {
            Position(
                contract: difference.contract, signedSize: difference.theirs, averagePrice: $0.averagePrice)
        }
        if let position { hear(position, on: name, by: .rest) }
        let isNews = isFirst && difference.ours == 0
        guard !isNews else { return }
        record(
            discrepancy: "position", account: name, subject: difference.contract.text,
            ours: "\(difference.ours)",
            theirs: "\(difference.theirs)", done: "the venue's is taken")
    }

    private mutating func read(_ id: OrderID, on account: AccountName, _ result: LookUp) {
        guard let tag = accounts[account]?.tags[id], orders[tag] != nil else {
            if case .found(let order) = result, accounts[account]?.tags[id] == nil { readStranger(order) }
            return
        }
        switch result {
        case .found(let order):
            let before = orders[tag]?.row.state
            hear(order, by: .rest)
            guard orders[tag]?.check == nil else { return verifyChange(of: tag, order) }
            guard let before, let after = orders[tag]?.row.state, after != before else { return }
            record(
                discrepancy: "missed_event", account: account, subject: tag.text, ours: before.rawValue,
                theirs: after.rawValue, done: "the venue's is taken")
        case .unreadable: verifyChange(of: tag, nil)
        case .absent:
            verifyChange(of: tag, nil)
            update(tag) { $0.misses += 1 }
            guard let misses = orders[tag]?.misses, misses >= Self.missesMax else {
                accounts[account]?.wantSnapshot(by: now.steady.advanced(by: Self.retryDelay))
                return
            }
            record(
                discrepancy: "order_vanished", account: account, subject: tag.text, ours: "working",
                theirs: "unknown", done: "counted as cancelled")
            end(
                tag, .cancelled, code: Self.orderVanished,
                reason: "the venue does not know the order any more")
        }
    }

    /// Marks what a snapshot agrees with, and lets go of what is over.
    private mutating func settle(_ name: AccountName, askedAt: Timestamp) {
        let over = orders.of(name).filter {
            $0.row.state.isTerminal && $0.touchedAt < askedAt && $0.flatten == nil
        }
        for tag in over.map(\.row.tag).sorted() {
            let now = self.now
            update(tag) { order in
                guard order.row.times.reconciledAt == nil else { return }
                order.row.times.reconciledAt = now.wall
                order.row.stage = .reconcile
            }
            if let row = orders[tag]?.row {
                note(
                    .reconcile, "\(row.state.rawValue), and the venue agrees", alert: row.alert,
                    account: name,
                    tag: tag)
            }
            forget(tag)
        }
    }

    /// Hands a snapshot to the flattens that wait for one.
    mutating func verify(_ name: AccountName, _ snapshot: GatewaySnapshot) {
        let waiting = orders.of(name).filter {
            $0.flatten?.isWaitingForSnapshot == true
        }
        for row in waiting.map(\.row).sorted(by: { $0.tag < $1.tag }) { verifyFlatten(row, snapshot) }
    }
}

extension Timestamp {
    static let distantPast = Timestamp(microseconds: .min)
}
