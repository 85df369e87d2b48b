import Journey
package import Trading

/// What the Sequencer's thread does, batch after batch. It is touched by that thread alone, or by whoever
/// turns it in a world with a clock of its own.
package struct SequencerLoop: Sendable {
    private var desk: Desk
    private let settings: DeskSettings
    private let ports: Sequencer.Ports
    private let gateways: [AccountName: any GatewayPort]
    private let inbox: Inbox
    private var health = Sequencer.Health()
    /// Inputs that the last commit set free; they go first.
    private var followUps: [Input] = []
    /// Steady time of the next try to open a ledger that failed.
    private var reopenAt: Timestamp?
    private var endBy: Timestamp?

    init(
        desk: Desk, settings: DeskSettings, ports: Sequencer.Ports, gateways: [AccountName: any GatewayPort],
        inbox: Inbox
    ) {
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
        if reopenAt != nil {
            turnAway(batch)
            reopen()
        } else if !batch.isEmpty || isDue() {
            if !batch.isEmpty { ports.passing(.batchTaken) }
            perform(batch)
        }
        return !batch.isEmpty || !waiting.inspections.isEmpty
    }

    /// Writes that it ended well.
    package func finish() {
        let now = ports.clock()
        try? ports.ledger.append([.audit(audit("desk.stopped", at: now.wall))], at: now.wall)
    }

    // MARK: Batches

    private mutating func perform(_ batch: [Input]) {
        let now = ports.clock()
        var decision = Decision()
        do {
            for input in batch {
                let known = try known(input, at: now)
                decision.append(desk.handle(known, at: ports.clock()))
            }
            if isDue() { decision.append(desk.handle(.tick, at: ports.clock())) }
            health.inputs += UInt64(batch.count)
            try write(decision, and: [], at: now)
        } catch {
            fail(error, batch)
        }
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
    private mutating func write(_ decision: Decision, and more: [AuditRow], at now: Moment)
        throws(LedgerFault)
    {
        let rows = decision.rows + more.map(LedgerRow.audit)
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
        for call in decision.calls { perform(call) }
        if !decision.calls.isEmpty { ports.passing(.called) }
        if !decision.notes.isEmpty { ports.tell(decision.notes) }
    }

    private func perform(_ call: GatewayCall) {
        let inbox = inbox
        gateways[call.account]?.perform(call) { answer in _ = inbox.put(.answer(answer)) }
    }

    // MARK: A ledger that fails

    /// The batch was not written: its senders are told so, and the Desk is built anew from what was.
    private mutating func fail(_ fault: LedgerFault, _ batch: [Input]) {
        ports.log(
            "ledger=unavailable reason=\"\(fault)\"; alerts are answered 503 until it takes writes again")
        health.ledgerFault = fault.description
        reopenAt = ports.clock().steady
        turnAway(batch.filter { if case .arrival = $0 { true } else { false } })
    }

    /// Answers alerts with 503; what the venue tells still keeps the Desk's picture current.
    private mutating func turnAway(_ batch: [Input]) {
        for input in batch {
            if case .arrival(let arrival) = input {
                health.turnedAway += 1
                guard let id = arrival.reply else { continue }
                ports.reply(AlertReply(id: id, outcome: .unavailable(reason: "the ledger cannot be written")))
            } else {
                if case .reconcile(_, let id?) = input {
                    let outcome = AlertOutcome.unavailable(reason: "the ledger cannot be written")
                    ports.reply(AlertReply(id: id, outcome: outcome))
                    continue
                }
                _ = desk.handle(input, at: ports.clock())
            }
        }
    }

    private mutating func reopen() {
        let now = ports.clock()
        guard let due = reopenAt, now.steady >= due else { return }
        do {
            try ports.ledger.reopen()
            let memory = try ports.ledger.restore(
                oldestFill: now.wall.advanced(by: Sequencer.before(Sequencer.memorySpan)))
            var fresh = Desk(settings)
            let decision = fresh.recover(memory, from: desk, at: now)
            try write(decision, and: [audit("ledger.recovered", at: now.wall)], at: now)
            desk = fresh
            health.ledgerFault = nil
            reopenAt = nil
            ports.log("ledger=available; alerts are taken again")
        } catch {
            health.ledgerFault = error.description
            reopenAt = now.steady.advanced(by: Sequencer.reopenDelay)
        }
    }

    // MARK: Waiting

    private func isDue() -> Bool {
        guard let deadline = desk.nextDeadline else { return false }
        return deadline <= ports.clock().steady
    }

    /// Steady time at which a turn is due even when nothing comes in; nil without one.
    package var nextDue: Timestamp? {
        if !followUps.isEmpty { return Timestamp(microseconds: 0) }
        return [reopenAt, reopenAt == nil ? desk.nextDeadline : nil, endBy].compactMap { $0 }.min()
    }

    private func rest() {
        let left = nextDue.map { $0.since(ports.clock().steady).microseconds } ?? 60_000_000
        // A stop waits for answers, which arrive as inputs; the bound is its last resort.
        inbox.wait(microseconds: min(max(left, 0), 60_000_000))
    }

    /// Whether a stop that was asked for has come to its end.
    package var isOver: Bool {
        guard let endBy, followUps.isEmpty, !inbox.hasInputs else { return false }
        return !desk.hasCallsUnderWay || ports.clock().steady >= endBy
    }

    private func audit(_ kind: String, at now: Timestamp) -> AuditRow {
        AuditRow(at: now, kind: kind, subject: "desk", body: Array("{}".utf8))
    }
}
