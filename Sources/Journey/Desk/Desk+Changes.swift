import Trading

/// Changing and cancelling orders that are at the venue already, ours or placed by another hand.
///
/// The order itself carries the attempts, each with the request that asked for it; an order of another hand gets
/// a row of its own, without an alert, when it is first touched.
extension Desk {
    /// The order that a person means, by its tag or by the venue's number.
    mutating func target(named name: String, _ book: AccountBook) throws(Refusal) -> OrderTag {
        let account = book.profile.name
        if orders[OrderTag(name)]?.row.account == account { return OrderTag(name) }
        let number = Int64(name).map(OrderID.init)
        if let number, let tag = book.tags[number], orders[tag] != nil { return tag }
        let foreign = book.venueOrders.values.filter { order in
            if let number { return order.id == number }
            return order.tag == OrderTag(name)
        }
        guard let order = foreign.min(by: { $0.id < $1.id }) else {
            throw Refusal(
                .orderNotFound, reason: "no order \(name) works on \(account)",
                remedy: "`order list` shows what works there; what has ended cannot be changed", key: "order")
        }
        // By another hand's tag it may be meant a second time.
        if let tag = book.tags[order.id], orders[tag] != nil { return tag }
        return adopt(order, book)
    }

    /// Gives an order of another hand a row.
    private mutating func adopt(_ order: VenueOrder, _ book: AccountBook) -> OrderTag {
        let account = book.profile.name
        let tag = OrderTag("hand-\(book.profile.id)-\(order.id)")
        let held = book.position(in: order.contract) ?? 0
        let open = max(0, order.size - order.filled)
        let takesOff =
            order.parent != nil
            || (held != 0 && order.side == (held > 0 ? .sell : .buy) && open <= abs(held))
        let row = OrderRow(
            tag: tag, alert: nil, account: account, contract: order.contract,
            orderClass: takesOff ? .protect : .entry, side: order.side, size: order.size,
            type: order.type ?? .limit, limitPrice: order.limitPrice, stopPrice: order.stopPrice,
            stage: .record, state: order.filled > 0 ? .partiallyFilled : .working, venueOrder: order.id,
            leg: 0, filled: order.filled, createdAt: order.createdAt ?? now.wall)
        write(
            LiveOrder(
                row: row, root: contract(of: order.contract, on: account)?.root ?? "",
                placement: .settled(isExit: takesOff), signalTime: now.wall, signalAgeMax: .zero,
                touchedAt: now.steady))
        know(order.id, as: tag)
        note(.record, "order \(order.id) of another hand is followed as \(tag)", account: account, tag: tag)
        return tag
    }

    /// - Parameter wanted: Nil cancels.
    mutating func change(
        _ tag: OrderTag, _ wanted: OrderChange?, _ request: OperatorRequest, _ identity: AlertIdentity,
        _ arrival: Arrival
    ) {
        guard orders[tag] != nil else { return }
        let row = record(request, identity, arrival)
        guard let verdict = change(tag, wanted, for: identity.fingerprint, arrival) else { return }
        seen.remember(KnownAlert(row: row, verdicts: [verdict]))
        reply(arrival, .accepted(identity.fingerprint, [verdict]))
    }

    /// Judges a change, writes it with its attempt, and sends it.
    ///
    /// - Parameters:
    ///   - wanted: Nil cancels.
    ///   - chart: What the chart showed when it was asked for.
    ///   - obstacle: Why it is not to be made, beyond what the order itself tells.
    ///   - remedy: What is to be done about that.
    mutating func change(
        _ tag: OrderTag, _ wanted: OrderChange?, for alert: Fingerprint, _ arrival: Arrival,
        chart: ChartPrice? = nil, obstacle: String? = nil, remedy: String? = nil
    ) -> Verdict? {
        guard let order = orders[tag] else { return nil }
        let report = RiskGate.examine(
            changeInput(order, wanted, arrival, chart, obstacle, remedy))
        out.rows.append(
            .audit(AuditRow(at: now.wall, kind: "risk.verdict", subject: tag.text, body: report.json)))
        let verdict = Verdict(
            account: order.row.account, tag: tag, isApproved: report.denial == nil,
            code: report.denial?.code.rawValue, reason: report.denial?.reason,
            remedy: report.denial?.remedy, size: wanted?.size?.contracts ?? order.row.size)
        let check = ChangeCheck(wanted: wanted, purpose: .asked)
        if let denial = report.denial {
            deny(check.kind, of: tag, denial, alert)
        } else {
            send(check, of: tag, for: alert)
        }
        return verdict
    }

    /// Writes the attempt and asks the venue; both happen once the rows are on disk.
    mutating func send(_ check: ChangeCheck, of tag: OrderTag, for alert: Fingerprint? = nil) {
        guard let row = orders[tag]?.row, let id = row.venueOrder else { return }
        let subject = check.wanted?.words ?? "\(id)"
        open(check.kind, of: tag, about: subject, for: alert)
        update(tag) { $0.check = check }
        if let wanted = check.wanted {
            out.calls.append(.modify(account: row.account, order: id, change: wanted))
        } else {
            askCancel(id, of: tag, on: row.account)
        }
        note(
            .place, "\(check.kind.rawValue) \(subject)", alert: alert ?? row.alert, account: row.account,
            tag: tag)
    }

