package import Journey
import SQLite
package import Trading

/// Reads a ledger for commands, beside a bridge that writes it or when nobody has it open.
///
/// It takes no lock of the kernel's and changes no row. Where no writer has left them, SQLite puts its
/// `-wal` and `-shm` files beside the ledger, so its folder must be writable.
package final class LedgerReader {
    package let path: String
    let connection: Connection
    let watch: LogWatch

    /// - Parameter logBytesMax: Beyond it a look ends while a bridge makes the log grow: see `LogWatch`.
    /// - Throws: `.unavailable` when there is no such file, it cannot be read, or it has an older version
    ///   that only the bridge itself brings up to date; `.tooNew`; `.damaged` when it is no ledger.
    package init(
        path: String, on disk: any LedgerDisk = .system, logBytesMax: Int64 = LogWatch.usualMax
    ) throws(LedgerFault) {
        let file = path.hasPrefix("/") ? path : "./" + path
        try disk.find(file)
        let watch = LogWatch(file, bytesMax: logBytesMax) { disk.logBytes(of: file) }
        let opened = try translating(file) { () throws(SQLiteError) in
            let connection = try Connection(
                path: file, access: .readOnly, busyMilliseconds: 5_000, on: disk.fileSystem,
                interruption: watch.interruption)
            try connection.pragma("query_only", "ON")
            try connection.pragma("cell_size_check", "ON")
            try connection.pragma("trusted_schema", "OFF")
            try Schema.define(on: connection)
            return connection
        }
        let version = try Schema.examine(opened, file: file)
        guard version == Schema.version else {
            throw LedgerFault(
                .unavailable, at: file, "it has version \(version), this program reads \(Schema.version)",
                remedy: "start the bridge on it once, which brings it up to date")
        }
        self.path = file
        self.watch = watch
        connection = opened
    }

    // Each list comes whole, or row by row with `visit…` for ledgers that do not fit in memory.

    package func alerts(_ filter: LedgerFilter = LedgerFilter()) throws(LedgerFault) -> [AlertListing] {
        var alerts: [AlertListing] = []
        try visitAlerts(filter) { alert throws(LedgerFault) in alerts.append(alert) }
        return alerts
    }

    package func orders(_ filter: LedgerFilter = LedgerFilter()) throws(LedgerFault) -> [OrderRow] {
        try list(.orders, filter)
    }

    package func fills(_ filter: LedgerFilter = LedgerFilter()) throws(LedgerFault) -> [FillRow] {
        try list(.fills, filter)
    }

    package func positions(_ filter: LedgerFilter = LedgerFilter()) throws(LedgerFault) -> [PositionRow] {
        try list(.positions, filter)
    }

    package func deliveries(_ filter: LedgerFilter = LedgerFilter()) throws(LedgerFault) -> [DeliveryRow] {
        try list(.deliveries, filter)
    }

    package func discrepancies(
        _ filter: LedgerFilter = LedgerFilter()
    ) throws(LedgerFault) -> [DiscrepancyRow] {
        try list(.discrepancies, filter)
    }

    package func locks(_ filter: LedgerFilter = LedgerFilter()) throws(LedgerFault) -> [LockRow] {
        try list(.locks, filter)
    }

    package func days(_ filter: LedgerFilter = LedgerFilter()) throws(LedgerFault) -> [DayRow] {
        try list(.days, filter)
    }

    package func notifications(
        _ filter: LedgerFilter = LedgerFilter()
    ) throws(LedgerFault) -> [NotificationRow] {
        try list(.notifications, filter)
    }

    /// What the venues told of their contracts.
    package func contracts(_ filter: LedgerFilter = LedgerFilter()) throws(LedgerFault) -> [ContractRow] {
        try list(.contracts, filter)
    }

    package func audit(_ filter: LedgerFilter = LedgerFilter()) throws(LedgerFault) -> [AuditEntry] {
        var entries: [AuditEntry] = []
        try visitAudit(filter) { entry throws(LedgerFault) in entries.append(entry) }
        return entries
    }

    /// Every send about an order, in their order.
    package func attempts(of tag: OrderTag) throws(LedgerFault) -> [AttemptRow] {
        try rows("WHERE tag = ?1 ORDER BY number", [.text(tag.text)])
    }

    package func visitAlerts(
        _ filter: LedgerFilter, _ body: (AlertListing) throws(LedgerFault) -> Void
    ) throws(LedgerFault) {
        let (sql, parameters) = LedgerList.alerts.query(
            AlertListing.columns, from: AlertRow.table.name, filter)
        try prepared(sql).each(parameters, in: path) { values throws(LedgerFault) in
            try body(try AlertListing(values, in: path))
        }
    }

    package func visitAudit(
        _ filter: LedgerFilter, _ body: (AuditEntry) throws(LedgerFault) -> Void
    ) throws(LedgerFault) {
        let (sql, parameters) = LedgerList.audit.query(AuditEntry.columns, from: "audit", filter)
        try walk(sql, parameters, body)
    }

    private func list<Row: TableRow>(
        _ list: LedgerList, _ filter: LedgerFilter
    ) throws(LedgerFault) -> [Row] {
        var rows: [Row] = []
        try visit(list, filter) { (row: Row) throws(LedgerFault) in rows.append(row) }
        return rows
    }

    func visit<Row: TableRow>(
        _ list: LedgerList, _ filter: LedgerFilter, _ body: (Row) throws(LedgerFault) -> Void
    ) throws(LedgerFault) {
        let (sql, parameters) = list.query(Row.table.columns(of: "t"), from: Row.table.name, filter)
        try prepared(sql).each(parameters, in: path) { values throws(LedgerFault) in
            try body(try Row(values, in: path))
        }
    }
}

