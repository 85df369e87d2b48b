import Journey
import Ledger
import Trading

/// The ledger as it stands on disk, against what it must hold.
extension World {
    /// Reads all of it: at starts after which something could be missing, and at some of the others.
    func readBack() {
        guard !shadow.doubted.isEmpty || mayHaveLost || dice.chance(100) else { return }
        mayHaveLost = false
        let read = looking { () throws(LedgerFault) in
            try Self.rows(LedgerReader(path: Self.ledgerPath, on: disk.machine()))
        }
        guard let rows = read else { return }
        let isKept = !shadow.doubted.isEmpty && Self.holds(rows, shadow.doubted)
        shadow.settleDoubts(isKept: isKept)
        compare(rows)
        for (fingerprint, verdicts) in senders.told.sorted(by: { $0.key.prefix < $1.key.prefix }) {
            check(fingerprint, verdicts, rows)
        }
    }

    /// What the tables hold.
    private struct Rows {
        var orders: [OrderTag: OrderRow] = [:]
        var attempts: [LedgerShadow.AttemptKey: AttemptRow] = [:]
        var alerts: Set<Fingerprint> = []
        var locks: [Int64: LockRow] = [:]
        var fills: [TradeID: FillRow] = [:]
    }

    private static func rows(_ reader: LedgerReader) throws(LedgerFault) -> Rows {
        var rows = Rows()
        for row in try reader.orders() {
            rows.orders[row.tag] = row
            for attempt in try reader.attempts(of: row.tag) {
                rows.attempts[LedgerShadow.AttemptKey(tag: row.tag, number: attempt.number)] = attempt
            }
        }
        for row in try reader.alerts() { rows.alerts.insert(row.row.fingerprint) }
        for row in try reader.locks() { rows.locks[row.id] = row }
        for row in try reader.fills() { rows.fills[row.trade.id] = row }
        return rows
    }

    /// Whether the last version of each of these rows stands there.
    private static func holds(_ rows: Rows, _ wanted: [LedgerRow]) -> Bool {
        let last = LedgerShadow()
        last.keep(wanted)
        return last.orders.allSatisfy { rows.orders[$0.key] == $0.value }
            && last.attempts.allSatisfy { rows.attempts[$0.key] == $0.value }
            && last.alerts.keys.allSatisfy(rows.alerts.contains)
            && last.locks.allSatisfy { rows.locks[$0.key] == $0.value }
            && last.fills.allSatisfy { rows.fills[$0.key] == $0.value }
    }

    private func compare(_ rows: Rows) {
        let orders = shadow.orders.filter { rows.orders[$0.key] != $0.value }
        if let tag = orders.keys.min() {
            violate(.ledgerKeeps, "order \(tag) was on disk and is gone or another", tag: tag)
        }
        let attempts = shadow.attempts.filter { rows.attempts[$0.key] != $0.value }
        if let key = attempts.keys.min() {
            violate(.ledgerKeeps, "attempt \(key.number) of \(key.tag) is gone or another", tag: key.tag)
        }
        let alerts = shadow.alerts.keys.filter { !rows.alerts.contains($0) }
        if let key = alerts.min(by: { $0.prefix < $1.prefix }) {
            violate(.ledgerKeeps, "alert \(key.prefix) was on disk and is gone")
        }
        let locks = shadow.locks.filter { rows.locks[$0.key] != $0.value }
        if let id = locks.keys.min() {
            violate(.ledgerKeeps, "lock \(id) was on disk and is gone or another")
        }
        let fills = shadow.fills.filter { rows.fills[$0.key] != $0.value }
        if let (id, row) = fills.min(by: { $0.key < $1.key }) {
            violate(.ledgerKeeps, "fill \(id) was on disk and is gone or another", tag: row.tag)
        }
    }

    /// What a sender was told stands in the ledger.
    private func check(_ fingerprint: Fingerprint, _ verdicts: [Verdict], _ rows: Rows) {
        guard rows.alerts.contains(fingerprint) else {
            return violate(
                .acknowledgedIsKept, "alert \(fingerprint.prefix) was acknowledged and is not in the ledger")
        }
        for verdict in verdicts {
            guard let row = rows.orders[verdict.tag] else {
                return violate(
                    .acknowledgedIsKept, "order \(verdict.tag) was acknowledged and is not in the ledger",
                    tag: verdict.tag)
            }
            // A change that a person asked for stands on the order that it changes.
            guard row.alert == fingerprint else { continue }
            guard verdict.isApproved != (row.state == .denied) else {
                return violate(
                    .acknowledgedIsKept, "\(verdict.tag) was told another verdict than the ledger has",
                    tag: verdict.tag)
            }
        }
    }

    /// The whole chain, every row and every verdict.
    func verifyLedger() {
        let report = looking { () throws(LedgerFault) in
            try LedgerReader(path: Self.ledgerPath, on: disk.machine())
                .verify(recomputing: { GateReport.recheck($0.body) })
        }
        if let finding = report?.findings.first {
            violate(.ledgerVerifies, "\(finding.kind.rawValue): \(finding)")
        }
        for secret in [Plan.secret, Plan.apiKey, Plan.decoy] where disk.holds(secret) {
            violate(.noSecret, "a secret stands on the disk")
        }
    }

    /// The story of the order that a broken promise is about.
    func story() -> OrderStory? {
        guard let tag = violation?.tag else { return nil }
        return looking { () throws(LedgerFault) in
            try LedgerReader(path: Self.ledgerPath, on: disk.machine()).story(ofOrder: OrderTag(tag))
        }
    }
}
