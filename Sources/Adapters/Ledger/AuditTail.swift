import Journey
import SQLite

/// The check of the chain's end that every opening makes.
enum AuditTail {
    /// Audit rows that are checked, whatever the ledger's size.
    static let count: Int64 = 1_000

    /// - Returns: The chain behind its last row.
    static func check(
        _ connection: borrowing Connection, file: String
    ) throws(LedgerFault) -> AuditChain {
        let entries: [AuditEntry]
        do throws(SQLiteError) { entries = try read(connection) } catch {
            throw LedgerFault(error, at: file)
        }
        guard let first = entries.first else { return .start }
        // A first row that follows others is only the anchor of the next one.
        var chain = first.seq == 1 ? AuditChain.start : AuditChain(behind: first)
        for entry in entries.dropFirst(first.seq == 1 ? 0 : 1) {
            if let fault = chain.follow(entry) {
                throw .damaged(at: file, "audit row \(entry.seq): \(fault)")
            }
        }
        return chain
    }

    private static func read(_ connection: borrowing Connection) throws(SQLiteError) -> [AuditEntry] {
        let statement = try Statement(
            "SELECT \(AuditEntry.columns) FROM audit t"
                + " WHERE seq >= (SELECT max(seq) FROM audit) - ?1 ORDER BY seq",
            on: connection)
        try statement.bind(count, at: 1)
        var entries: [AuditEntry] = []
        while try statement.step() { entries.append(AuditEntry(statement)) }
        return entries
    }
}
