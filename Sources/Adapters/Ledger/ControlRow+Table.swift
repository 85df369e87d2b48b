import JSON
import Journey
import SQLite
import Trading

extension ControlRow: TableRow {
    static let table = LedgerTable(
        "controls", key: ["scope", "subject"],
        columns: [
            "state", "is_killed", "trip", "counted_from", "start_state", "start_killed", "word", "reason",
            "said_by", "at", "alert", "profile",
        ])

    var values: [SQLiteValue] {
        [
            .text(key.scope.rawValue), .text(key.subject), .text(state.rawValue), .int64(isKilled ? 1 : 0),
            .optional(trip), .optional(countedFrom?.microseconds), .text(startState.rawValue),
            .int64(startKilled ? 1 : 0), .text(word), .text(reason), .text(by), .int64(at.microseconds),
            .optional(alert?.bytes), .optional(profile),
        ]
    }

    init(_ columns: inout ColumnReader) throws(LedgerFault) {
        self.init(
            key: Key(try columns.word(), try columns.text()), state: try columns.word(),
            isKilled: try columns.truth(), trip: try columns.optionalText(),
            countedFrom: try columns.optionalTime(), startState: try columns.word(),
            startKilled: try columns.truth(), word: try columns.text(), reason: try columns.text(),
            by: try columns.text(), at: try columns.time(), alert: try columns.optionalFingerprint(),
            profile: try columns.optionalText())
    }

    static func key(of body: JSONValue) -> [SQLiteValue]? { body.key(.text("scope"), .text("subject")) }
}
