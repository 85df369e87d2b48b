import JSON
import Journey
import SQLite
import Trading

extension DiscrepancyRow: TableRow {
    static let table = LedgerTable(
        "discrepancies", key: ["id"],
        columns: ["at", "account", "kind", "subject", "ours", "theirs", "done"])

    var values: [SQLiteValue] {
        [
            .int64(id), .int64(at.microseconds), .text(account.text), .text(kind), .text(subject),
            .text(ours), .text(theirs), .text(done),
        ]
    }

    init(_ columns: inout ColumnReader) throws(LedgerFault) {
        self.init(
            id: try columns.int64(), at: try columns.time(), account: AccountName(try columns.text()),
            kind: try columns.text(), subject: try columns.text(), ours: try columns.text(),
            theirs: try columns.text(), done: try columns.text())
    }

    static func key(of body: JSONValue) -> [SQLiteValue]? { body.key(.number("id")) }
}

extension LockRow: TableRow {
    static let table = LedgerTable(
        "locks", key: ["id"],
        columns: ["account", "contract", "kind", "reason", "created_at", "ends_at", "cleared_at"])

    var values: [SQLiteValue] {
        [
            .int64(id), .text(account.text), .optional(contract?.text), .text(kind), .text(reason),
            .int64(createdAt.microseconds), .optional(endsAt?.microseconds),
            .optional(clearedAt?.microseconds),
        ]
    }

    init(_ columns: inout ColumnReader) throws(LedgerFault) {
        self.init(
            id: try columns.int64(), account: AccountName(try columns.text()),
            contract: try columns.optionalText().map { ContractID($0) }, kind: try columns.text(),
            reason: try columns.text(), createdAt: try columns.time(), endsAt: try columns.optionalTime(),
            clearedAt: try columns.optionalTime())
    }

    static func key(of body: JSONValue) -> [SQLiteValue]? { body.key(.number("id")) }
}
