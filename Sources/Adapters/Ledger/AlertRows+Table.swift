import JSON
import Journey
import SQLite
import Trading

extension DeliveryRow: TableRow {
    static let table = LedgerTable(
        "deliveries", key: ["id"],
        columns: [
            "at", "source", "peer", "body", "outcome", "status", "alert", "code", "certificate_subject",
            "certificate_fingerprint", "signed_id", "reason", "remedy", "fault_key", "fault_line",
            "fault_column",
        ])

    var values: [SQLiteValue] {
        [
            .int64(id), .int64(at.microseconds), .text(source), .text(peer), .blob(body),
            .text(outcome.rawValue), .int64(Int64(status)), .optional(alert?.bytes), .optional(code),
            .optional(certificateSubject), .optional(certificateFingerprint), .optional(signedID),
            .optional(refusal?.reason), .optional(refusal?.remedy), .optional(refusal?.key),
            .optional(refusal?.line), .optional(refusal?.column),
        ]
    }

    init(_ columns: inout ColumnReader) throws(LedgerFault) {
        self.init(
            id: try columns.int64(), at: try columns.time(), source: try columns.text(),
            peer: try columns.text(), body: try columns.blob(), outcome: try columns.word(),
            status: try columns.int(),
            alert: try columns.optionalFingerprint(),
            code: try columns.optionalText(), certificateSubject: try columns.optionalText(),
            certificateFingerprint: try columns.optionalText(), signedID: try columns.optionalText())
        let reason = try columns.optionalText()
        refusal = RefusalWords(
            reason: reason ?? "", remedy: try columns.optionalText() ?? "", key: try columns.optionalText(),
            line: try columns.optionalInt64(), column: try columns.optionalInt64())
        // What stands there without a reason is no refusal's, and its row differs from the audit's.
        if reason == nil, refusal == RefusalWords(reason: "", remedy: "") { refusal = nil }
    }

    static func key(of body: JSONValue) -> [SQLiteValue]? { body.key(.number("id")) }
}

extension AlertRow: TableRow {
    static let table = LedgerTable(
        "alerts", key: ["fingerprint"],
        columns: [
            "key", "key_until", "source", "dialect", "strategy", "ticker", "action", "canonical",
            "received_at",
        ])

    var values: [SQLiteValue] {
        [
            .blob(fingerprint.bytes), .blob(key.bytes), .int64(keyUntil.microseconds), .text(source),
            .text(dialect), .optional(strategy), .text(ticker), .text(action), .blob(canonical),
            .int64(receivedAt.microseconds),
        ]
    }

    init(_ columns: inout ColumnReader) throws(LedgerFault) {
        self.init(
            fingerprint: try columns.fingerprint(), key: try columns.fingerprint(),
            keyUntil: try columns.time(), source: try columns.text(), dialect: try columns.text(),
            strategy: try columns.optionalText(),
            ticker: try columns.text(), action: try columns.text(), canonical: try columns.blob(),
            receivedAt: try columns.time())
    }

    static func key(of body: JSONValue) -> [SQLiteValue]? {
        body["alert"]?.string.flatMap { Fingerprint(hex: $0) }.map { [.blob($0.bytes)] }
    }
}

/// How a key column stands in an audit body.
enum KeyMember {
    case number(String)
    case text(String)
}

extension JSONValue {
    /// The values of these members; nil unless all are there and of their kind.
    func key(_ members: KeyMember...) -> [SQLiteValue]? {
        var values: [SQLiteValue] = []
        for member in members {
            switch member {
            case .number(let name):
                guard let number = self[name]?.int64 else { return nil }
                values.append(.int64(number))
            case .text(let name):
                guard let text = self[name]?.string else { return nil }
                values.append(.text(text))
            }
        }
        return values
    }
}
