import Trading

/// A position without a working stop, where the entry that made it had one.
///
/// Told apart from one that is about to get its stop by time and by a reading over REST asked after it: the hub
/// may be silent. Suspended children and take-profits are no stops.
/// Source: risk specification, R-008; the two seconds are what the venue takes at most to activate children.
extension Desk {
    /// Remembers which entry asked for a stop, and which for none.
    mutating func noteEntered(_ row: OrderRow) {
        guard row.orderClass == .entry, row.alert != nil, let contract = row.contract else { return }
        guard row.bracket?.stop != nil else {
            let known = accounts[row.account]?.lastBare[contract]
            guard known.map({ ($0.createdAt, $0.leg) < (row.createdAt, row.leg) }) ?? true else { return }
            accounts[row.account]?.lastBare[contract] = row
            if let watched = accounts[row.account]?.watches[contract]?.entry, row.endsWatch(of: watched) {
                accounts[row.account]?.watches[contract]?.entry = nil
            }
            return
        }
        accounts[row.account]?.lastEntered[contract] = row
        // After a restart the entries of a position come in any order.
        if let bare = accounts[row.account]?.lastBare[contract], bare.endsWatch(of: row) { return }
        accounts[row.account]?.watches[contract, default: Watch()].entry = row
    }

    /// Notes since when each open position is bare, and wants a reading once it has been so for too long. It follows
    /// from an account's own book and orders: where neither changed since the last look, nothing else would be noted.
    mutating func watchPositions() {
        for name in accounts.takeTouched(and: orders.takeTouched()) {
            guard let book = accounts[name], book.isWatched else { continue }
            for contract in Set(book.positions.keys).union(book.watches.keys).sorted() {
                watch(contract, on: name, book)
            }
        }
    }

    /// - Parameter book: The account's; what was noted of other contracts since does not matter here.
    private mutating func watch(_ contract: ContractID, on name: AccountName, _ book: AccountBook) {
        let held = book.positions[contract]?.signedSize ?? 0
        guard held != 0 else {
            // The fill may be told before the position that it makes.
            let isEntering = orders.of(name).contains {
                $0.row.contract == contract && $0.row.orderClass == .entry
            }
            guard book.unshown[contract] == nil, !isEntering else {
                endBare(contract, book)
                return
            }
            if book.watches[contract] != nil { change(name) { $0.watches[contract] = nil } }
            forgetLegs(on: name)
            return
        }
        let missing = bare(contract, held: held, book)
        noteSurplus(contract, -missing, book)
        guard missing > 0, !isBeingLeft(contract, book) else {
            endBare(contract, book)
            return
        }
        let known = book.watches[contract]
        guard known?.bareSince == nil else { return }
        accounts[name]?.watches[contract, default: Watch()].bareSince = now.steady
        if known?.isTold != true {
            accounts[name]?.wantSnapshot(by: now.steady.advanced(by: Watch.patience), isRoutine: true)
        }
    }

    private mutating func endBare(_ contract: ContractID, _ book: AccountBook) {
        guard book.watches[contract]?.bareSince != nil else { return }
        change(book.profile.name) { $0.watches[contract]?.bareSince = nil }
    }

    /// Forgets the legs of alerts that no further one can be made for: a leg's tag is used up for ever.
    private mutating func forgetLegs(on name: AccountName) {
        guard let book = accounts[name], !book.watchLegs.isEmpty else { return }
        var alerts = Set(book.lastEntered.values.compactMap(\.alert))
        alerts.formUnion(orders.of(name).compactMap(\.row.alert))
        accounts[name]?.watchLegs = book.watchLegs.filter { alerts.contains($0.key) }
    }

    /// Notes since when a stop of the watchdog has been too many, and wants a reading soon.
    private mutating func noteSurplus(_ contract: ContractID, _ extra: Int64, _ book: AccountBook) {
        let name = book.profile.name
        guard extra > 0, surplusGuard(contract, extra, book) != nil else {
            if book.watches[contract]?.surplusSince != nil {
                change(name) { $0.watches[contract]?.surplusSince = nil }
            }
            return
        }
        guard let watch = book.watches[contract], watch.surplusSince == nil else { return }
        accounts[name]?.watches[contract]?.surplusSince = now.steady
        accounts[name]?.wantSnapshot(by: now.steady.advanced(by: Self.strayPatience))
    }

    /// A working stop of the watchdog that is no larger than what stops cover too much.
    private func surplusGuard(_ contract: ContractID, _ extra: Int64, _ book: AccountBook) -> OrderRow? {
        orders.of(book.profile.name).filter { order in
            order.row.contract == contract && order.row.isGuard
                && order.open.isEmpty && order.check == nil && order.remaining <= extra
                && order.row.venueOrder.flatMap { book.venueOrders[$0]?.status } == .open
        }.map(\.row.tag).min().flatMap { orders[$0]?.row }
    }

