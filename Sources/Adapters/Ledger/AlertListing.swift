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
        + ", (SELECT count(*) FROM deliveries d WHERE d.alert = t.fingerprint), \(LedgerList.alertStatus)"

    init(_ values: [SQLiteValue], in file: String) throws(LedgerFault) {
        guard values.count > 2, case .int64(let count) = values[values.count - 2],
            case .text(let word) = values[values.count - 1], let status = AlertStatus(rawValue: word)
        else { throw .damaged(at: file, "an alert's orders cannot be read") }
        row = try AlertRow(values, in: file)
        deliveries = count
        self.status = status
    }
}