extension LedgerReader {
    /// The alert whose key was in force at a moment, the last of several.
    package func alert(recognisedBy key: Fingerprint, at time: Timestamp) throws(LedgerFault) -> AlertRow? {
        try alerts(keyed: key, at: time).first
    }

    /// The alerts whose key is in force at a moment, the last of them first.
    ///
    /// - Parameter condition: What else they have to meet; it may name the moment as `?2`.
    func alerts(
        keyed key: Fingerprint, at time: Timestamp, and condition: String = "TRUE"
    ) throws(LedgerFault) -> [AlertRow] {
        var found: [AlertRow] = []
        for search in Schema.alertsByKey {
            found += try rows(
                "\(search) AND key_until > ?2 AND \(condition) ORDER BY key_until DESC",
                [.blob(key.bytes), .int64(time.microseconds)])
        }
        return found
    }
}

/// What the other queries build on.
extension LedgerReader {
    func rows<Row: TableRow>(
        _ condition: String, _ parameters: [SQLiteValue]
    ) throws(LedgerFault) -> [Row] {
        try prepared(Row.table.select + " " + condition).rows(of: Row.self, parameters, in: path)
    }

    /// Walks over audit rows; `sql` selects `AuditEntry.columns`.
    func walk(
        _ sql: String, _ parameters: [SQLiteValue], _ body: (AuditEntry) throws(LedgerFault) -> Void
    ) throws(LedgerFault) {
        let statement = try prepared(sql)
        try translating(path) { () throws(SQLiteError) in try statement.bind(parameters) }
        while try translating(path, { () throws(SQLiteError) in try statement.step() }) {
            try body(AuditEntry(statement))
        }
    }

    /// Walks over rows of columns that cannot be but of their kind.
    func visit(
        _ sql: String, _ parameters: [SQLiteValue] = [], _ body: (borrowing Statement) -> Void
    ) throws(LedgerFault) {
        let statement = try prepared(sql)
        try translating(path) { () throws(SQLiteError) in
            try statement.bind(parameters)
            while try statement.step() { body(statement) }
        }
    }

    func prepared(_ sql: String) throws(LedgerFault) -> Statement {
        try translating(path) { () throws(SQLiteError) in try Statement(sql, on: connection) }
    }

    /// Runs queries that must all see the same moment of a ledger that is being written.
    func snapshot<Result>(
        _ body: () throws(LedgerFault) -> Result
    ) throws(LedgerFault) -> Result {
        watch.begin()
        try translating(path) { () throws(SQLiteError) in try connection.execute("BEGIN") }
        defer { connection.rollBack() }
        return try body()
    }
}
