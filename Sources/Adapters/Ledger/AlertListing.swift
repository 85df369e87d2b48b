package import JSON
package import Journey
import SQLite

/// An alert with what came of it.
package struct AlertListing: Hashable, Sendable {
    package let row: AlertRow
    /// How often it arrived, duplicates included.
    package let deliveries: Int64
    package let status: AlertStatus

    package func writeMembers(to writer: inout JSONWriter) {
        row.writeMembers(to: &writer)
        writer.member("deliveries", deliveries)
        writer.member("status", status.rawValue)
    }

    /// One JSON object.
    package func json() -> [UInt8] {
        JSONWriter.write { $0.object { writeMembers(to: &$0) } }
    }

    /// The select list, for an alert `t`; the row's own columns come first.
    static let columns =
        AlertRow.table.columns(of: "t")
        + ", (SELECT count(*) FROM (\(deliveries))), \(LedgerList.alertStatus)"

    private static let deliveries = Schema.deliveries(
        ofAlert: "t.fingerprint", receivedAt: "t.received_at")

    init(_ values: [SQLiteValue], in file: String) throws(LedgerFault) {
        var columns = ColumnReader(values, of: AlertRow.table, in: file)
        row = try AlertRow(&columns)
        // Its `audit_seq` comes between.
        _ = try columns.int64()
        deliveries = try columns.int64()
        status = try columns.word()
    }
}
