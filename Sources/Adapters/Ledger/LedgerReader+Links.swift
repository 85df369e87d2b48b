import Journey
import SQLite

extension LedgerReader {
    /// Whether each audit row names the one that kept the same ledger row before it. These links stand
    /// outside the hashes, and `ledger why` walks by them.
    ///
    /// SQLite sorts the rows for it, on disk when they are many.
    func checkLinks(_ report: inout VerifyReport) throws(LedgerFault) {
        let sql = """
            SELECT seq, earlier, before FROM (
              SELECT seq, earlier, CASE WHEN \(Schema.hasNoTable) THEN NULL
                ELSE lag(seq) OVER (PARTITION BY kind, subject ORDER BY seq) END AS before FROM audit)
            WHERE earlier IS NOT before ORDER BY seq LIMIT 1
            """
        try visit(sql) { row in
            report.add(
                LedgerFinding(
                    kind: .chain, subject: "audit \(row.int64(at: 0))",
                    what: "it names \(Self.name(row.value(at: 1))) as the one before it of the same row; "
                        + "that is \(Self.name(row.value(at: 2)))"))
        }
    }

    private static func name(_ value: SQLiteValue) -> String {
        if case .int64(let seq) = value { "row \(seq)" } else { "none" }
    }
}