    /// Contracts of a position that no stop on its other side covers.
    func bare(_ contract: ContractID, held: Int64, _ book: AccountBook) -> Int64 {
        let side: Side = held > 0 ? .sell : .buy
        var covered = book.venueOrders.covered(by: side, in: contract)
        guard orders.haveOwnStops(on: book.profile.name) else {
            return Int64(clamping: held.magnitude) - covered
        }
        // One that was sent and is not shown yet may be working; children of the venue's are shown or not there.
        for order in orders.of(book.profile.name)
        where order.row.contract == contract && order.row.side == side && order.isOwnStop {
            let isShown = order.row.venueOrder.map { book.venueOrders[$0] != nil } ?? false
            if !isShown { covered += order.remaining }
        }
        return Int64(clamping: held.magnitude) - covered
    }

    /// Whether it is being closed, reduced, or its protection changed.
    private func isBeingLeft(_ contract: ContractID, _ book: AccountBook) -> Bool {
        guard orders.areMoving(on: book.profile.name) else { return false }
        return orders.of(book.profile.name).contains { order in
            order.isMoving
                && (order.row.contract == contract
                    || order.row.contract == nil && order.row.orderClass == .flatten)
        }
    }

    /// Acts on what a complete snapshot shows bare.
    mutating func protectBare(_ name: AccountName, _ snapshot: GatewaySnapshot) {
        watchPositions()
        // What is placed for it would end as not sent; every account is read once the ledger is back.
        guard ledger != .down, let book = accounts[name] else { return }
        for (contract, watch) in book.watches.sorted(by: { $0.key < $1.key }) {
            guard let since = watch.bareSince, snapshot.askedAt.since(since) >= Watch.patience,
                (book.positionsToldAt[contract] ?? .distantPast) < snapshot.askedAt,
                let position = book.positions[contract],
                snapshot.positions?.contains(where: {
                    $0.contract == contract && $0.signedSize == position.signedSize
                }) == true
            else {
                wantBareReading(name, watch)
                continue
            }
            act(on: position, watch, book)
        }
    }

    private mutating func wantBareReading(_ name: AccountName, _ watch: Watch) {
        guard let since = watch.bareSince, !watch.isTold || accounts[name]?.profile.unprotected != .tell,
            watch.entry != nil || !watch.isTold
        else { return }
        accounts[name]?.wantSnapshot(
            by: max(since.advanced(by: Watch.patience), now.steady.advanced(by: Self.settleDelay)))
    }

    private mutating func act(on position: Position, _ watch: Watch, _ book: AccountBook) {
        let size = bare(position.contract, held: position.signedSize, book)
        // Where entries need no stop, one without it is as it should be.
        let asked = watch.entry ?? entryOfOwnFill(position.contract, book)
        guard asked != nil || book.profile.limits.requiresStop else {
            accounts[book.profile.name]?.watches[position.contract]?.isTold = true
            return
        }
        guard let entry = asked, let alert = entry.alert, book.profile.unprotected != .tell else {
            return tellUnprotected(
                position, size, book,
                asked == nil ? "left: no rule asked for a stop" : "left: place a stop, or close it")
        }
        let used = book.watchLegs[alert] ?? 0
        if book.profile.unprotected == .protect, !watch.isRefused, used < Watch.stopsMax,
            let price = stopPrice(for: position, entry, book)
        {
            tellUnprotected(position, size, book, "a stop is placed at \(price)", again: true)
            return placeGuard(position, size, at: price, entry, alert, book)
        }
        tellUnprotected(position, size, book, "it is closed", again: true)
        closeBare(position, entry, alert, book)
    }

    /// The last entry, where an order of ours made the position that none of ours was meant to: a leg left over
    /// from a bracket that filled before it was swept.
    private func entryOfOwnFill(_ contract: ContractID, _ book: AccountBook) -> OrderRow? {
        let fills = book.fills.values.filter { $0.trade.contract == contract && !$0.trade.isVoided }
        let newest = fills.max { ($0.trade.at, $0.trade.id) < ($1.trade.at, $1.trade.id) }
        guard let tag = newest?.tag, tag != book.lastBare[contract]?.tag else { return nil }
        return book.lastEntered[contract]
    }

    private mutating func tellUnprotected(
        _ position: Position, _ size: Int64, _ book: AccountBook, _ done: String, again: Bool = false
    ) {
        let name = book.profile.name
        guard again || book.watches[position.contract]?.isTold != true else { return }
        accounts[name]?.watches[position.contract]?.isTold = true
        record(
            discrepancy: "position_unprotected", account: name, subject: position.contract.text,
            ours: "\(size) of \(position.signedSize) without a stop", theirs: "no working stop", done: done)
    }

    /// The entry's distance from the average price, on the grid, not farther than it was.
    private func stopPrice(for position: Position, _ entry: OrderRow, _ book: AccountBook) -> Price? {
        guard let tick = contract(of: position.contract, on: book.profile.name)?.tickSize.nanos,
            let distance = entry.bracket?.stop?.count.checked(times: tick),
            position.averagePrice.nanos > 0
        else { return nil }
        let isLong = position.signedSize > 0
        let exact = position.averagePrice.nanos.checked(adding: isLong ? -distance : distance)
        guard let exact, exact > 0 else { return nil }
        let below = exact.floorDivided(by: tick) * tick
        let price = isLong && below != exact ? below + tick : below
        return Price(nanos: price)
    }

