import Trading

/// What the venue tells, by the hub or in answers: record.
extension Desk {
    enum Channel { case hub, rest }

    mutating func hear(_ event: GatewayEvent) {
        switch event {
        case .accounts(let gateway, let states):
            gateways[gateway]?.fault = nil
            states.forEach { hear($0) }
            noteMissingAccounts(of: gateway, shown: states)
        case .contracts(let gateway, let contracts):
            hear(contracts, of: gateway)
            startWaitingCloses(at: gateway)
        case .unreachable(let gateway, let reason):
            gateways[gateway]?.fault = "\(gateway): \(reason)"
            note(.reconcile, "gateway \(gateway) cannot be reached: \(reason)")
        case .clock(let gateway, let ahead): hear(clockAhead: ahead, of: gateway)
        case .stream(let gateway, let state): hear(state, of: gateway)
        case .account(let state): hear(state)
        case .order(let order): hear(order, by: .hub)
        case .position(let account, let position): hear(position, on: account, by: .hub)
        case .trade(let trade): hear(trade)
        case .market(let gateway, let state): hear(market: state, of: gateway)
        case .mark(let gateway, let mark): hear(mark, of: gateway)
        }
    }

    private mutating func noteMissingAccounts(of gateway: GatewayName, shown: [AccountState]) {
        let missing = settings.accounts.values.filter { profile in
            profile.gateway == gateway && !shown.contains { $0.account == profile.name }
        }
        for profile in missing.sorted(by: { $0.name < $1.name }) {
            accounts[profile.name]?.state = nil
            accounts[profile.name]?.stateAt = nil
            note(.reconcile, "the venue shows no account \(profile.id)", account: profile.name)
        }
    }

    private mutating func hear(_ state: StreamState, of gateway: GatewayName) {
        let isReady = state == .ready
        gateways[gateway]?.isStreamReady = isReady
        gateways[gateway]?.readyAt = isReady ? now.steady : nil
        let names = accounts.values.filter { $0.profile.gateway == gateway }.map(\.profile.name)
        switch state {
        case .ready:
            gateways[gateway]?.fault = nil
            note(.reconcile, "the user hub of \(gateway) is ready; reading orders and positions")
            for name in names {
                accounts[name]?.reconciledAt = nil
                accounts[name]?.wantSnapshot(by: now.steady)
            }
            issueSnapshots()
        case .connecting, .down, .evicted:
            for name in names { accounts[name]?.reconciledAt = nil }
            if case .down(let reason) = state {
                gateways[gateway]?.fault = "the user hub of \(gateway) is down: \(reason)"
                note(.reconcile, "the user hub of \(gateway) is down: \(reason)")
            } else if state == .evicted {
                gateways[gateway]?.fault = "another session of the same user took over at \(gateway)"
                note(.reconcile, "another session of the same user took over at \(gateway): no further try")
            }
        }
    }

    mutating func hear(_ state: AccountState) {
        guard accounts[state.account] != nil else { return }
        if let before = accounts[state.account]?.state, before.canTrade != state.canTrade {
            note(.reconcile, "the venue says can_trade=\(state.canTrade)", account: state.account)
        }
        let heardAt = now.steady
        change(state.account) { book in
            if book.state?.balance != state.balance { book.equity.balanceAt = heardAt }
            (book.state, book.stateAt) = (state, heardAt)
        }
        if accounts[state.account]?.profile.terms != nil { testFloor(of: state.account) }
    }

    mutating func hear(_ position: Position, on account: AccountName, by channel: Channel) {
        guard accounts[account] != nil else { return }
        let before = accounts[account]?.positions[position.contract]
        var unexplained = position.signedSize
        if channel == .hub { accounts[account]?.positionsToldAt[position.contract] = now.steady }
        if channel == .hub, let change = position.signedSize.checked(subtracting: before?.signedSize ?? 0) {
            let rest = accounts[account]?.unshown[position.contract, default: UnshownFills(at: now.steady)]
                .change(change, at: now.steady)
            unexplained = rest ?? change
        }
        // It grew, also where it grew the other way.
        let isGrown =
            position.signedSize.magnitude > before?.signedSize.magnitude ?? 0
            || position.signedSize.signum() == -(before?.signedSize.signum() ?? 0)
        if isGrown, !position.isFlat, unexplained.signum() == position.signedSize.signum() {
            noteGrown(position.contract, on: account, by: nil)
        }
        if before?.signedSize ?? 0 != position.signedSize || before?.averagePrice != position.averagePrice {
            notePosition(position, on: account)
        }
        accounts[account]?.positionsAt[position.contract] = now.steady
        accounts[account]?.positions[position.contract] = position.isFlat ? nil : position
        guard before?.signedSize ?? 0 != position.signedSize || before?.averagePrice != position.averagePrice
        else { return }
        out.rows.append(.position(PositionRow(account: account, position: position, at: now.wall)))
        let text = position.isFlat ? "flat" : "\(position.signedSize) at \(position.averagePrice)"
        note(.record, "position in \(position.contract): \(text)", account: account)
        checkSettled(account)
    }

