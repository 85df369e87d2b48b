import Journey
import Trading

/// A ledger that cannot be written, or hardly.
extension SequencerLoop {
    // MARK: Room

    var isRoomDue: Bool { nextLookForRoom.map { $0 <= ports.clock().steady } ?? false }

    /// Only a shortage is watched by itself; else the room is looked at when there is something to do anyway.
    var nextLookForRoom: Timestamp? {
        guard outage == nil, health.room.shortage != nil else { return nil }
        return roomAt?.advanced(by: Sequencer.roomDelay)
    }

    /// Looks at the disk every so often, and lets the Desk know when that changes what it may do.
    ///
    /// - Returns: Whether the Desk was told.
    @discardableResult
    mutating func lookForRoom(at now: Moment) throws(LedgerFault) -> Bool {
        let period = health.room.shortage == nil ? Sequencer.roomPeriod : Sequencer.roomDelay
        if let roomAt, now.steady.since(roomAt) < period { return false }
        roomAt = now.steady
        let before = health.room
        health.room = ports.ledger.room()
        tell(before, health.room)
        let standing: LedgerStanding = health.room.shortage == nil ? .sound : .short
        guard desk.ledger != standing else { return false }
        try write(desk.stand(standing, at: now), and: [], at: now)
        return true
    }

    private func tell(_ before: LedgerRoom, _ room: LedgerRoom) {
        if let shortage = room.shortage, before.shortage == nil {
            ports.log(
                "ledger=short reason=\"\(shortage)\"; exits are taken, entries are answered 503 until there is "
                    + "room")
        } else if room.shortage == nil, before.shortage != nil {
            ports.log("ledger=roomy; entries are taken again")
        }
        if let warning = room.warning, before.warning == nil {
            ports.log("ledger=low reason=\"\(warning)\"")
        }
    }

    /// Whether an input is an arrival that cannot be taken for want of room; its sender is told so. What takes
    /// exposure off is taken all the same, as is a word about who may trade: the reserve that was given up has room
    /// for them, and what they stop may be what fills the disk.
    mutating func isTurnedAway(_ input: Input) -> Bool {
        guard let shortage = health.room.shortage, case .arrival(let arrival) = input,
            !arrival.content.isExit
        else { return false }
        turnAway(arrival, shortage)
        return true
    }

    private mutating func turnAway(_ arrival: Arrival, _ reason: String) {
        health.turnedAway += 1
        if let id = arrival.reply { decline(id, reason) }
    }

    private func decline(_ id: ReplyID, _ reason: String) {
        ports.reply(AlertReply(id: id, outcome: .unavailable(reason: reason)))
    }

    // MARK: Outage

    private static let isDown = "the ledger cannot be written"

    /// The batch was not written: the Desk goes back to where it stood before, and carries on from there.
    mutating func fail(_ fault: LedgerFault, _ batch: [Input], backTo checkpoint: Desk) {
        ports.log(
            "ledger=unavailable reason=\"\(fault)\"; alerts are answered 503 until it takes writes again")
        health.ledgerFault = fault.description
        let keys = batch.compactMap { input -> Fingerprint? in
            if case .arrival(let arrival) = input { arrival.key } else { nil }
        }
        desk.goBack(to: checkpoint, forgetting: keys)
        let now = ports.clock()
        outage = Outage(since: now.wall, written: Set(desk.orders.keys), reopenAt: now.steady)
        carryOn(batch)
    }

    /// Answers alerts with 503. All else is decided from memory, and of the calls those leave that carry on what
    /// is on disk.
    mutating func carryOn(_ batch: [Input]) {
        var decision = Decision()
        for input in batch {
            if case .arrival(let arrival) = input {
                turnAway(arrival, Self.isDown)
            } else if case .reconcile(_, let id?) = input {
                decline(id, Self.isDown)
            } else {
                decision.append(desk.handle(input, at: ports.clock()))
            }
        }
        if isDue() { decision.append(desk.handle(.tick, at: ports.clock())) }
        outage?.keep(decision.rows)
        health.unwritten = outage?.rows?.count ?? 0
        // Alerts were answered above; whoever waits for a reading is not told what is on no disk.
        for reply in decision.replies { decline(reply.id, Self.isDown) }
        watch(decision.watches)
        for call in decision.calls { carryOut(call) }
        if !decision.notes.isEmpty { ports.tell(decision.notes) }
    }

    private mutating func carryOut(_ call: GatewayCall) {
        guard let written = outage?.written, desk.mayLeaveUnwritten(call, written: written) else {
            let now = ports.clock().wall
            let answer = GatewayAnswer(
                call: call, result: .ended(.notSent(Unsent(Self.isDown))), sentAt: nil,
                endedAt: now, latency: .zero)
            return followUps.append(.answer(answer))
        }
        if call.movesMoney { outage?.calls.append(call) }
        perform(call)
    }

    /// - Parameter isLastTry: Whether there will be no other: it does not wait its turn, and lets nothing out.
    mutating func reopen(isLastTry: Bool = false) {
        let now = ports.clock()
        guard let outage, now.steady >= outage.reopenAt || isLastTry else { return }
        do {
            try ports.ledger.reopen()
            let memory = try ports.ledger.restore(
                oldestFill: now.wall.advanced(by: Sequencer.before(Sequencer.memorySpan)))
            let room = ports.ledger.room()
            var next = desk
            var decision = Decision()
            if let rows = outage.rows {
                decision.rows = rows
                let standing: LedgerStanding =
                    isLastTry ? .down : room.shortage == nil ? .sound : .short
                decision.append(next.meet(memory, unwritten: rows, standing: standing, at: now))
            } else {
                next = Desk(settings)
                decision = next.recover(memory, from: desk, at: now)
            }
            // Nobody would hear the answers; the next start takes all of it up.
            if isLastTry { decision.calls = [] }
            try write(decision, and: [outage.report(at: now.wall)], at: now)
            desk = next
            self.outage = nil
            (health.ledgerFault, health.unwritten) = (nil, 0)
            ports.log("ledger=available; what was done meanwhile is written")
            tell(health.room, room)
            (health.room, roomAt) = (room, nil)
        } catch {
            health.ledgerFault = error.description
            health.room.freeBytes = ports.ledger.room().freeBytes
            // The same rows would be refused for ever: what they told is read at the venue again.
            if error.cause == .rows { self.outage?.rows = nil }
            self.outage?.reopenAt = now.steady.advanced(by: Sequencer.reopenDelay)
        }
    }
}

extension Arrival.Content {
    /// Whether it can only take exposure or risk away, or says who may trade.
    fileprivate var isExit: Bool {
        switch self {
        case .alert(let alert, _): alert.intent.isExit
        case .request(let request, _):
            switch request.action {
            case .close, .closeAll, .cancel: true
            case .place, .modify: false
            }
        case .control: true
        case .refused, .unauthorized: false
        }
    }
}
