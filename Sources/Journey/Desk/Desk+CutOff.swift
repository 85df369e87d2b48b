import JSON
import Trading

/// The close before the firm's own, every trading day: an alert of the source `schedule`.
extension Desk {
    package static let scheduleSource = "schedule"
    /// Between two reminders that an account is not flat in time, once the firm must have acted.
    static let reminderPeriod = Span.seconds(30)

    /// Before that they come every few seconds: there is time to act by hand. Each is a row; a notification goes
    /// out once a minute at most.
    static let urgentPeriod = Span.seconds(5)
    static let urgentSpan = Span.seconds(120)

    /// A contract that has to be closed before the account as a whole, since its product closes earlier.
    struct EarlyClose: Hashable {
        let contract: ContractID
        let instants: CutOff.Instants
    }

    /// The early closes of what an account holds, or has orders for at the venue, in the order of the contracts.
    func earlyCloses(of book: AccountBook) -> [EarlyClose] {
        guard book.profile.cutOff != nil, book.profile.hours.followsCalendar else { return [] }
        let contracts = Set(book.positions.keys).union(book.venueOrders.values.map(\.contract))
        return contracts.sorted().compactMap { id in
            guard let root = contract(of: id, on: book.profile.name)?.root,
                let today = instants(of: root, book.profile), today.isEarly
            else { return nil }
            return EarlyClose(contract: id, instants: today)
        }
    }

    /// Steady time of the next scheduled step of an account.
    func nextCutOff(of book: AccountBook) -> Timestamp? {
        guard let today = book.profile.cutOff?.instants(at: now.wall, chicago: settings.chicago),
            now.wall < today.end
        else { return nil }
        var walls: [Timestamp] = []
        func consider(_ instants: CutOff.Instants, isBegun: Bool) {
            if !isBegun, ledger != .down { return walls.append(instants.flatten) }
            if now.wall < instants.flat { walls.append(instants.flat) }
        }
        let early = earlyCloses(of: book)
        consider(today, isBegun: book.flattenedDay == today.day)
        for early in early { consider(early.instants, isBegun: hasBegun(early, book)) }
        let next = walls.min().map { now.steady.advanced(by: $0.since(now.wall)) }
        // The wall clock may have been stepped back since a reminder was set.
        let isLate = now.wall >= today.flat || early.contains { now.wall >= $0.instants.flat }
        return [next, isLate ? book.remindAt : nil].compactMap { $0 }.min()
    }

    private func hasBegun(_ early: EarlyClose, _ book: AccountBook) -> Bool {
        book.flattenedDay == early.instants.day
            || book.flattenedContracts[early.contract] == early.instants.day
    }

    mutating func tickCutOffs() {
        for name in accounts.keys {
            guard let book = accounts[name],
                let today = book.profile.cutOff?.instants(at: now.wall, chicago: settings.chicago)
            else { continue }
            let early = earlyCloses(of: book)
            let flatten = early.map(\.instants.flatten).reduce(today.flatten, min)
            guard now.wall >= flatten, now.wall < today.end else {
                if book.remindAt != nil { change(name) { $0.remindAt = nil } }
                continue
            }
            // It begins once its intent can be written: nothing leaves without one.
            for early in early where now.wall >= early.instants.flatten && ledger != .down {
                if !hasBegun(early, book) { startScheduled(early, book) }
            }
            if now.wall >= today.flatten, book.flattenedDay != today.day, ledger != .down {
                startScheduled(today, book)
            }
            let late = early.filter { now.wall >= $0.instants.flat }
            if now.wall >= today.flat {
                remind(name, today, of: nil)
            } else if let first = late.min(by: { $0.instants.flat < $1.instants.flat }) {
                remind(name, first.instants, of: Set(late.map(\.contract)))
            }
        }
    }

    private mutating func startScheduled(_ early: EarlyClose, _ book: AccountBook) {
        let name = book.profile.name
        let root = contract(of: early.contract, on: name)?.root ?? early.contract.text
        change(name) { $0.flattenedContracts[early.contract] = early.instants.day }
        wantReminder(of: name, at: early.instants.flat)
        schedule(early.instants, book, contract: early.contract, root: root)
    }

    private mutating func startScheduled(_ today: CutOff.Instants, _ book: AccountBook) {
        let name = book.profile.name
        change(name) { ($0.flattenedDay, $0.remindAt) = (today.day, nil) }
        wantReminder(of: name, at: today.flat)
        schedule(today, book, contract: nil, root: GateInput.everyRoot)
    }

    /// Steady from here on: a reminder is due when the account has to be flat.
    private mutating func wantReminder(of name: AccountName, at flat: Timestamp) {
        let due = now.steady.advanced(by: flat.since(now.wall))
        change(name) { $0.remindAt = min($0.remindAt ?? due, due) }
    }