    // MARK: Orders

    mutating func hear(_ order: VenueOrder, by channel: Channel) {
        guard accounts[order.account] != nil else { return }
        if let createdAt = order.createdAt { change(order.account) { $0.hearTime(createdAt) } }
        reopen(order)
        let own = ownTag(of: order)
        // A late repeat of an older state does not wake an order that has ended.
        let isOver = order.status.isTerminal || own.flatMap { orders[$0] }?.row.state.isTerminal == true
        let heardAt = now.steady
        change(order.account) { book in
            book.venueOrdersAt[order.id] = heardAt
            book.venueOrders[order.id] = isOver ? nil : order
        }
        if let tag = own {
            stand(tag, order, channel)
        } else if let parent = parentTag(of: order) {
            adoptChild(order, of: parent, channel)
        } else {
            claimClose(order, channel)
        }
    }

    /// Recognises the untagged market order that a close of ours became: its fills are the flatten's.
    ///
    /// Source: `closeContract` returns no id, and its order carries no tag (live captures read 2026-09).
    private mutating func claimClose(_ order: VenueOrder, _ channel: Channel) {
        guard order.tag == nil, order.type == .market else { return }
        if let tag = partialClose(becoming: order, by: channel) { return stand(tag, order, channel) }
        let closing = orders.of(order.account).filter { live in
            live.flatten?.isClosing(order.contract) == true
        }
        guard let tag = closing.map(\.row.tag).min() else { return }
        know(order.id, as: tag)
        standClose(tag, order)
    }

    /// Our tag for a venue's order: by its own tag, else by its id.
    func ownTag(of order: VenueOrder) -> OrderTag? {
        // The names that orders of another hand are followed under were never sent to the venue.
        if let tag = order.tag, let row = orders[tag]?.row, row.account == order.account, row.alert != nil {
            return tag
        }
        guard let tag = accounts[order.account]?.tags[order.id], orders[tag] != nil else { return nil }
        return tag
    }

    /// The entry that a bracket child belongs to: by the parent's id, else by the venue's suffix on the tag.
    func parentTag(of order: VenueOrder) -> OrderTag? {
        if let parent = order.parent, let tag = accounts[order.account]?.tags[parent] { return tag }
        guard let text = order.tag?.text, text.hasSuffix("-SL") || text.hasSuffix("-TP") else { return nil }
        let parent = OrderTag(String(text.dropLast(3)))
        let isOurs = orders[parent]?.row.account == order.account
        return isOurs || accounts[order.account]?.missingLegs[parent] != nil ? parent : nil
    }

    private mutating func adoptChild(_ order: VenueOrder, of parent: OrderTag, _ channel: Channel) {
        let suffix = order.type == .limit ? "TP" : "SL"
        // Tags are unique on one account: those of another hand's orders may stand on two.
        let entry = orders[parent]?.row ?? accounts[order.account]?.missingLegs[parent]?.row
        let isByHand = entry?.alert == nil
        let tag = (isByHand ? nil : order.tag) ?? OrderTag("\(parent)-\(suffix)")
        // One that ended is news only where it was never heard of; else it was settled and let go.
        let isKnown = accounts[order.account]?.tags[order.id] != nil
        guard !order.status.isTerminal || !isKnown else { return }
        orders[parent]?.legsHeard.insert(order.id)
        accounts[order.account]?.missingLegs[parent]?.legsHeard.insert(order.id)
        let entryRoot = orders[parent]?.root ?? ""
        let row = OrderRow(
            tag: tag, alert: entry?.alert, rule: entry?.rule, account: order.account,
            contract: order.contract,
            orderClass: .protect, side: order.side, size: order.size, type: order.type ?? .stop,
            stage: .record, state: .working, venueOrder: order.id, parent: parent, leg: entry?.leg ?? 0,
            createdAt: order.createdAt ?? now.wall)
        write(
            LiveOrder(
                row: row, root: entryRoot, placement: .settled(isExit: true), signalTime: now.wall,
                signalAgeMax: .zero,
                touchedAt: now.steady))
        accounts[order.account]?.tags[order.id] = tag
        stand(tag, order, channel)
    }

