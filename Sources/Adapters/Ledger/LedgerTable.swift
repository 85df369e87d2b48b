import JSON
import Journey
import SQLite

/// The table that keeps one kind of row.
struct LedgerTable: Hashable, Sendable {
    let name: String
    /// Key columns first. `audit_seq`, the audit row that keeps the row's present text, comes behind them.
    let columns: [String]
    let keyCount: Int
    /// Inserts a row whose key is not there.
    let insert: String
    /// Replaces all but the key of the row that is there; takes the parameters of `insert`.
    let replace: String
    /// Replaces a row that is there by one with the same key and the same `fixed` columns, and touches no other;
    /// takes the parameters of `insert`. Nil for a table without such columns.
    let update: String?
    /// `SELECT` of all columns, `audit_seq` last; a `WHERE` can follow.
    let select: String
    /// The audit row of the row with a key.
    let auditSeq: String

    /// - Parameter fixed: Columns that hardly ever change once a row is there. Each stands in an index or refers
    ///   to another table, and SQLite sees to that whenever one is set, be it to the same value.
    init(_ name: String, key: [String], columns: [String], fixed: Set<String> = []) {
        self.name = name
        self.columns = key + columns
        keyCount = key.count
        insert = Self.insert(name, key + columns)
        replace = Self.update(name, key: key, columns: columns, fixed: [])
        update = fixed.isEmpty ? nil : Self.update(name, key: key, columns: columns, fixed: fixed)
        select = "SELECT \(Self.list(key + columns, of: name)) FROM \(name)"
        let keyMatches = key.enumerated().map { "\($1) = ?\($0 + 1)" }.joined(separator: " AND ")
        auditSeq = "SELECT audit_seq FROM \(name) WHERE \(keyMatches)"
    }

    var key: [String] { Array(columns.prefix(keyCount)) }

    /// The column list of `select`, each with the table's name or alias before it.
    func columns(of alias: String) -> String { Self.list(columns, of: alias) }

    private static func list(_ columns: [String], of alias: String) -> String {
        (columns + ["audit_seq"]).map { "\(alias).\($0)" }.joined(separator: ", ")
    }

    private static func insert(_ name: String, _ columns: [String]) -> String {
        let all = columns + ["audit_seq"]
        let places = all.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
        return "INSERT INTO \(name) (\(all.joined(separator: ", "))) VALUES (\(places))"
    }

    private static func update(
        _ name: String, key: [String], columns: [String], fixed: Set<String>
    ) -> String {
        let places = (key + columns + ["audit_seq"]).enumerated().map { (column: $1, place: "?\($0 + 1)") }
        let isKept = { (column: String) in key.contains(column) || fixed.contains(column) }
        let set = places.filter { !isKept($0.column) }.map { "\($0.column) = \($0.place)" }
        let same = places.filter { isKept($0.column) }.map {
            "\($0.column) \(key.contains($0.column) ? "=" : "IS") \($0.place)"
        }
        return "UPDATE \(name) SET \(set.joined(separator: ", ")) WHERE \(same.joined(separator: " AND "))"
    }
}

/// A row that has a table of its own.
protocol TableRow: LedgerRecord {
    static var table: LedgerTable { get }
    /// In the order of the table's columns, without `audit_seq`.
    var values: [SQLiteValue] { get }
    init(_ columns: inout ColumnReader) throws(LedgerFault)
    /// The key columns of the row whose audit body this is; nil when the body does not tell.
    static func key(of body: JSONValue) -> [SQLiteValue]?
}

extension TableRow {
    /// Reads a row that `table.select` gave.
    init(_ values: [SQLiteValue], in file: String) throws(LedgerFault) {
        var columns = ColumnReader(values, of: Self.table, in: file)
        try self.init(&columns)
    }
}
