import Trading

/// From an approved intent to an ending: place and record.
extension Desk {
    /// The decisions about an alert are on disk: its orders may leave, each after its attempt is on disk too.
    mutating func release(_ alert: Fingerprint, durableAt: Timestamp, repliedAt: Timestamp) {
        for tag in ordersOf(alert) {
            update(tag) { order in
                order.row.times.durableAt = durableAt
                order.row.times.repliedAt = repliedAt
            }
            begin(tag)
        }
    }

    private func ordersOf(_ alert: Fingerprint) -> [OrderTag] {
        orders.values.filter { $0.row.alert == alert && $0.row.state == .approved }
            .sorted { ($0.row.account, $0.row.leg) < ($1.row.account, $1.row.leg) }.map(\.row.tag)
    }

    /// Starts what an approved order is for, unless it waits for another.
    mutating func begin(_ tag: OrderTag) {
        guard let order = orders[tag], order.row.state == .approved, !order.hasBegunToClose else { return }
        if order.row.orderClass == .flatten { return beginClose(order) }
        if let parent = order.row.parent, !order.row.isGuard, orders[parent] != nil { return }
        if waitsForOthers(order) { return }
        send(tag)
    }

    /// Looks once more at what may have changed since the decision, then sends.
    mutating func send(_ tag: OrderTag) {
        guard var order = orders[tag] else { return }
        if order.row.isSingleReversal, ledger != .down, !stillReverses(order) {
            return end(
                tag, order.row.state == .lost ? .notPlaced : .notSent, code: Self.positionChanged,
                reason: "the position that it was to close and turn round is another one by now")
        }
        guard mayLeave(order) else { return keepBack(tag) }
        let report = examine(order.row, gateInput(for: order))
        let notAfter = order.row.orderClass == .entry ? entryDeadline(order, report.input.signalAge) : nil
        guard let approved = RiskGate.approve(report, for: order.row.account, notAfter: notAfter) else {
            out.rows.append(
                .audit(AuditRow(at: now.wall, kind: "risk.verdict", subject: tag.text, body: report.json)))
            return hold(tag, report)
        }
        if report.input.isLeftToClosing, !order.mayHaveArrived { order.closesInPart = true }
        order.row.state = .sent
        (order.row.code, order.row.reason) = (nil, nil)
        order.row.stage = .place
        order.row.times.sentAt = now.wall
        order.placement.send(isTagged: !order.closesInPart)
        if order.closesInPart { order.heardBefore = othersOrders(beside: order.row) }
        order.soughtFrom = order.soughtFrom ?? searchStart(of: order.row, isFirst: true)
        order.touchedAt = now.steady
        write(order)
        open(order.sending, of: tag)
        out.calls.append(approved.call(closesInPart: order.closesInPart))
        let way = order.closesInPart ? "as a partial close, without its tag" : "with tag \(tag)"
        note(.place, "sending \(way)", alert: order.row.alert, account: order.row.account, tag: tag)
    }

    /// Steady time after which an entry must not leave any more: its signal's age, its own time, and the hours end it.
    private func entryDeadline(_ order: LiveOrder, _ age: Span) -> Timestamp {
        let aged = now.steady.advanced(by: order.signalAgeMax).advanced(
            by: Span(microseconds: -age.microseconds))
        let ends = [entriesEnd(for: order), lifeEnd(of: order)].compactMap { $0 }
        let last = ends.reduce(aged) { min($0, now.steady.advanced(by: $1.since(now.wall))) }
        // An exit is not to wait for its turn as entries do: the close that follows goes before all of them.
        return order.row.isSingleReversal ? min(last, now.steady.advanced(by: Self.reversalPatience)) : last
    }

