import JSON
import Journey
import SQLite

/// Holds one table against the audit, both ways.
protocol TableChecking: AnyObject {
    /// Whether the table still has the row that an audit row of its kind tells of, in this version or a
    /// newer one.
    func check(_ entry: AuditEntry) throws(LedgerFault) -> LedgerFinding?
    /// Compares every row of the table with the audit row that it names.
    ///
    /// - Returns: How many rows there are.
    func compare(
        on reader: LedgerReader, _ report: (LedgerFinding) -> Void
    ) throws(LedgerFault) -> Int64
}

final class TableCheck<Row: TableRow>: TableChecking {
    private let auditSeq: Statement
    private let file: String

    init(_ kind: Row.Type, on reader: LedgerReader) throws(LedgerFault) {
        auditSeq = try reader.prepared(kind.table.auditSeq)
        file = reader.path
    }

    func check(_ entry: AuditEntry) throws(LedgerFault) -> LedgerFinding? {
        guard let document = try? JSONDocument(entry.row.body), let key = Row.key(of: document.root) else {
            return finding(.unreadable, entry.row.subject, "audit row \(entry.seq) does not tell its key")
        }
        switch try newest(key) {
        case nil:
            return finding(.missing, entry.row.subject, "audit row \(entry.seq) has it, the table has not")
        case .some(let seq) where seq < entry.seq:
            return finding(
                .changed, entry.row.subject, "it is as of audit row \(seq), but row \(entry.seq) is newer")
        default: return nil
        }
    }

    func compare(
        on reader: LedgerReader, _ report: (LedgerFinding) -> Void
    ) throws(LedgerFault) -> Int64 {
        let sql =
            "SELECT \(Row.table.columns(of: "t")), a.kind, a.subject, a.body"
            + " FROM \(Row.table.name) t LEFT JOIN audit a ON a.seq = t.audit_seq"
        var count: Int64 = 0
        try reader.prepared(sql).each([], in: file) { values throws(LedgerFault) in
            count += 1
            if let finding = compare(values) { report(finding) }
        }
        return count
    }

    /// - Parameter values: The row's columns, `audit_seq`, then kind, subject and body of that audit row.
    private func compare(_ values: [SQLiteValue]) -> LedgerFinding? {
        let row: Row
        do throws(LedgerFault) { row = try Row(values, in: file) } catch {
            return finding(.unreadable, keyText(values), error.description)
        }
        let audited = values.suffix(3)
        guard audited.first == .text(Row.recordKind), audited.dropFirst().first == .text(row.recordKey) else {
            return finding(.added, row.recordKey, "no audit row tells of it")
        }
        guard audited.last == .blob(row.json()) else {
            return finding(.changed, row.recordKey, "it differs from its newest audit row")
        }
        return nil
    }

    private func newest(_ key: [SQLiteValue]) throws(LedgerFault) -> Int64? {
        try translating(file) { () throws(SQLiteError) in
            try auditSeq.bind(key)
            guard try auditSeq.step() else { return nil }
            defer { auditSeq.reset() }
            return auditSeq.int64(at: 0)
        }
    }

    private func finding(_ kind: LedgerFinding.Kind, _ key: String, _ what: String) -> LedgerFinding {
        LedgerFinding(kind: kind, subject: "\(Row.recordKind) \(key)", what: what)
    }

    /// The key of a row that cannot be read as a whole.
    private func keyText(_ values: [SQLiteValue]) -> String {
        values.prefix(Row.table.keyCount).map {
            switch $0 {
            case .null: "null"
            case .int64(let number): String(number)
            case .text(let text): text
            case .blob(let bytes): Hexadecimal.text(bytes)
            }
        }.joined(separator: "/")
    }
}
