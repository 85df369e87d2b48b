package import Trading

/// The heart: every account's state, and what each input changes about it.
///
/// Pure: the same inputs at the same moments give the same decisions, byte for byte. It reads no clock, waits
/// for nothing and draws nothing; what it decides happens only after its rows are on disk.
package struct Desk: Sendable {
    package let settings: DeskSettings
    package internal(set) var accounts: AccountBooks
    package internal(set) var gateways: [GatewayName: GatewayBook] = [:]
    /// Orders that are not settled.
    package internal(set) var orders = LiveOrders()
    var seen = SeenAlerts()
    /// Entries that wait for the alert that goes before them; not answered yet.
    var early: [EarlyAlert] = []
    /// The last step of each strategy whose source is compared.
    var steps: [TakenKey: TakenStep] = [:]
    var lastDelivery: Int64 = 0
    var lastDiscrepancy: Int64 = 0
    var lastLock: Int64 = 0
    /// Accounts whose day was decided by what was open.
    var dayLocked: Set<AccountName> = []
    /// Closes that a venue refused although something was open, since the start.
    package internal(set) var refusedCloses: Int64 = 0
    package internal(set) var isStopping = false
    /// See `Desk+Ledger.swift`.
    package internal(set) var ledger = LedgerStanding.sound
    /// Who may trade at all.
    package internal(set) var controls = ControlBook()
    var breakers = BreakerBook()
    /// See `Desk+Repeats.swift`.
    var openings = OpeningBook()
    /// See `Desk+Refusals.swift`, by source.
    var refusals: [String: RefusalBook] = [:]
    /// The latest wall time that was ever seen; nil where nobody watches it.
    var lastSeenWall: Timestamp?
    var notices = NotificationBook()
    /// See `Desk+Follow.swift`.
    var follows = FollowBook()
    /// Readings that somebody asked for and waits for.
    var reconciliations: [Reconciliation] = []

    /// The moment and the decision of the input being handled.
    var now = Moment(wall: Timestamp(microseconds: 0), steady: Timestamp(microseconds: 0))
    var out = Decision()
    /// Where each order's row stands in `out`, so that one input writes an order once.
    private var written: [OrderTag: Int] = [:]

    package init(_ settings: DeskSettings) {
        self.settings = settings
        accounts = AccountBooks(settings.accounts.values)
        for profile in settings.accounts.values { gateways[profile.gateway] = GatewayBook() }
    }

    package mutating func handle(_ input: Input, at moment: Moment) -> Decision {
        begin(at: moment)
        if !dayLocked.isEmpty { endDayLocks() }
        switch input {
        case .arrival(let arrival): take(arrival)
        case .released(let alert, let durableAt, let repliedAt):
            release(alert, durableAt: durableAt, repliedAt: repliedAt)
        case .event(let event): hear(event)
        case .answer(let answer): take(answer)
        case .tick: tick()
        case .reconcile(let name, let reply): reconcile(name, for: reply)
        case .notified(let id, let ending): notices.ended(id, ending, at: moment)
        case .stopping:
            isStopping = true
            dropEarly()
            keepPendingFloors()
        }
        switch input {
        case .event(.mark), .event(.market): break
        case .event, .answer, .tick:
            takeSettled()
            watchPositions()
            followLeaders()
            withdrawStopped()
        case .arrival, .released, .reconcile, .notified, .stopping: break
        }
        watchMarket(after: input)
        finishNotifications(after: input)
        return out
    }

    /// Whether a repeat of this key is known without asking the ledger.
    package func remembers(_ key: Fingerprint) -> Bool { seen[key] != nil }

    /// Whether a call that can move money has not ended yet.
    package var hasCallsUnderWay: Bool {
        orders.values.contains { !$0.open.isEmpty }
    }

    /// Changes an account's book where it stands: it is large, and is not to be copied for each of its parts.
    mutating func change(_ name: AccountName, _ body: (inout AccountBook) -> Void) {
        accounts[name]?.change(body)
    }

    // MARK: Writing

    /// Starts a decision.
    mutating func begin(at moment: Moment) {
        let before = now
        now = moment
        out = Decision()
        written = [:]
        followClock(from: before)
    }

    /// Puts an order's row into the ledger and keeps it.
    mutating func write(_ order: LiveOrder) {
        orders[order.row.tag] = order
        put(order.row)
    }

    /// Writes an order's row, in place of the one that this input wrote before.
    mutating func put(_ row: OrderRow) {
        if let index = written[row.tag] {
            out.rows[index] = .order(row)
        } else {
            written[row.tag] = out.rows.count
            out.rows.append(.order(row))
        }
    }

    /// Changes an order, and writes it when its row changed.
    mutating func update(_ tag: OrderTag, _ change: (inout LiveOrder) -> Void) {
        guard var order = orders[tag] else { return }
        let before = order.row
        change(&order)
        orders[tag] = order
        if order.row != before { put(order.row) }
        if order.row.state == .rejected, before.state != .rejected { countReject(order) }
    }

    mutating func note(
        _ stage: Stage, _ text: String, alert: Fingerprint? = nil, account: AccountName? = nil,
        tag: OrderTag? = nil, isNews: Bool = false
    ) {
        out.notes.append(
            Note(
                at: now.wall, stage: stage, alert: alert, account: account, tag: tag, text: text,
                isNews: isNews || alert == nil && stage == .reconcile))
    }

    /// Opens an attempt and writes it: what it sends leaves only after that.
    mutating func open(
        _ kind: AttemptRow.Kind, of tag: OrderTag, about subject: String? = nil, for alert: Fingerprint? = nil
    ) {
        guard var order = orders[tag] else { return }
        order.attempts += 1
        let attempt = AttemptRow(
            tag: tag, number: order.attempts, kind: kind, at: now.wall, message: subject, alert: alert)
        order.open.append(attempt)
        if ledger == .down { order.unwritten.insert(attempt.number) }
        orders[tag] = order
        out.rows.append(.attempt(attempt))
    }

    /// Writes how an attempt ended: the oldest open one of this kind and subject.
    mutating func close(
        _ kind: AttemptRow.Kind, of tag: OrderTag, about subject: String? = nil, ending: String,
        code: Int64? = nil, message: String? = nil, latency: Span
    ) {
        guard var order = orders[tag],
            let index = order.open.firstIndex(where: { $0.kind == kind && $0.message == subject })
        else { return }
        var attempt = order.open.remove(at: index)
        attempt.ending = ending
        attempt.code = code
        let remark = order.unwritten.remove(attempt.number) == nil ? nil : Self.unwrittenRemark
        attempt.message = [subject, message, remark].compactMap { $0 }.joined(separator: ": ").nilIfEmpty
        attempt.latency = latency
        orders[tag] = order
        out.rows.append(.attempt(attempt))
    }

    mutating func record(
        discrepancy kind: String, account: AccountName, subject: String, ours: String, theirs: String,
        done: String
    ) {
        lastDiscrepancy += 1
        let row = DiscrepancyRow(
            id: lastDiscrepancy, at: now.wall, account: account, kind: kind, subject: subject, ours: ours,
            theirs: theirs, done: done)
        out.rows.append(.discrepancy(row))
        tellReconciliations(row)
        note(.reconcile, "\(kind): ours \(ours), venue \(theirs); \(done)", account: account)
    }
}

extension String {
    var nilIfEmpty: String? { isEmpty ? nil : self }
}