    /// The gate said no at the last moment: the order is not sent, and says why.
    private mutating func hold(_ tag: OrderTag, _ report: GateReport) {
        let denial =
            report.denial
            ?? Denial(.quantityInvalid, "the order has no side or size", remedy: "send side and size")
        // A lost exit that was about to be sent again: the venue never had it, or it cannot be told yet.
        let wasSent = orders[tag]?.row.state == .lost
        if wasSent, report.input.position == nil {
            orders[tag]?.placement.seek(from: now.steady)
            return
        }
        // A restart waits for the account to come back; the alert's age ends the wait.
        if orders[tag]?.isResumed == true, !wasSent, denial.code.isPassing { return }
        update(tag) { order in
            order.deny(denial, as: wasSent ? .notPlaced : .notSent)
            order.row.stage = .place
        }
        note(
            .place, "not sent\(wasSent ? " again" : ""), \(denial.code.rawValue): \(denial.reason)",
            alert: orders[tag]?.row.alert,
            account: orders[tag]?.row.account, tag: tag)
        forget(tag)
    }

    /// Sends what a restart found approved, as soon as its account is known again.
    mutating func resume(_ account: AccountName) {
        let waiting = orders.of(account).filter {
            $0.row.state == .approved && $0.isResumed && $0.flatten == nil
        }
        for tag in Self.inOrder(waiting) where !isOverdue(tag) { begin(tag) }
    }

    /// An exit that was approved so long before a restart is not sent any more.
    static let exitAgeMax = Span.seconds(600)

    /// Ends a resumed exit that is too old, or whose position is another one by now.
    private mutating func isOverdue(_ tag: OrderTag) -> Bool {
        guard let order = orders[tag], order.row.orderClass == .reduce || order.row.orderClass == .protect
        else { return false }
        if now.wall.since(order.row.createdAt) > Self.exitAgeMax {
            end(
                tag, .notSent, code: Denial.Code.signalTooOld.rawValue,
                reason: "it was approved more than \(Self.exitAgeMax) ago: send it again if it is still meant"
            )
            return true
        }
        // Contracts bought since to a position that it was to sell, or the other way round.
        let isOther = accounts[order.row.account]?.fills.values.contains { fill in
            fill.trade.contract == order.row.contract && !fill.trade.isVoided
                && fill.trade.side != order.row.side && fill.trade.at > order.row.createdAt
        }
        guard isOther == true else { return false }
        end(
            tag, .notSent, code: Self.positionChanged,
            reason: "contracts were added since it was approved: it was meant for another position")
        return true
    }

    static let positionChanged = "POSITION_CHANGED"

    // MARK: Endings

    mutating func placed(
        _ tag: OrderTag, by kind: AttemptRow.Kind, _ ending: Ending, _ answer: GatewayAnswer
    ) {
        let rejection: Rejection? = if case .rejected(let no) = ending { no } else { nil }
        close(
            kind, of: tag, ending: ending.word, code: rejection?.code,
            message: ending.why, latency: answer.latency)
        guard var order = orders[tag] else { return }
        note(
            .place, "\(ending.word) after \(answer.latency)\(ending.why.map { ": " + $0 } ?? "")",
            alert: order.row.alert, account: order.row.account, tag: tag)
        if let rejection, kind == .place, closesInstead(order, rejection) { return }
        order.noteArrival(ending)
        let step = order.placement.ended(ending, at: now.steady)
        if let sentAt = answer.sentAt { order.row.times.sentAt = sentAt }
        order.row.times.answeredAt = answer.endedAt
        order.touchedAt = now.steady
        write(order)
        // The hub may have told of the order first; its id is the same, and nothing else is news.
        if case .accepted(let id?) = ending { know(id, as: tag) }
        // It may have told of the refusal first as well, but never why.
        if let rejection, order.row.state == .rejected { return reject(tag, rejection) }
        follow(step, of: tag)
    }

