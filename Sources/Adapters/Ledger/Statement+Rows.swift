import Journey
import SQLite
import Trading

extension Statement {
    /// All rows of one kind that the statement gives.
    func rows<Row: TableRow>(
        of kind: Row.Type, _ parameters: [SQLiteValue] = [], in file: String
    ) throws(LedgerFault) -> [Row] {
        var rows: [Row] = []
        try each(parameters, in: file) { values throws(LedgerFault) in
            rows.append(try Row(values, in: file))
        }
        return rows
    }

    /// Walks over the rows; ends early, and reset, when `body` throws.
    func each(
        _ parameters: [SQLiteValue], in file: String, _ body: ([SQLiteValue]) throws(LedgerFault) -> Void
    ) throws(LedgerFault) {
        try translating(file) { () throws(SQLiteError) in try bind(parameters) }
        do throws(LedgerFault) {
            while try translating(file, { () throws(SQLiteError) in try step() }) { try body(row) }
        } catch {
            reset()
            throw error
        }
    }
}

extension AuditEntry {
    /// The select list, for an audit row `t`.
    static let columns = "t.seq, t.at, t.kind, t.subject, t.body, t.prev_hash, t.hash, t.earlier"

    /// Reads the row that a statement stands on which selects `columns`.
    init(_ statement: borrowing Statement) {
        self.init(
            seq: statement.int64(at: 0),
            row: AuditRow(
                at: Timestamp(microseconds: statement.int64(at: 1)), kind: statement.text(at: 2),
                subject: statement.text(at: 3), body: statement.blob(at: 4)),
            previousHash: statement.blob(at: 5), hash: statement.blob(at: 6),
            earlier: statement.isNull(at: 7) ? nil : statement.int64(at: 7))
    }
}