    private mutating func placeGuard(
        _ position: Position, _ size: Int64, at price: Price, _ entry: OrderRow, _ alert: Fingerprint,
        _ book: AccountBook
    ) {
        let leg = Watch.firstStop + nextLeg(of: alert, book)
        var row = OrderRow(
            tag: OrderTag(alert: alert, account: book.profile.id, leg: leg), alert: alert, rule: entry.rule,
            account: book.profile.name, contract: position.contract, orderClass: .protect,
            side: position.exitSide, size: size, type: .stop, stopPrice: price, stage: .risk,
            state: .approved, parent: entry.tag, leg: leg, createdAt: now.wall)
        row.times.decidedAt = now.wall
        let report = take(row)
        guard report.denial == nil else { return forget(row.tag) }
        note(
            .risk, "a stop for \(size) without one, at \(price)", alert: alert, account: book.profile.name,
            tag: row.tag)
        send(row.tag)
    }

    private mutating func closeBare(
        _ position: Position, _ entry: OrderRow, _ alert: Fingerprint, _ book: AccountBook
    ) {
        close(position.contract, leg: Watch.firstClose + nextLeg(of: alert, book), after: entry, alert, book)
    }

    /// Closes a contract as a further leg of the alert that an entry came from.
    mutating func close(
        _ contract: ContractID, leg: Int, after entry: OrderRow, _ alert: Fingerprint, _ book: AccountBook
    ) {
        var row = OrderRow(
            tag: OrderTag(alert: alert, account: book.profile.id, leg: leg), alert: alert, rule: entry.rule,
            account: book.profile.name, contract: contract, orderClass: .flatten, side: nil,
            size: nil, type: .market, stage: .risk, state: .approved, leg: leg, createdAt: now.wall)
        row.times.decidedAt = now.wall
        let report = take(row)
        guard report.denial == nil else { return forget(row.tag) }
        // While the ledger cannot be written it waits with everything else that is not on disk.
        if ledger != .down { begin(row.tag) }
    }

    private mutating func nextLeg(of alert: Fingerprint, _ book: AccountBook) -> Int {
        // Not the book's: another contract of the same alert may have taken its leg by this reading already.
        let used = accounts[book.profile.name]?.watchLegs[alert] ?? 0
        accounts[book.profile.name]?.watchLegs[alert] = used + 1
        return used
    }

    /// Judges an order that no alert asked for, and writes it with its verdict.
    private mutating func take(_ row: OrderRow) -> GateReport {
        let root = row.contract.flatMap { contract(of: $0, on: row.account)?.root } ?? ""
        var order = LiveOrder(
            row: row, root: root, placement: PlacementMachine(isExit: true), signalTime: now.wall,
            signalAgeMax: .zero, touchedAt: now.steady)
        let report = RiskGate.examine(gateInput(for: order))
        if let denial = report.denial { order.deny(denial) }
        write(order)
        lock(for: row.tag)
        out.rows.append(
            .audit(AuditRow(at: now.wall, kind: "risk.verdict", subject: row.tag.text, body: report.json)))
        return report
    }

    /// A stop of the watchdog that the venue refused is no second time the right one.
    mutating func noteRefusedGuard(_ row: OrderRow) {
        guard row.isGuard, [.denied, .rejected, .notPlaced, .notSent].contains(row.state),
            let contract = row.contract, accounts[row.account]?.watches[contract] != nil
        else { return }
        accounts[row.account]?.watches[contract]?.isRefused = true
        accounts[row.account]?.watches[contract]?.bareSince = now.steady.advanced(
            by: Span(microseconds: -Watch.patience.microseconds))
        accounts[row.account]?.wantSnapshot(by: now.steady)
    }

    /// Takes a stop of the watchdog away once the position's own stops cover it, by a reading asked a second
    /// after that began: two that fill in one move would turn it round.
    mutating func dropSurplusGuards(_ name: AccountName, askedAt: Timestamp) {
        guard ledger != .down, let book = accounts[name] else { return }
        for (contract, watch) in book.watches.sorted(by: { $0.key < $1.key }) {
            let held = book.positions[contract]?.signedSize ?? 0
            let extra = -bare(contract, held: held, book)
            guard held != 0, let since = watch.surplusSince, !isBeingLeft(contract, book),
                let surplus = surplusGuard(contract, extra, book), let id = surplus.venueOrder
            else { continue }
            guard askedAt.since(since) >= Self.strayPatience else {
                accounts[name]?.wantSnapshot(by: since.advanced(by: Self.strayPatience))
                continue
            }
            accounts[name]?.watches[contract]?.surplusSince = nil
            record(
                discrepancy: "surplus_protection", account: name, subject: surplus.tag.text,
                ours: "\(held)", theirs: "other stops cover it", done: "cancelled")
            open(.cancel, of: surplus.tag, about: "\(id)")
            askCancel(id, of: surplus.tag, on: name)
        }
    }
}

extension VenueOrder {
    /// Whether it is a stop that can fill now.
    var stopsLoss: Bool {
        (type == .stop || type == .trailingStop) && (status == .open || status == .pending)
    }
}