    mutating func follow(_ step: PlacementMachine.Step, of tag: OrderTag) {
        switch step {
        case .wait: break
        case .adopt(let id): adopt(id, as: tag)
        case .adoptOrder(let order):
            note(.place, "found at the venue: it had arrived", account: order.account, tag: tag)
            know(order.id, as: tag)
            hear(order, by: .rest)
        case .reject(let rejection): reject(tag, rejection)
        case .giveUpUnsent(let unsent): giveUp(tag, unsent)
        case .search(let why): lose(tag, why)
        case .lookUp: lookUp(tag)
        case .resend: send(tag)
        case .undecided: endUndecided(tag)
        case .notPlaced where orders[tag]?.isTaken == true: endUndecided(tag)
        case .notPlaced:
            // Whatever could not be judged beside it, stray legs among them, is judged by the next reading.
            if let account = orders[tag]?.row.account {
                accounts[account]?.wantSnapshot(by: now.steady.advanced(by: Self.settleDelay))
            }
            end(
                tag, .notPlaced, code: "NOT_PLACED",
                reason: "looked up for 30 s and more: the venue never had it")
        }
    }

    private mutating func adopt(_ id: OrderID?, as tag: OrderTag) {
        if let id { know(id, as: tag) }
        let now = self.now
        update(tag) { order in
            guard order.row.state == .sent || order.row.state == .lost else { return }
            order.row.state = .working
            order.row.stage = .record
            order.unheardDue = now.steady.advanced(by: Self.unheardPatience)
        }
    }

    /// From the venue's answer to the hub's word about the same order.
    static let unheardPatience = Span.seconds(1)

    /// Reads the accounts of orders that the venue took and its hub did not tell of: it may be silently dead, and
    /// what is decided meanwhile would be decided on a position that is no more.
    mutating func readUnheard() {
        for order in orders.values.filter({ $0.isUnheard(at: now.steady) }) {
            orders[order.row.tag]?.unheardDue = nil
            if order.row.state.isLive { accounts[order.row.account]?.wantSnapshot(by: now.steady) }
        }
    }

    /// Keeps the venue's id of an order of ours, and claims the fills that came before it was known.
    mutating func know(_ id: OrderID, as tag: OrderTag) {
        guard let account = orders[tag]?.row.account, accounts[account] != nil else { return }
        update(tag) { $0.row.venueOrder = id }
        change(account) { $0.tags[id] = tag }
        for fill in accounts[account]?.fills.unclaimed(of: id) ?? [] {
            var claimed = fill
            claimed.tag = tag
            accounts[account]?.fills[fill.trade.id] = claimed
            out.rows.append(.fill(claimed))
            update(tag) { $0.row.times.filledAt = max($0.row.times.filledAt ?? fill.trade.at, fill.trade.at) }
        }
    }

    private mutating func reject(_ tag: OrderTag, _ rejection: Rejection) {
        update(tag) { $0.row.venueOrder = rejection.order ?? $0.row.venueOrder }
        let message = rejection.message.map { ": \($0)" } ?? ""
        let isForBracket = orders[tag]?.isBracketRefused == true
        end(
            tag, .rejected, code: isForBracket ? Self.bracketCode : rejection.name,
            reason: "the venue refused it, code \(rejection.code)\(message)")
    }

    /// What can be done about an order that never left.
    static let notSentRemedy = "nothing of it reached the venue: send the alert again if it is still meant"

    mutating func end(_ tag: OrderTag, _ state: OrderState, code: String, reason: String) {
        unlock(tag)
        update(tag) { order in
            order.row.state = state
            order.row.stage = .record
            order.row.code = code
            order.row.reason = reason
            if state == .notSent, order.row.remedy == nil { order.row.remedy = Self.notSentRemedy }
            order.placement.settle()
        }
        note(.record, "\(state.rawValue): \(reason)", account: orders[tag]?.row.account, tag: tag)
        forget(tag)
    }

    private mutating func lose(_ tag: OrderTag, _ why: String) {
        update(tag) { order in
            order.row.state = .lost
            order.row.stage = .record
            order.row.code = "LOST"
            order.row.reason = why
        }
        note(.record, "lost: \(why); it is being looked up", account: orders[tag]?.row.account, tag: tag)
    }

