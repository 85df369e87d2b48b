import Journey
import Ledger
import SQLite

/// Every value of every table of a ledger, read past all that the ledger's own code makes of them.
struct Contents: Equatable {
    private static let tables = [
        "deliveries", "alerts", "orders", "attempts", "fills", "positions", "discrepancies", "locks", "days",
        "notifications", "audit",
    ]

    private var rows: [String: [[SQLiteValue]]] = [:]

    init(of path: String, on disk: any LedgerDisk) throws(LedgerFault) {
        do throws(SQLiteError) {
            let connection = try Connection(path: path, access: .readOnly, on: disk.fileSystem)
            for table in Self.tables {
                // Not by an index, and in an order that is the rows' own.
                let statement = try Statement("SELECT rowid, * FROM \(table) NOT INDEXED", on: connection)
                var found: [[SQLiteValue]] = []
                while try statement.step() { found.append(statement.row) }
                rows[table] = found
            }
        } catch {
            throw LedgerFault(.damaged, "ledger \(path): \(error); restore a backup")
        }
    }

    var count: Int { rows.values.reduce(0) { $0 + $1.count } }

    func difference(_ other: Contents) -> String {
        for table in Self.tables {
            let (mine, theirs) = (rows[table] ?? [], other.rows[table] ?? [])
            if mine.count != theirs.count { return "\(table) has \(theirs.count) rows, not \(mine.count)" }
            for (left, right) in zip(mine, theirs) where left != right {
                return "\(table): \(right), not \(left)"
            }
        }
        return "no difference"
    }
}