    private mutating func deny(
        _ kind: AttemptRow.Kind, of tag: OrderTag, _ denial: Denial, _ alert: Fingerprint
    ) {
        guard var order = orders[tag] else { return }
        order.attempts += 1
        orders[tag] = order
        out.rows.append(
            .attempt(
                AttemptRow(
                    tag: tag, number: order.attempts, kind: kind, at: now.wall, ending: AttemptRow.denied,
                    message: "\(denial.code.rawValue): \(denial.reason)", alert: alert)))
        note(
            .risk, "\(kind.rawValue) denied \(denial.code.rawValue): \(denial.reason)", alert: alert,
            account: order.row.account, tag: tag)
    }

    /// The gate's input for the order as it would be.
    private func changeInput(
        _ order: LiveOrder, _ wanted: OrderChange?, _ arrival: Arrival, _ chart: ChartPrice?,
        _ obstacle: String?, _ remedy: String?
    ) -> GateInput {
        var changed = order
        let before = order.row
        changed.signalTime = arrival.delivery.bodyAt
        // The price of the order's own alert is as old as the order.
        changed.chart = chart
        changed.signalAgeMax = OperatorRequest.maxAge
        changed.row.size = wanted?.size?.contracts ?? before.size
        changed.row.limitPrice = wanted?.limitPrice ?? before.limitPrice
        changed.row.stopPrice = wanted?.stopPrice ?? before.stopPrice
        changed.row.trailPrice = wanted?.trailPrice ?? before.trailPrice
        var input = gateInput(for: changed)
        let isLarger = (changed.row.size ?? 0) > (before.size ?? 0)
        let isMoved =
            changed.row.limitPrice != before.limitPrice || changed.row.stopPrice != before.stopPrice
            || changed.row.trailPrice != before.trailPrice
        let isBeyond =
            before.orderClass != .entry
            && (isLarger && !isCovered(changed.row, input) || isMoved && isBare(before, input))
        let addsExposure = wanted != nil && (before.orderClass == .entry ? isLarger || isMoved : isBeyond)
        if isBeyond { input.orderClass = .entry }
        let own = self.obstacle(order, wanted)
        input.change = GateChange(
            kind: wanted == nil ? .cancel : .modify, addsExposure: addsExposure,
            obstacle: own ?? obstacle, remedy: own == nil && obstacle != nil ? remedy : nil)
        return input
    }

    /// Whether an exit of this size only takes off what is held and what nothing else takes off already; one that
    /// grows beyond it could open a position the other way. What is not known covers nothing.
    private func isCovered(_ row: OrderRow, _ input: GateInput) -> Bool {
        let held = input.position.map { row.side == .sell ? $0 : 0 &- $0 } ?? 0
        let others = row.parent == nil ? input.pendingExits : 0
        return (row.size ?? 0) - row.filled <= max(0, held) - others
    }

    /// Whether an exit is known to have nothing to take off: moved to the market it would open a position.
    private func isBare(_ row: OrderRow, _ input: GateInput) -> Bool {
        input.position.map { row.side == .sell ? $0 <= 0 : $0 >= 0 } ?? false
    }

    private func obstacle(_ order: LiveOrder, _ wanted: OrderChange?) -> String? {
        let row = order.row
        if row.orderClass == .flatten { return "is a close under way: it has no working order to change" }
        guard row.state == .working || row.state == .partiallyFilled else {
            return "is \(row.state.rawValue)"
        }
        if row.venueOrder == nil { return "has no number of the venue yet" }
        if order.check?.kind == .cancel { return "is being cancelled already" }
        if wanted != nil, order.check?.isUndecided == true { return "is being changed already" }
        let standing = row.venueOrder.flatMap { accounts[row.account]?.venueOrders[$0] }
        // What the venue makes of a leg that is changed before its entry fills is not known.
        if wanted != nil, standing?.status == .suspended {
            return "waits for the fill of its entry: change it after that"
        }
        if let strange = wanted.flatMap({ $0.priceMissing(on: row.type) }) {
            return "is a \(row.type.word) order: it has no \(strange)"
        }
        // Nor whether its legs would grow with it; contracts without a stop are not risked.
        if let size = wanted?.size, size.contracts > row.size ?? 0, row.bracket != nil {
            return "has a bracket whose legs may keep their size: cancel it and place a larger one"
        }
        if let size = wanted?.size, size.contracts <= row.filled {
            return "has filled \(row.filled) already: cancel the rest instead"
        }
        return nil
    }

    // MARK: Endings

    mutating func modified(
        _ id: OrderID, on account: AccountName, _ wanted: OrderChange, _ ending: Ending,
        _ answer: GatewayAnswer
    ) {
        guard let tag = accounts[account]?.tags[id], orders[tag] != nil else { return }
        finish(.modify, of: tag, wanted.words, ending, answer)
        settleChange(of: tag, wanted, ending)
    }