    private mutating func lookUp(_ tag: OrderTag) {
        guard let order = orders[tag] else { return }
        if order.closesInPart { return awaitReading(about: order) }
        open(.lookUp, of: tag)
        // Not from the last send: the first of two may be what landed.
        let from = order.soughtFrom ?? searchStart(of: order.row, isFirst: false)
        let since = from.advanced(by: Span(microseconds: -Self.tradeOverlap.microseconds))
        out.calls.append(.lookUp(account: order.row.account, tag: tag, since: since))
    }

    /// From when on the venue is searched for an order.
    ///
    /// Our wall clock may have been stepped, so that alone it proves nothing: a search that begins after the order,
    /// by the venue's clock, shows no trace of it. What the venue last told before the first send is no later.
    ///
    /// - Parameter isFirst: Whether it is about to be sent for the first time; what the venue told after that may
    ///   be later than the order.
    func searchStart(of row: OrderRow, isFirst: Bool) -> Timestamp {
        let told = accounts[row.account]?.venueTime
        let latest = min(row.createdAt, told ?? row.createdAt)
        let isKnown = isFirst && told != nil
        return isKnown ? latest : latest.advanced(by: Span(microseconds: -Self.blindSpan.microseconds))
    }

    /// How far our clock may be ahead of the venue's where nothing told its time.
    static let blindSpan = Span.seconds(86_400)

    mutating func lookedUp(_ tag: OrderTag, _ result: LookUp, latency: Span) {
        close(.lookUp, of: tag, ending: result.word, message: result.why, latency: latency)
        guard var order = orders[tag] else { return }
        let step = order.placement.lookedUp(result, evidence: evidence(about: order), at: now.steady)
        orders[tag] = order
        follow(step, of: tag)
        if case .absent = result { readStrangers(about: tag) }
    }

    /// Drops an order that nothing more can happen to; its row stays in the ledger.
    mutating func forget(_ tag: OrderTag) {
        guard let order = orders[tag], order.row.state.isTerminal, order.open.isEmpty else { return }
        orders[tag] = nil
        keepIfGivenUp(order)
        keepIfLegsAreMissing(order)
        noteRefusedGuard(order.row)
        closeAfterReversal(order.row)
        let waiting = orders.of(order.row.account).filter {
            $0.row.parent == tag && $0.row.state == .approved
        }
        for next in waiting.map(\.row.tag).sorted() { begin(next) }
        beginTogether(after: order.row)
    }

    /// An entry of which no byte left is over: what stands in the market is no longer what its alert saw.
    private mutating func giveUp(_ tag: OrderTag, _ unsent: Unsent) {
        guard let shortage = unsent.shortage else {
            return end(tag, .notSent, code: "NOT_SENT", reason: unsent.why)
        }
        let denial = Checks.missedTurn(shortage)
        update(tag) { order in order.row.remedy = denial.remedy }
        end(tag, .notSent, code: denial.code.rawValue, reason: denial.reason)
    }

    func contract(of id: ContractID, on account: AccountName) -> Contract? {
        accounts[account].flatMap { gateways[$0.profile.gateway]?.contracts[id] }
    }
}

extension Denial.Code {
    /// Whether it passes by itself once the venue is reached again.
    fileprivate var isPassing: Bool {
        switch self {
        case .accountUnknown, .accountStateStale, .streamReconciling, .stateStale, .unresolvedOrder,
            .instrumentNotFound, .contractNotActive:
            true
        default: false
        }
    }
}

extension Ending {
    /// The message that belongs to the ending, for people.
    var why: String? {
        switch self {
        case .accepted(let order): order.map { "order \($0)" }
        case .rejected(let rejection): rejection.message ?? rejection.name
        case .notSent(let unsent): unsent.why
        case .lost(let why): why
        }
    }
}

extension LookUp {
    fileprivate var word: String {
        switch self {
        case .found: "found"
        case .absent: "absent"
        case .unreadable: "unreadable"
        }
    }

    fileprivate var why: String? {
        switch self {
        case .found(let order): "order \(order.id)"
        case .absent: nil
        case .unreadable(let why): why
        }
    }
}