    /// - Parameter contract: Nil closes the account as a whole.
    private mutating func schedule(
        _ today: CutOff.Instants, _ book: AccountBook, contract: ContractID?, root: String
    ) {
        let name = book.profile.name
        guard let fingerprint = Self.fingerprint(of: today.day, name, contract),
            orders[OrderTag(alert: fingerprint, account: book.profile.id, leg: 0)] == nil
        else { return }
        let action = contract == nil ? Alert.Action.flatten : .close
        let canonical = JSONWriter.write { writer in
            writer.object { writer in
                writer.member("account", name.text)
                writer.member("action", action.rawValue)
                writer.member("contract", ifPresent: contract?.text)
                writer.member("day", today.day.description)
            }
        }
        note(
            .receive,
            "\(contract?.text ?? "the account") has to be flat at \(today.flat): everything is closed",
            alert: fingerprint, account: name)
        closeUnasked(contract, root, by: Self.scheduleSource, fingerprint, canonical, book)
    }

    /// Takes a close that the bridge asks for by itself, as an alert of a source of its own.
    ///
    /// - Parameter contract: Nil closes the account as a whole.
    mutating func closeUnasked(
        _ contract: ContractID?, _ root: String, by source: String, _ fingerprint: Fingerprint,
        _ canonical: [UInt8], _ book: AccountBook
    ) {
        let action = contract == nil ? Alert.Action.flatten : .close
        out.rows.append(
            .alert(
                AlertRow(
                    fingerprint: fingerprint, key: fingerprint,
                    keyUntil: now.wall.advanced(by: AlertIdentity.longWindow), source: source,
                    dialect: source, strategy: nil, ticker: root,
                    action: action.rawValue, canonical: canonical, receivedAt: now.wall)))
        lastDelivery += 1
        out.rows.append(
            .delivery(
                DeliveryRow(
                    id: lastDelivery, at: now.wall, source: source, peer: "-", body: canonical,
                    outcome: .accepted, status: 200, alert: fingerprint)))
        begin(closing: contract, root, book.profile.name, fingerprint, book)
    }

    private mutating func begin(
        closing contract: ContractID?, _ root: String, _ name: AccountName, _ fingerprint: Fingerprint,
        _ book: AccountBook
    ) {
        let tag = OrderTag(alert: fingerprint, account: book.profile.id, leg: 0)
        var row = OrderRow(
            tag: tag, alert: fingerprint, account: name, contract: contract, orderClass: .flatten, side: nil,
            size: nil, type: .market, stage: .risk, state: .approved, leg: 0, createdAt: now.wall)
        row.times.decidedAt = now.wall
        let order = LiveOrder(
            row: row, root: root, placement: PlacementMachine(isExit: true),
            signalTime: now.wall, signalAgeMax: .zero, touchedAt: now.steady)
        let report = RiskGate.examine(gateInput(for: order))
        write(order)
        lock(for: tag)
        out.rows.append(
            .audit(AuditRow(at: now.wall, kind: "risk.verdict", subject: tag.text, body: report.json)))
        begin(tag)
    }

    /// Tells of an account that is not verified flat although it must be, until it is or the day rolls.
    ///
    /// - Parameter contracts: The ones that must be; nil for all.
    private mutating func remind(
        _ name: AccountName, _ today: CutOff.Instants, of contracts: Set<ContractID>?
    ) {
        guard let book = accounts[name] else { return }
        if let due = book.remindAt, due > now.steady { return }
        let isUrgent = now.wall.since(today.flat) < Self.urgentSpan
        let next = now.steady.advanced(by: isUrgent ? Self.urgentPeriod : Self.reminderPeriod)
        change(name) { $0.remindAt = next }
        func isMeant(_ contract: ContractID?) -> Bool {
            contracts.map { all in contract.map(all.contains) ?? true } ?? true
        }
        let isClosing = orders.of(name).contains { order in
            order.row.orderClass == .flatten && isMeant(order.row.contract)
        }
        let open = book.positions.values.filter { isMeant($0.contract) }.sorted { $0.contract < $1.contract }
        guard isClosing || !open.isEmpty else { return }
        let held = open.map { "\($0.signedSize) \($0.contract)" }.joined(separator: ", ")
        record(
            discrepancy: "not_flat_in_time", account: name, subject: "\(today.day)",
            ours: "flat at \(today.flat)", theirs: held.isEmpty ? "not verified flat" : held,
            done: isClosing ? "being closed: close it on the platform" : "left: close it on the platform")
    }

    /// The name of an account's scheduled close of one day, or of one contract's: the same after every restart.
    static func fingerprint(
        of day: TradingDay, _ account: AccountName, _ contract: ContractID? = nil
    ) -> Fingerprint? {
        fingerprint(named: "schedule \(day) \(account)" + (contract.map { " \($0)" } ?? ""))
    }

    /// The name of what no message asked for, by a text that is its own.
    static func fingerprint(named subject: String) -> Fingerprint? {
        var bytes: [UInt8] = []
        for lane in UInt8(0)..<4 {
            // FNV-1a, once for each lane: the name need not be secret, only its own.
            var mixed: UInt64 = 0xCBF2_9CE4_8422_2325
            for byte in [lane] + Array(subject.utf8) + [lane] {
                mixed = (mixed ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
            }
            bytes += (0..<8).map { UInt8(truncatingIfNeeded: mixed >> (8 * $0)) }
        }
        return Fingerprint(bytes)
    }
}
