package import Journey
import SQLite

/// The proof that a ledger is as it was written.
///
/// Whoever can write the file could also write a whole new chain; what that cannot hide is a difference
/// from a `lastHash` noted elsewhere.
extension LedgerReader {
    /// Follows the chain from its first row, holds every row of every table against it, and has SQLite
    /// check the file and its foreign keys. Memory is bounded whatever the ledger's size.
    ///
    /// - Parameter recomputing: Called for each audit row of kind `risk.verdict`; what it returns is a
    ///   finding, nil is none.
    package func verify(recomputing: (AuditRow) -> String?) throws(LedgerFault) -> VerifyReport {
        try snapshot { () throws(LedgerFault) in
            var report = VerifyReport()
            try damageIsFound(&report) { report throws(LedgerFault) in try checkFile(&report) }
            let tables = try tableChecks()
            try damageIsFound(&report) { report throws(LedgerFault) in
                try checkAudit(&report, tables, recomputing)
            }
            try damageIsFound(&report) { report throws(LedgerFault) in try checkLinks(&report) }
            for (_, table) in tables.sorted(by: { $0.key < $1.key }) {
                try damageIsFound(&report) { report throws(LedgerFault) in
                    let count = try table.compare(on: self) { report.add($0) }
                    report.rowsCompared += count
                }
            }
            try damageIsFound(&report) { report throws(LedgerFault) in try checkReferences(&report) }
            // Sums say nothing new about rows that are named already.
            guard !report.findings.contains(where: \.isOfSums) else { return report }
            try damageIsFound(&report) { report throws(LedgerFault) in try checkTotals(&report) }
            return report
        }
    }

    private func tableChecks() throws(LedgerFault) -> [String: any TableChecking] {
        [
            DeliveryRow.recordKind: try TableCheck(DeliveryRow.self, on: self),
            AlertRow.recordKind: try TableCheck(AlertRow.self, on: self),
            OrderRow.recordKind: try TableCheck(OrderRow.self, on: self),
            AttemptRow.recordKind: try TableCheck(AttemptRow.self, on: self),
            FillRow.recordKind: try TableCheck(FillRow.self, on: self),
            PositionRow.recordKind: try TableCheck(PositionRow.self, on: self),
            DiscrepancyRow.recordKind: try TableCheck(DiscrepancyRow.self, on: self),
            LockRow.recordKind: try TableCheck(LockRow.self, on: self),
            DayRow.recordKind: try TableCheck(DayRow.self, on: self),
            NotificationRow.recordKind: try TableCheck(NotificationRow.self, on: self),
            ControlRow.recordKind: try TableCheck(ControlRow.self, on: self),
            ContractRow.recordKind: try TableCheck(ContractRow.self, on: self),
        ]
    }

    /// A file too damaged to be read on ends one part of the check, and that is its result.
    private func damageIsFound(
        _ report: inout VerifyReport, _ part: (inout VerifyReport) throws(LedgerFault) -> Void
    ) throws(LedgerFault) {
        do throws(LedgerFault) { try part(&report) } catch {
            guard error.kind == .damaged else { throw error }
            report.add(LedgerFinding(kind: .integrity, subject: "file", what: error.description))
        }
    }

    private func checkFile(_ report: inout VerifyReport) throws(LedgerFault) {
        try prepared("PRAGMA integrity_check").each([], in: path) { values throws(LedgerFault) in
            guard case .text(let line)? = values.first, line != "ok" else { return }
            report.add(LedgerFinding(kind: .integrity, subject: "file", what: line))
        }
    }

    private func checkReferences(_ report: inout VerifyReport) throws(LedgerFault) {
        try visit("PRAGMA foreign_key_check") {
            report.add(
                LedgerFinding(
                    kind: .foreignKey, subject: "\($0.text(at: 0)) row \($0.int64(at: 1))",
                    what: "it refers to a row that \($0.text(at: 2)) does not have"))
        }
    }

    private func checkAudit(
        _ report: inout VerifyReport, _ tables: [String: any TableChecking],
        _ recomputing: (AuditRow) -> String?
    ) throws(LedgerFault) {
        var chain: AuditChain? = .start
        var retention = try RetentionCheck(self)
        // One finding for each row of a table, though many audit rows may tell of it.
        var reported: Set<String> = []
        var lastHash: [UInt8]?
        defer { report.lastHash = lastHash.map { Hexadecimal.text($0) } ?? report.lastHash }
        try walk("SELECT \(AuditEntry.columns) FROM audit t ORDER BY t.seq", []) {
            entry throws(LedgerFault) in
            report.auditRows += 1
            report.lastSeq = entry.seq
            lastHash = entry.hash
            if let fault = chain?.follow(entry) {
                chain = nil
                report.add(LedgerFinding(kind: .chain, subject: "audit \(entry.seq)", what: fault))
            }
            if let finding = try tables[entry.row.kind]?.check(entry) {
                if finding.kind == .missing, retention.covers(entry) {
                    report.deliveriesDropped += 1
                } else if reported.count < VerifyReport.findingsMax,
                    reported.insert(finding.subject).inserted
                {
                    report.add(finding)
                }
            }
            if entry.row.kind == "risk.verdict" { recompute(entry, recomputing, &report) }
        }
        for finding in try retention.findings(on: self) { report.add(finding) }
    }

    private func recompute(
        _ entry: AuditEntry, _ recomputing: (AuditRow) -> String?, _ report: inout VerifyReport
    ) {
        report.verdictsRecomputed += 1
        guard let fault = recomputing(entry.row) else { return }
        report.add(
            LedgerFinding(
                kind: .verdict, subject: "audit \(entry.seq)",
                what: "the verdict on \(entry.row.subject): \(fault)"))
    }
}

extension LedgerFinding {
    /// Whether it is about a row that positions or day totals are added up from.
    fileprivate var isOfSums: Bool {
        ["fill", "day", "position", "discrepancy", "file"].contains { subject.hasPrefix($0) }
    }
}