    /// What the answer to a change leads to: a reading that shows what is true, unless nothing was sent.
    ///
    /// - Parameter wanted: What was answered; a cancel may have been asked for since.
    mutating func settleChange(of tag: OrderTag, _ wanted: OrderChange?, _ ending: Ending) {
        guard var check = orders[tag]?.check, check.wanted == wanted else { return }
        switch ending {
        case .notSent: return endCheck(of: tag, check, "not sent", isRefused: false)
        case .rejected(let no):
            guard no.isNotFound else { return endCheck(of: tag, check, "refused by the venue: \(no.name)") }
            check.isLost = true
        case .lost: check.isLost = true
        case .accepted: break
        }
        check.due = now.steady.advanced(by: ChangeCheck.firstDelay)
        update(tag) { $0.check = check }
    }

    /// Reads what is due.
    mutating func tickChanges() {
        let due = orders.values.filter { order in
            order.check?.due.map { $0 <= now.steady } ?? false
        }
        for tag in due.map(\.row.tag).sorted() {
            guard let row = orders[tag]?.row, let id = row.venueOrder else { continue }
            update(tag) { order in
                order.check?.due = nil
                order.check?.reads += 1
            }
            out.calls.append(.readOrder(account: row.account, order: id))
        }
    }

    /// - Parameter order: As just read; nil when it could not be.
    mutating func verifyChange(of tag: OrderTag, _ order: VenueOrder?) {
        guard let check = orders[tag]?.check, check.due == nil, check.reads > 0 else { return }
        guard let order, check.isShown(by: order) || order.status.isTerminal else {
            if check.reads < ChangeCheck.readsMax {
                let due = now.steady.advanced(by: ChangeCheck.nextDelay)
                return update(tag) { $0.check?.due = due }
            }
            // Contracts that may have been added are counted until a reading tells.
            if order == nil, let size = check.wanted?.size?.contracts {
                update(tag) { $0.row.size = max($0.row.size ?? 0, size) }
            }
            // Only a venue that said yes and did nothing has shown what it makes of it.
            return endCheck(
                of: tag, check, order == nil ? "it cannot be read" : "it still stands as it was",
                isRefused: order != nil && !check.isLost)
        }
        update(tag) { $0.check = nil }
        if check.isShown(by: order) {
            confirm(check, of: tag)
        } else {
            tell(check, of: tag, theirs: order.status.word, done: "the venue's is taken")
        }
    }

    private mutating func confirm(_ check: ChangeCheck, of tag: OrderTag) {
        if case .resize(let position) = check.purpose, let row = orders[tag]?.row {
            record(
                discrepancy: "protection_exceeds_position", account: row.account, subject: tag.text,
                ours: "\(position)", theirs: "a larger leg", done: "resized to \(row.size ?? 0)")
        } else if check.isLost {
            tell(check, of: tag, theirs: "in force", done: "no answer came, and the order was read")
        } else {
            note(
                .record, "\(check.kind.rawValue) verified by reading", alert: orders[tag]?.row.alert,
                account: orders[tag]?.row.account, tag: tag)
        }
        if check.wanted == nil, check.purpose == .asked { tellBare(tag) }
    }

    /// A stop that a person cancelled may have been the only one.
    private mutating func tellBare(_ tag: OrderTag) {
        guard let row = orders[tag]?.row, row.orderClass == .protect, row.type.isStop,
            let contract = row.contract, let book = accounts[row.account],
            let held = book.position(in: contract), held != 0
        else { return }
        let isProtected = book.venueOrders.values.contains {
            $0.contract == contract && $0.side == row.side && $0.type?.isStop == true
        }
        guard !isProtected else { return }
        record(
            discrepancy: "position_without_stop", account: row.account, subject: tag.text, ours: "cancelled",
            theirs: "\(held) \(contract)", done: "left: place a stop, or close it")
    }

    private mutating func endCheck(
        of tag: OrderTag, _ check: ChangeCheck, _ why: String, isRefused: Bool = true
    ) {
        update(tag) { $0.check = nil }
        if check.purpose == .expired {
            retryExpiry(of: tag)
            return tell(check, of: tag, theirs: why, done: "cancelled again until it is seen to be over")
        }
        let isResize = check.purpose != .asked
        // What never left is no answer of the venue's: the next readings ask for it anew.
        if let row = orders[tag]?.row, isResize, isRefused, let contract = row.contract {
            accounts[row.account]?.resizeRefused.insert(contract)
        } else if let account = orders[tag]?.row.account, isResize {
            accounts[account]?.wantSnapshot(by: now.steady)
        }
        tell(
            check, of: tag, theirs: why,
            done: !isResize
                ? "left as it is: ask again if it is still wanted"
                : isRefused
                    ? "left: resize it on the platform, or send close, which cancels it"
                    : "asked again once two readings agree")
    }

    private mutating func tell(_ check: ChangeCheck, of tag: OrderTag, theirs: String, done: String) {
        guard let account = orders[tag]?.row.account else { return }
        record(
            discrepancy: "order_change", account: account, subject: tag.text,
            ours: check.wanted?.words ?? "cancelled", theirs: theirs, done: done)
    }
}
