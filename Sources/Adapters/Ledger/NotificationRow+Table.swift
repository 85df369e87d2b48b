import JSON
import Journey
import SQLite
import Trading

extension NotificationRow: TableRow {
    static let table = LedgerTable(
        "notifications", key: ["id"],
        columns: [
            "at", "target", "level", "kind", "account", "tag", "alert", "text", "numbers", "state",
            "attempts",
            "next_at", "delivered_at", "last_error",
        ])

    var values: [SQLiteValue] {
        [
            .int64(id), .int64(at.microseconds), .text(target), .text(level.rawValue), .text(kind.rawValue),
            .optional(account?.text), .optional(tag?.text), .optional(alert?.bytes), .text(text),
            .blob(numbers), .text(state.rawValue), .int64(attempts), .optional(nextAt?.microseconds),
            .optional(deliveredAt?.microseconds), .optional(lastError),
        ]
    }

    init(_ columns: inout ColumnReader) throws(LedgerFault) {
        self.init(
            id: try columns.int64(), at: try columns.time(), target: try columns.text(),
            level: try columns.word(), kind: try columns.word(),
            account: try columns.optionalText().map { AccountName($0) },
            tag: try columns.optionalText().map { OrderTag($0) }, alert: try columns.optionalFingerprint(),
            text: try columns.text(), numbers: try columns.blob(), state: try columns.word(),
            attempts: try columns.int64(), nextAt: try columns.optionalTime(),
            deliveredAt: try columns.optionalTime(), lastError: try columns.optionalText())
    }

    static func key(of body: JSONValue) -> [SQLiteValue]? { body.key(.number("id")) }
}
