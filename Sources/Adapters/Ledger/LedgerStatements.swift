import Journey
import SQLite

/// A statement that is prepared when it is first run: a start runs few of them, and the file's tables are read by
/// their columns' names before anything is written.
final class KeptStatement {
    /// One that is prepared.
    final class Prepared {
        let statement: Statement

        init(_ sql: String, on connection: borrowing Connection) throws(SQLiteError) {
            statement = try Statement(sql, on: connection, isKept: true)
        }
    }

    private let sql: String
    private var prepared: Prepared?

    init(_ sql: String) { self.sql = sql }

    /// - Parameter connection: The same one each time.
    func on(_ connection: borrowing Connection) throws(SQLiteError) -> Prepared {
        if let prepared { return prepared }
        let first = try Prepared(sql, on: connection)
        prepared = first
        return first
    }
}

/// The statements of one kind of row.
final class RowStatements {
    private let insert: KeptStatement
    private let replace: KeptStatement
    private let update: KeptStatement?
    private let auditSeq: KeptStatement

    init(_ table: LedgerTable) {
        insert = KeptStatement(table.insert)
        replace = KeptStatement(table.replace)
        update = table.update.map(KeptStatement.init)
        auditSeq = KeptStatement(table.auditSeq)
    }

    /// The audit row of the row that a new one will replace; nil when there is none.
    func audited(_ key: [SQLiteValue], on connection: borrowing Connection) throws(SQLiteError) -> Int64? {
        let auditSeq = try auditSeq.on(connection)
        try auditSeq.statement.bind(key)
        guard try auditSeq.statement.step() else { return nil }
        let seq = auditSeq.statement.int64(at: 0)
        auditSeq.statement.reset()
        return seq
    }

    /// - Parameter isThere: Whether the row replaces one.
    func write(
        _ values: [SQLiteValue], auditSeq: Int64, isThere: Bool, on connection: borrowing Connection
    ) throws(SQLiteError) {
        guard isThere else {
            _ = try run(insert, values, auditSeq, on: connection)
            return
        }
        if let update, try run(update, values, auditSeq, on: connection) > 0 { return }
        _ = try run(replace, values, auditSeq, on: connection)
    }

    /// - Returns: How many rows it touched.
    private func run(
        _ kept: KeptStatement, _ values: [SQLiteValue], _ auditSeq: Int64, on connection: borrowing Connection
    ) throws(SQLiteError) -> Int64 {
        let prepared = try kept.on(connection)
        try prepared.statement.bind(values)
        try prepared.statement.bind(auditSeq, at: values.count + 1)
        try prepared.statement.run()
        return prepared.statement.changes
    }
}

/// Everything that the writer says again and again.
final class LedgerStatements {
    let deliveries = RowStatements(DeliveryRow.table)
    let alerts = RowStatements(AlertRow.table)
    let orders = RowStatements(OrderRow.table)
    let attempts = RowStatements(AttemptRow.table)
    let fills = RowStatements(FillRow.table)
    let positions = RowStatements(PositionRow.table)
    let discrepancies = RowStatements(DiscrepancyRow.table)
    let locks = RowStatements(LockRow.table)
    let days = RowStatements(DayRow.table)
    let notifications = RowStatements(NotificationRow.table)
    let controls = RowStatements(ControlRow.table)
    let contracts = RowStatements(ContractRow.table)
    let alertsByKey = Schema.alertsByKey.map {
        KeptStatement(AlertRow.table.select + " \($0) AND key_until > ?2 ORDER BY key_until DESC LIMIT 1")
    }
    let ordersOfAlert = KeptStatement(
        OrderRow.table.select + " WHERE tag IN (\(Schema.tags(ofAlert: "?1"))) ORDER BY rowid")
    let attemptsOfAlert = KeptStatement(
        AttemptRow.table.select + " INDEXED BY attempts_alert WHERE alert = ?1 ORDER BY rowid")
    let orderByTag = KeptStatement(OrderRow.table.select + " WHERE tag = ?1")
    private let audit = KeptStatement(insertAudit)

    static let insertAudit =
        "INSERT INTO audit (seq, at, kind, subject, body, prev_hash, hash, earlier)"
        + " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"

    func write(_ entry: AuditEntry, on connection: borrowing Connection) throws(SQLiteError) {
        let audit = try audit.on(connection)
        try audit.statement.bind(entry.seq, at: 1)
        try audit.statement.bind(entry.row.at.microseconds, at: 2)
        try audit.statement.bind(entry.row.kind, at: 3)
        try audit.statement.bind(entry.row.subject, at: 4)
        try audit.statement.bind(entry.row.body, at: 5)
        try audit.statement.bind(entry.previousHash, at: 6)
        try audit.statement.bind(entry.hash, at: 7)
        try audit.statement.bind(.optional(entry.earlier), at: 8)
        try audit.statement.run()
    }
}
