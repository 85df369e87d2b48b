import Journey
package import Trading

/// What the Sequencer's thread does, batch after batch. It is touched by that thread alone, or by whoever
/// turns it in a world with a clock of its own.
package struct SequencerLoop: Sendable {
    var desk: Desk
    let settings: DeskSettings
    let ports: Sequencer.Ports
    let gateways: [AccountName: any GatewayPort]
    let inbox: Inbox
    var health = Sequencer.Health()
    /// Inputs that the last commit set free; they go first.
    var followUps: [Input] = []
    /// Nil while the ledger takes writes.
    var outage: Outage?
    /// Steady time of the last look at the ledger's room.
    var roomAt: Timestamp?
    private var endBy: Timestamp?
    /// Nil where deliveries are kept for ever.
    private var retention: Retention?

    init(
        desk: Desk, settings: DeskSettings, ports: Sequencer.Ports, gateways: [AccountName: any GatewayPort],
        inbox: Inbox, retention: Retention? = nil
    ) {
        self.retention = retention
        self.desk = desk
        self.settings = settings
        self.ports = ports
        self.gateways = gateways
        self.inbox = inbox
    }

    /// Writes what the restart decided.
    mutating func begin(with decision: Decision) throws(LedgerFault) {
        let now = ports.clock()
        try write(decision, and: [audit("desk.started", at: now.wall)], at: now)
        try lookForRoom(at: now)
    }

    /// Turns until it is over, and rests between.
    mutating func run() {
        while !isOver {
            if !turn(), !isOver { rest() }
        }
        finish()
    }

    /// Takes what waits and does what is due; blocks for nothing but the ledger.
    ///
    /// - Returns: false when there was nothing to do.
    package mutating func turn() -> Bool {
        let waiting = inbox.take(max: Sequencer.batchMax)
        for inspection in waiting.inspections { inspection(desk, health) }
        if waiting.isEnding, endBy == nil {
            endBy = ports.clock().steady.advanced(by: Sequencer.drainMax)
        }
        let batch = followUps + waiting.inputs
        followUps = []
        if outage != nil {
            carryOn(batch)
            reopen()
        } else if !batch.isEmpty || isDue() || isRoomDue {
            if !batch.isEmpty { ports.passing(.batchTaken) }
            perform(batch)
        } else {
            dropOldDeliveries()
        }
        return !batch.isEmpty || !waiting.inspections.isEmpty
    }

    /// Writes that it ended well.
    package mutating func finish() {
        if outage != nil { reopen(isLastTry: true) }
        let now = ports.clock()
        try? ports.ledger.append([.audit(audit("desk.stopped", at: now.wall))], at: now.wall)
    }

    // MARK: Batches

    private mutating func perform(_ batch: [Input]) {
        let now = ports.clock()
        var checkpoint = desk.checkpoint()
        var decision = Decision()
        do {
            if try lookForRoom(at: now) { checkpoint = desk.checkpoint() }
            for input in batch where !isTurnedAway(input) {
                let known = try known(input, at: now)
                decision.append(desk.handle(known, at: ports.clock()))
            }
            if isDue() { decision.append(desk.handle(.tick, at: ports.clock())) }
            health.inputs += UInt64(batch.count)
            try write(decision, and: [], at: now)
            if batch.contains(where: Self.isSnapshot) { ports.passing(.compared) }
        } catch {
            fail(error, batch, backTo: checkpoint)
        }
    }

    private static func isSnapshot(_ input: Input) -> Bool {
        guard case .answer(let answer) = input, case .snapshot = answer.call else { return false }
        return true
    }

    /// The input with what the ledger knows about its key, where the Desk does not remember it.
    private func known(_ input: Input, at now: Moment) throws(LedgerFault) -> Input {
        guard case .arrival(var arrival) = input, let key = arrival.key, !desk.remembers(key) else {
            return input
        }
        arrival.known = try ports.ledger.find(key, at: now.wall)
        return .arrival(arrival)
    }

    /// Writes a decision, then lets it out.
    mutating func write(_ decision: Decision, and more: [AuditRow], at now: Moment)
        throws(LedgerFault)
    {
        let rows = more.isEmpty ? decision.rows : decision.rows + more.map(LedgerRow.audit)
        if !rows.isEmpty {
            ports.passing(.decided)
            try ports.ledger.append(rows, at: now.wall)
            ports.passing(.durable)
            health.batches += 1
            health.rows += UInt64(rows.count)
        }
        let durableAt = ports.clock().wall
        for reply in decision.replies { ports.reply(reply) }
        let repliedAt = ports.clock().wall
        if !decision.replies.isEmpty { ports.passing(.replied) }
        for alert in decision.releases {
            followUps.append(.released(alert, durableAt: durableAt, repliedAt: repliedAt))
        }
        for one in decision.withdrawals { gateways[one.account]?.withdraw([one.tag]) }
        watch(decision.watches)
        for call in decision.calls { perform(call) }
        if !decision.calls.isEmpty { ports.passing(.called) }
        for call in decision.notifications { perform(call) }
        if !decision.notes.isEmpty { ports.tell(decision.notes) }
    }

    /// Money does not move by it, so nothing of it has to be on disk.
    func watch(_ watches: [MarketWatch]) {
        for one in watches { ports.gateways.first { $0.name == one.gateway }?.watch(one.contracts) }
    }

    func perform(_ call: GatewayCall) {
        let inbox = inbox
        gateways[call.account]?.perform(call) { answer in _ = inbox.put(.answer(answer)) }
    }

    /// Drops a few deliveries that are past their age, when no call waits for the writer either.
    private mutating func dropOldDeliveries() {
        let now = ports.clock()
        guard endBy == nil, let retention, retention.isDue(at: now.steady) else { return }
        guard !desk.hasCallsUnderWay else {
            self.retention?.postpone(from: now.steady)
            return
        }
        do {
            let count = try ports.ledger.dropDeliveries(
                before: retention.cutoff(at: now.wall), limit: Sequencer.dropMax, at: now.wall)
            self.retention?.dropped(count, at: now.steady)
        } catch {
            self.retention?.dropped(0, at: now.steady)
            fail(error, [], backTo: desk.checkpoint())
        }
    }

    private func perform(_ call: NotifyCall) {
        let (inbox, id) = (inbox, call.row.id)
        guard let notifier = ports.notifier else {
            _ = inbox.put(.notified(id, .failed("this run tells nobody anything")))
            return
        }
        notifier.deliver(call) { ending in _ = inbox.put(.notified(id, ending)) }
    }

    // MARK: Waiting

    func isDue() -> Bool {
        guard let deadline = desk.nextDeadline else { return false }
        return deadline <= ports.clock().steady
    }

    /// Steady time at which a turn is due even when nothing comes in; nil without one.
    package var nextDue: Timestamp? {
        if !followUps.isEmpty { return Timestamp(microseconds: 0) }
        let dropsAt = outage == nil && endBy == nil ? retention?.due : nil
        return [outage?.reopenAt, desk.nextDeadline, nextLookForRoom, endBy, dropsAt].compactMap { $0 }.min()
    }

    private func rest() {
        // What is due is looked for among all orders, and a turn that has inputs looks for it at its end.
        guard !inbox.hasInputs else { return }
        if followUps.isEmpty, outage == nil { ports.ledger.rest() }
        let left = nextDue.map { $0.since(ports.clock().steady).microseconds } ?? 60_000_000
        // A stop waits for answers, which arrive as inputs; the bound is its last resort.
        inbox.wait(microseconds: min(max(left, 0), 60_000_000))
    }

    /// Whether a stop that was asked for has come to its end.
    package var isOver: Bool {
        guard let endBy, followUps.isEmpty, !inbox.hasInputs else { return false }
        let isQuiet = !desk.hasCallsUnderWay && !desk.hasNotificationsUnderWay
        return isQuiet || ports.clock().steady >= endBy
    }

    func audit(_ kind: String, at now: Timestamp) -> AuditRow {
        AuditRow(at: now, kind: kind, subject: "desk", body: Array("{}".utf8))
    }
}
