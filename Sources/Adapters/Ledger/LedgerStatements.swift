import Journey
import SQLite

/// The statements of one kind of row, prepared once.
final class RowStatements {
    /// A statement that a table may be without.
    private final class Update {
        let statement: Statement

        init(_ sql: String, on connection: borrowing Connection) throws(SQLiteError) {
            statement = try Statement(sql, on: connection, isKept: true)
        }
    }

    private let upsert: Statement
    private let update: Update?
    private let auditSeq: Statement

    init(_ table: LedgerTable, on connection: borrowing Connection) throws(SQLiteError) {
        let upsert = try Statement(table.upsert, on: connection, isKept: true)
        let auditSeq = try Statement(table.auditSeq, on: connection, isKept: true)
        var update: Update?
        if let sql = table.update { update = try Update(sql, on: connection) }
        self.upsert = upsert
        self.update = update
        self.auditSeq = auditSeq
    }

    /// The audit row of the row that a new one will replace; nil when there is none.
    func audited(_ key: [SQLiteValue]) throws(SQLiteError) -> Int64? {
        try auditSeq.bind(key)
        guard try auditSeq.step() else { return nil }
        let seq = auditSeq.int64(at: 0)
        auditSeq.reset()
        return seq
    }

    /// - Parameter isThere: Whether the row replaces one.
    func write(_ values: [SQLiteValue], auditSeq: Int64, isThere: Bool) throws(SQLiteError) {
        if isThere, let update {
            try update.statement.bind(values)
            try update.statement.bind(auditSeq, at: values.count + 1)
            try update.statement.run()
            guard update.statement.changes == 0 else { return }
        }
        try upsert.bind(values)
        try upsert.bind(auditSeq, at: values.count + 1)
        try upsert.run()
    }
}

/// Everything that the writer says again and again.
final class LedgerStatements {
    let deliveries: RowStatements
    let alerts: RowStatements
    let orders: RowStatements
    let attempts: RowStatements
    let fills: RowStatements
    let positions: RowStatements
    let discrepancies: RowStatements
    let locks: RowStatements
    let days: RowStatements
    let notifications: RowStatements
    let controls: RowStatements
    let alertByKey: Statement
    let ordersOfAlert: Statement
    let attemptsOfAlert: Statement
    let orderByTag: Statement
    private let audit: Statement

    init(on connection: borrowing Connection) throws(SQLiteError) {
        deliveries = try RowStatements(DeliveryRow.table, on: connection)
        alerts = try RowStatements(AlertRow.table, on: connection)
        orders = try RowStatements(OrderRow.table, on: connection)
        attempts = try RowStatements(AttemptRow.table, on: connection)
        fills = try RowStatements(FillRow.table, on: connection)
        positions = try RowStatements(PositionRow.table, on: connection)
        discrepancies = try RowStatements(DiscrepancyRow.table, on: connection)
        locks = try RowStatements(LockRow.table, on: connection)
        days = try RowStatements(DayRow.table, on: connection)
        notifications = try RowStatements(NotificationRow.table, on: connection)
        controls = try RowStatements(ControlRow.table, on: connection)
        let alertByKey = try Statement(
            AlertRow.table.select
                + " INDEXED BY alerts_key WHERE key = ?1 AND key_until > ?2 ORDER BY key_until DESC LIMIT 1",
            on: connection, isKept: true)
        let ordersOfAlert = try Statement(
            OrderRow.table.select + " INDEXED BY orders_alert WHERE alert = ?1 ORDER BY rowid",
            on: connection, isKept: true)
        let attemptsOfAlert = try Statement(
            AttemptRow.table.select + " INDEXED BY attempts_alert WHERE alert = ?1 ORDER BY rowid",
            on: connection, isKept: true)
        let orderByTag = try Statement(
            OrderRow.table.select + " WHERE tag = ?1", on: connection, isKept: true)
        let audit = try Statement(
            "INSERT INTO audit (seq, at, kind, subject, body, prev_hash, hash, earlier)"
                + " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            on: connection, isKept: true)
        self.alertByKey = alertByKey
        self.ordersOfAlert = ordersOfAlert
        self.attemptsOfAlert = attemptsOfAlert
        self.orderByTag = orderByTag
        self.audit = audit
    }

    func write(_ entry: AuditEntry) throws(SQLiteError) {
        try audit.bind(entry.seq, at: 1)
        try audit.bind(entry.row.at.microseconds, at: 2)
        try audit.bind(entry.row.kind, at: 3)
        try audit.bind(entry.row.subject, at: 4)
        try audit.bind(entry.row.body, at: 5)
        try audit.bind(entry.previousHash, at: 6)
        try audit.bind(entry.hash, at: 7)
        try audit.bind(.optional(entry.earlier), at: 8)
        try audit.run()
    }
}