    /// Brings our row to where the venue says the order stands.
    private mutating func stand(_ tag: OrderTag, _ order: VenueOrder, _ channel: Channel) {
        guard orders[tag]?.row.orderClass != .flatten else { return standClose(tag, order) }
        let before = orders[tag]?.row
        let filledBefore = before?.filled ?? 0
        know(order.id, as: tag)
        let now = self.now
        update(tag) { live in
            live.touchedAt = now.steady
            live.unheardDue = nil
            live.misses = 0
            // A late repeat of an older state does not wake an order that has ended.
            guard live.row.state.isLive || order.status.isTerminal else { return }
            live.placement.settle()
            live.row.stage = .record
            // A filled order is filled whole, whether its volume is told or not.
            let filled = order.status == .filled ? max(order.size, order.filled) : order.filled
            live.row.filled = max(live.row.filled, filled)
            live.row.state = OrderState(order.status, filled: live.row.filled)
            // It may have been changed in place, by us or by another hand.
            if order.size > 0 { live.row.size = order.size }
            live.row.averagePrice = order.averagePrice ?? live.row.averagePrice
            live.row.limitPrice = order.limitPrice ?? live.row.limitPrice
            live.row.stopPrice = order.stopPrice ?? live.row.stopPrice
            if channel == .hub, live.row.times.hubAckAt == nil { live.row.times.hubAckAt = now.wall }
            // It filled before the cancel came: there is nothing to explain any more.
            if live.row.state == .filled,
                live.row.code == Self.entryExpired || live.row.code == Self.entryCancelled
            {
                (live.row.code, live.row.reason) = (nil, nil)
            }
            if before?.state == .lost, !live.isTakenBack { (live.row.code, live.row.reason) = (nil, nil) }
            if live.row.state == .rejected, live.row.code == nil { live.row.code = "OrderRejected" }
        }
        guard let row = orders[tag]?.row else { return }
        let isPriced =
            row.state == .working
            && (row.stopPrice ?? row.limitPrice) != (before?.stopPrice ?? before?.limitPrice)
        if let side = row.side, row.filled > filledBefore {
            accounts[row.account]?.unshown[order.contract, default: UnshownFills(at: now.steady)]
                .fill(side.sign * (row.filled - filledBefore), at: now.steady)
            accounts[row.account]?.equity.movedAt = now.steady
            noteEntered(row)
            if row.orderClass == .entry { noteGrown(order.contract, on: row.account, by: row.alert) }
        }
        if row.state != before?.state || isPriced { tell(row, order) }
        if row.state.isTerminal, before?.state.isTerminal != true { closeAfterReversal(row) }
        if row.filled > filledBefore || (row.state != before?.state && row.state.isTerminal) {
            checkSettled(row.account)
        }
    }

    /// A close's own order fills; the flatten ends only when it is verified.
    private mutating func standClose(_ tag: OrderTag, _ order: VenueOrder) {
        let now = self.now
        update(tag) { live in
            live.row.side = order.side ?? live.row.side
            live.row.size = order.size
            live.row.filled = max(live.row.filled, order.filled)
            live.row.averagePrice = order.averagePrice ?? live.row.averagePrice
            if live.row.times.hubAckAt == nil { live.row.times.hubAckAt = now.wall }
        }
    }

    private mutating func tell(_ row: OrderRow, _ order: VenueOrder) {
        var text =
            "\(row.orderClass.rawValue) \(row.side?.rawValue ?? "") \(row.size ?? 0): \(row.state.rawValue)"
        if order.status == .suspended { text += ", waiting for the entry's fill" }
        if let price = row.averagePrice, row.state == .filled { text += " at \(price)" }
        if row.state == .working, let price = row.stopPrice ?? row.limitPrice { text += " at \(price)" }
        note(.record, text, alert: row.alert, account: row.account, tag: row.tag)
    }

    // MARK: Trades

    mutating func hear(_ trade: VenueTrade) {
        guard let book = accounts[trade.account] else { return }
        accounts[trade.account]?.hearTime(trade.at)
        let before = book.fills[trade.id]
        if let before, before.trade.isVoided == trade.isVoided { return }
        // So old that it was counted and is not remembered any more.
        if before == nil, let from = book.fillsFrom, trade.at < from { return tellForgotten(trade) }
        countHolding(trade, before: before?.trade)
        noteExecution(on: trade.account)
        let tag = before?.tag ?? book.tags[trade.order]
        let fill = FillRow(
            trade: trade, tag: tag, day: before?.day ?? day(of: trade.at, book.profile))
        accounts[trade.account]?.fills[trade.id] = fill
        out.rows.append(.fill(fill))
        noteLeader(trade, isNews: before == nil, tag: tag)
        let isNewDay = book.days[fill.day] == nil
        count(fill, isNew: before == nil)
        if isNewDay { forgetOldDays(on: trade.account) }
        if let tag {
            update(tag) { $0.row.times.filledAt = max($0.row.times.filledAt ?? trade.at, trade.at) }
        }
        let profit = trade.profit.map { ", gross \($0) USD" } ?? ""
        note(
            .record,
            "fill \(trade.side.rawValue) \(trade.size) at \(trade.price)\(profit)\(trade.isVoided ? ", voided" : "")",
            alert: tag.flatMap { orders[$0]?.row.alert }, account: trade.account, tag: tag)
        checkSettled(trade.account)
    }
}

extension OrderState {
    /// Where an order stands by the venue's word.
    ///
    /// - Parameter filled: Contracts filled by the most that was ever told.
    fileprivate init(_ status: VenueOrder.Status, filled: Int64) {
        switch status {
        case .filled: self = .filled
        case .cancelled: self = .cancelled
        case .expired: self = .expired
        case .rejected: self = .rejected
        case .open, .pending, .pendingCancellation, .suspended, .unknown:
            self = filled > 0 ? .partiallyFilled : .working
        }
    }
}
