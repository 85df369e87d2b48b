package import Trading

/// How a Desk goes on while its ledger cannot be written, and how the ledger catches up.
///
/// What was decided on disk before is carried on from memory: closes with their cancels, look-ups, snapshots, and
/// the picture that the hub gives. Nothing is begun, and nothing leaves that the disk does not know of.
extension Desk {
    static let unwrittenRemark = "made while the ledger could not be written"

    /// The Desk to go back to when what it decides next cannot be written. What it remembers of alerts is left
    /// out: a copy of it for every batch costs more than the batch.
    package func checkpoint() -> Desk {
        var copy = self
        copy.seen = SeenAlerts()
        return copy
    }

    /// Undoes what could not be written, and from now on only carries on.
    ///
    /// Numbers of rows are not given twice: a failed write may yet be found on disk.
    ///
    /// - Parameter keys: Of the alerts that came since.
    package mutating func goBack(to checkpoint: Desk, forgetting keys: [Fingerprint]) {
        var seen = self.seen
        for key in keys { seen.forget(key) }
        let numbers = (lastDelivery, lastDiscrepancy, lastLock, notices.lastID)
        self = checkpoint
        self.seen = seen
        (lastDelivery, lastDiscrepancy, lastLock, notices.lastID) = numbers
        ledger = .down
    }

    /// Whether a call that can move money may be made although its attempt cannot be written: it belongs to a
    /// close whose intent is on disk.
    ///
    /// - Parameter written: Orders that are on disk.
    package func mayLeaveUnwritten(_ call: GatewayCall, written: Set<OrderTag>) -> Bool {
        let wanted: (kind: AttemptRow.Kind, subject: String)
        switch call {
        case .lookUp, .readOrder, .snapshot: return true
        case .close(_, let contract): wanted = (.close, contract.text)
        case .cancel(_, let order): wanted = (.cancel, "\(order)")
        case .place, .partialClose, .modify: return false
        }
        return orders.of(call.account).contains { order in
            order.flatten != nil && written.contains(order.row.tag)
                && order.open.contains { $0.kind == wanted.kind && $0.message == wanted.subject }
        }
    }

    /// Takes note that room is short, or no longer.
    package mutating func stand(_ standing: LedgerStanding, at moment: Moment) -> Decision {
        begin(at: moment)
        ledger = standing
        if standing == .sound { beginKeptBack() }
        issueSnapshots()
        return out
    }

    /// Meets the ledger again after it could not be written.
    ///
    /// The failed write may be on disk after all. What it holds of alerts was told to nobody, and stands: a repeat
    /// is answered with it, and its orders are taken up as after a restart. What it holds of orders that this Desk
    /// carried on is put right.
    ///
    /// - Parameter rows: Decided since and not on disk yet; they are written with this decision.
    package mutating func meet(
        _ memory: DeskMemory, unwritten rows: [LedgerRow], standing: LedgerStanding, at moment: Moment
    ) -> Decision {
        begin(at: moment)
        ledger = standing
        lastDelivery = max(lastDelivery, memory.lastDelivery)
        lastDiscrepancy = max(lastDiscrepancy, memory.lastDiscrepancy)
        lastLock = max(lastLock, memory.lastLock)
        let pending = PendingKeys(rows)
        clearUnknownLocks(memory.locks, pending)
        for attempt in memory.attempts where !pending.attempts.contains(.init(attempt)) {
            endUnmade(attempt)
        }
        controls.takeUp(memory.controls, except: pending.controls)
        takeUpUnknown(memory, pending)
        beginKeptBack()
        for name in accounts.keys { accounts[name]?.wantSnapshot(by: now.steady) }
        issueSnapshots()
        meetNotifications(memory)
        return out
    }

    // MARK: Holding back

    /// Whether an order may leave with the ledger as it stands.
    func mayLeave(_ order: LiveOrder) -> Bool {
        switch ledger {
        case .sound: true
        case .short: order.row.orderClass != .entry
        case .down: false
        }
    }

    /// Leaves an order where it is; one that was lost is looked up once more.
    mutating func keepBack(_ tag: OrderTag) {
        guard orders[tag]?.row.state == .lost else { return }
        orders[tag]?.placement.seek(from: now.steady)
    }

    /// Sends what waited for the ledger, through the gate as ever; what a restart brought back waits for its
    /// account.
    private mutating func beginKeptBack() {
        let waiting = orders.values.filter { $0.row.state == .approved && !$0.isResumed && $0.flatten == nil }
        for tag in Self.inOrder(waiting) { begin(tag) }
    }

    // MARK: Catching up

    /// The rows that stand in a list, by their keys.
    private struct PendingKeys {
        struct Attempt: Hashable {
            let tag: OrderTag
            let number: Int64
            init(_ row: AttemptRow) { (tag, number) = (row.tag, row.number) }
        }

        var orders: Set<OrderTag> = []
        var attempts: Set<Attempt> = []
        var locks: Set<Int64> = []
        var controls: Set<ControlRow.Key> = []

        init(_ rows: [LedgerRow]) {
            for row in rows {
                switch row {
                case .order(let row): orders.insert(row.tag)
                case .attempt(let row): attempts.insert(Attempt(row))
                case .lock(let row): locks.insert(row.id)
                case .control(let row): controls.insert(row.key)
                default: break
                }
            }
        }
    }

    /// A lock that only the failed write knows was set anew since, under another number.
    private mutating func clearUnknownLocks(_ locks: [LockRow], _ pending: PendingKeys) {
        for lock in locks where !pending.locks.contains(lock.id) {
            guard let book = accounts[lock.account], !book.locks.contains(where: { $0.id == lock.id }) else {
                continue
            }
            // That a day came to its limit stays true.
            if DayLimits.Limit(lock: lock.kind) != nil, book.dayLock == nil {
                accounts[lock.account]?.locks.append(lock)
                dayLocked.insert(lock.account)
                continue
            }
            var cleared = lock
            cleared.clearedAt = now.wall
            out.rows.append(.lock(cleared))
        }
    }

    /// An attempt that only the failed write knows was never made.
    private mutating func endUnmade(_ attempt: AttemptRow) {
        let order = orders[attempt.tag]
        orders[attempt.tag]?.attempts = max(order?.attempts ?? 0, attempt.number)
        guard attempt.ending == nil, order?.open.contains(where: { $0.number == attempt.number }) != true
        else { return }
        var ended = attempt
        ended.ending = "not_sent"
        ended.message = [attempt.message, "the ledger could not be written"].compactMap { $0 }
            .joined(separator: ": ")
        out.rows.append(.attempt(ended))
    }

    private mutating func takeUpUnknown(_ memory: DeskMemory, _ pending: PendingKeys) {
        let alerts = Dictionary(memory.alerts.map { ($0.fingerprint, $0) }) { first, _ in first }
        let attempts = Dictionary(memory.attempts.map { ($0.tag, $0) }) { $0.number > $1.number ? $0 : $1 }
        for row in memory.orders where !pending.orders.contains(row.tag) {
            if let known = orders[row.tag] {
                if known.row != row { put(known.row) }
            } else if accounts[row.account] != nil {
                restore(row, alerts: alerts, attempts: attempts, isCopy: false)
                guard row.orderClass == .flatten else { continue }
                takeUpLock(of: row)
                if !endIfOverdue(row.tag, alerts) { begin(row.tag) }
            }
        }
    }
}
