import JSON
import Trading

/// The close before the firm's own, every trading day: an alert of the source `schedule`.
extension Desk {
    package static let scheduleSource = "schedule"
    /// Between two reminders that an account is not flat in time.
    static let reminderPeriod = Span.seconds(30)

    /// Why an account takes no entries for the rest of the trading day.
    func cutOff(of profile: AccountProfile) -> String? {
        guard let today = profile.cutOff?.instants(at: now.wall, chicago: settings.chicago),
            now.wall >= today.entries, now.wall < today.end
        else { return nil }
        return "the account is closed at \(today.flatten); entries end at \(today.entries)"
    }

    /// Steady time of the next scheduled step of an account.
    func nextCutOff(of book: AccountBook) -> Timestamp? {
        guard let cutOff = book.profile.cutOff else { return nil }
        let today = cutOff.instants(at: now.wall, chicago: settings.chicago)
        let next: Timestamp
        if book.flattenedDay != today.day, now.wall < today.end, ledger != .down {
            next = today.flatten
        } else if now.wall < today.flat {
            next = today.flat
        } else if now.wall < today.end {
            guard let remindAt = book.remindAt else { return nil }
            return remindAt
        } else {
            return nil
        }
        return now.steady.advanced(by: next.since(now.wall))
    }

    mutating func tickCutOffs() {
        for name in accounts.keys.sorted() {
            guard let book = accounts[name],
                let today = book.profile.cutOff?.instants(at: now.wall, chicago: settings.chicago)
            else { continue }
            guard now.wall >= today.flatten, now.wall < today.end else {
                accounts[name]?.remindAt = nil
                continue
            }
            // It begins once its intent can be written: nothing leaves without one.
            if book.flattenedDay != today.day, ledger != .down { startScheduled(today, book) }
            if now.wall >= today.flat { remind(name, today) }
        }
    }

    private mutating func startScheduled(_ today: CutOff.Instants, _ book: AccountBook) {
        let name = book.profile.name
        accounts[name]?.flattenedDay = today.day
        // Steady from here on: a reminder is due when the account has to be flat.
        accounts[name]?.remindAt = now.steady.advanced(by: today.flat.since(now.wall))
        guard let fingerprint = Self.fingerprint(of: today.day, name),
            orders[OrderTag(alert: fingerprint, account: book.profile.id, leg: 0)] == nil
        else { return }
        let canonical = JSONWriter.write { writer in
            writer.object { writer in
                writer.member("account", name.text)
                writer.member("action", "flatten")
                writer.member("day", today.day.description)
            }
        }
        out.rows.append(
            .alert(
                AlertRow(
                    fingerprint: fingerprint, key: fingerprint,
                    keyUntil: now.wall.advanced(by: AlertIdentity.longWindow), source: Self.scheduleSource,
                    dialect: Self.scheduleSource, strategy: nil, ticker: GateInput.everyRoot,
                    action: Alert.Action.flatten.rawValue, canonical: canonical, receivedAt: now.wall)))
        lastDelivery += 1
        out.rows.append(
            .delivery(
                DeliveryRow(
                    id: lastDelivery, at: now.wall, source: Self.scheduleSource, peer: "-", body: canonical,
                    outcome: .accepted, status: 200, alert: fingerprint)))
        note(
            .receive, "the account has to be flat at \(today.flat): everything is closed", alert: fingerprint,
            account: name)
        closeAll(name, fingerprint, book)
    }

    private mutating func closeAll(_ name: AccountName, _ fingerprint: Fingerprint, _ book: AccountBook) {
        let tag = OrderTag(alert: fingerprint, account: book.profile.id, leg: 0)
        var row = OrderRow(
            tag: tag, alert: fingerprint, account: name, contract: nil, orderClass: .flatten, side: nil,
            size: nil, type: .market, stage: .risk, state: .approved, leg: 0, createdAt: now.wall)
        row.times.decidedAt = now.wall
        let order = LiveOrder(
            row: row, root: GateInput.everyRoot, placement: PlacementMachine(isExit: true),
            signalTime: now.wall, signalAgeMax: .zero, touchedAt: now.steady)
        let report = RiskGate.examine(gateInput(for: order))
        write(order)
        out.rows.append(
            .audit(AuditRow(at: now.wall, kind: "risk.verdict", subject: tag.text, body: report.json)))
        begin(tag)
    }

    /// Tells of an account that is not verified flat although it must be, until it is or the day rolls.
    private mutating func remind(_ name: AccountName, _ today: CutOff.Instants) {
        guard let book = accounts[name] else { return }
        let isClosing = orders.values.contains { $0.row.account == name && $0.row.orderClass == .flatten }
        guard isClosing || !book.positions.isEmpty else {
            accounts[name]?.remindAt = now.steady.advanced(by: Self.reminderPeriod)
            return
        }
        if let due = book.remindAt, due > now.steady { return }
        accounts[name]?.remindAt = now.steady.advanced(by: Self.reminderPeriod)
        let held = book.positions.values.sorted { $0.contract < $1.contract }.map {
            "\($0.signedSize) \($0.contract)"
        }.joined(separator: ", ")
        record(
            discrepancy: "not_flat_in_time", account: name, subject: "\(today.day)",
            ours: "flat at \(today.flat)", theirs: held.isEmpty ? "not verified flat" : held,
            done: isClosing ? "being closed: close it on the platform" : "left: close it on the platform")
    }

    /// The name of an account's scheduled close of one day: the same after every restart.
    static func fingerprint(of day: TradingDay, _ account: AccountName) -> Fingerprint? {
        var bytes: [UInt8] = []
        for lane in UInt8(0)..<4 {
            // FNV-1a, once for each lane: the name need not be secret, only its own.
            var mixed: UInt64 = 0xCBF2_9CE4_8422_2325
            for byte in [lane] + Array("schedule \(day) \(account)".utf8) + [lane] {
                mixed = (mixed ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
            }
            bytes += (0..<8).map { UInt8(truncatingIfNeeded: mixed >> (8 * $0)) }
        }
        return Fingerprint(bytes)
    }
}
