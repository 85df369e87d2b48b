import Journey
import SQLite
import Trading

/// One opening of the ledger for writing: connection, prepared statements and where the chain stands.
///
/// Not to be shared: its owner sees to it that one thread uses it at a time.
final class LedgerSession {
    let file: String
    let connection: Connection
    private let statements = LedgerStatements()
    private(set) var chain: AuditChain
    private var home: LedgerHome
    /// Told of each query that a restart makes, for the test that holds them to their indexes.
    var preparing: (String) -> Void = { _ in }
    private var clock: ClockMark
    private let logPagesMax: Int
    /// How long the log was when it was last written back; 0 once it has begun anew.
    private var pagesWrittenBack = 0

    /// - Parameters:
    ///   - isNew: An empty file is made a ledger; otherwise it has been one.
    ///   - logPagesMax: A commit that leaves a log so much longer writes it back.
    init(
        _ file: String, on disk: any LedgerDisk = .system, isNew: Bool = false,
        logPagesMax: Int = LedgerFile.usualLogPages
    ) throws(LedgerFault) {
        self.file = file
        self.logPagesMax = logPagesMax
        let opened = try Self.open(file, on: disk, isNew: isNew)
        chain = try AuditTail.check(opened, file: file)
        home = try translating(file) { () throws(SQLiteError) in
            try LedgerHome(disk.identity(of: file), opened)
        }
        clock = try translating(file) { () throws(SQLiteError) in try ClockMark(opened) }
        opened.takeOverLog()
        connection = opened
    }

    /// Writes rows and their audit rows in one transaction, on disk when it returns; all or nothing.
    ///
    /// - Parameter written: Called before the commit.
    func append(_ rows: [LedgerRow], at now: Timestamp, written: () -> Void) throws(LedgerFault) {
        var nextClock = clock
        try transaction { next throws(LedgerFault) in
            for row in rows { try write(row, behind: &next, at: now) }
            try translating(file) { () throws(SQLiteError) in
                try home.write(on: connection)
                try nextClock.write(now, isSetRight: rows.contains(where: \.setsClockRight), on: connection)
            }
            written()
        }
        clock = nextClock
        home.settle()
    }

    /// Runs one transaction; the chain stands behind what it linked once that is on disk.
    private func transaction(
        _ body: (inout AuditChain) throws(LedgerFault) -> Void
    ) throws(LedgerFault) {
        var next = chain
        try connection.transaction {
            () throws(LedgerFault) in
            try body(&next)
        } failure: {
            LedgerFault($0, at: file)
        }
        chain = next
        if connection.logPages < pagesWrittenBack { pagesWrittenBack = 0 }
        if unwrittenLogPages >= logPagesMax { writeLogBack() }
    }

    // MARK: Log

    /// Pages by which the log has grown since it was written back.
    var unwrittenLogPages: Int { connection.logPages - pagesWrittenBack }

    /// What cannot be written back now stays in the log, where every reader finds it, and is tried again once as much
    /// has come again; SQLite's own way of doing it says nothing of a failure either.
    func writeLogBack() {
        pagesWrittenBack = connection.logPages
        try? connection.writeLogBack()
    }

    /// The latest wall time that was written by.
    var lastSeenWall: Timestamp? { clock.seen }

    /// Whether the file is a copy; whoever asks sees to it that nothing of it is sent, and with the next commit
    /// the file is at home where it is.
    func takeIntoUse() -> Bool { home.takeIntoUse() }

    /// The ids from the oldest on that came before a moment; never the newest of all.
    func oldDeliveries(before: Timestamp, limit: Int) throws(LedgerFault) -> ClosedRange<Int64>? {
        try translating(file) { () throws(SQLiteError) in
            let statement = try Statement(
                "SELECT id, at FROM deliveries WHERE id < (SELECT max(id) FROM deliveries)"
                    + " ORDER BY id LIMIT ?1",
                on: connection)
            try statement.bind(Int64(limit), at: 1)
            var found: ClosedRange<Int64>?
            while try statement.step(), statement.int64(at: 1) < before.microseconds {
                let id = statement.int64(at: 0)
                found = (found?.lowerBound ?? id)...id
            }
            return found
        }
    }

    /// Deletes deliveries, and tells so in the chain by the same commit.
    ///
    /// - Returns: How many there were.
    func drop(
        _ deliveries: ClosedRange<Int64>, before: Timestamp, at now: Timestamp
    ) throws(LedgerFault) -> Int {
        var count: Int64 = 0
        try transaction { next throws(LedgerFault) in
            try translating(file) { () throws(SQLiteError) in
                let delete = try Statement(
                    "DELETE FROM deliveries WHERE id BETWEEN ?1 AND ?2", on: connection)
                try delete.bind([.int64(deliveries.lowerBound), .int64(deliveries.upperBound)])
                try delete.run()
                count = connection.changes
            }
            let row = DroppedDeliveries(ids: deliveries, count: count, before: before).row(at: now)
            try write(.audit(row), behind: &next, at: now)
        }
        return Int(count)
    }

    /// A key counts as seen until just before its `keyUntil`. The venue's bracket children are no verdicts.
    func find(_ key: Fingerprint, at now: Timestamp) throws(LedgerFault) -> KnownAlert? {
        var found: AlertRow?
        for search in statements.alertsByKey where found == nil {
            found = try rows(of: AlertRow.self, search, [.blob(key.bytes), .int64(now.microseconds)]).first
        }
        guard let alert = found else { return nil }
        let orders = try rows(
            of: OrderRow.self, statements.ordersOfAlert, [.blob(alert.fingerprint.bytes)])
        let own = orders.filter { !$0.isBracketLeg }
        // All are decided at once. A close that came later, in place of a reversal that did not fill, was not told.
        let decidedAt = own.map(\.createdAt).min()
        let asked = own.filter { $0.createdAt == decidedAt }.map(Verdict.init)
        return KnownAlert(row: alert, verdicts: try asked + changes(askedBy: alert))
    }

    /// What was decided about a request to change orders that were there already.
    private func changes(askedBy alert: AlertRow) throws(LedgerFault) -> [Verdict] {
        let attempts = try rows(
            of: AttemptRow.self, statements.attemptsOfAlert, [.blob(alert.fingerprint.bytes)])
        var verdicts: [Verdict] = []
        for attempt in attempts {
            let report = try report(on: attempt)
            for order in try rows(of: OrderRow.self, statements.orderByTag, [.text(attempt.tag.text)]) {
                verdicts.append(Self.verdict(on: order, attempt, report))
            }
        }
        // What was asked again, since the venue refused it, was told once.
        var told: Set<OrderTag> = []
        return verdicts.filter { !$0.isApproved || told.insert($0.tag).inserted }
    }

    private static func verdict(on order: OrderRow, _ attempt: AttemptRow, _ report: GateReport?) -> Verdict {
        let isDenied = attempt.ending == AttemptRow.denied
        let parts = attempt.message?.split(separator: ": ", maxSplits: 1).map(String.init)
        return Verdict(
            account: order.account, tag: order.tag, isApproved: !isDenied,
            code: isDenied ? parts?.first : nil, reason: isDenied ? parts?.last : nil,
            remedy: isDenied ? report?.denial?.remedy : nil, size: report?.input.size ?? order.size)
    }

    /// What the gate said when a change was asked for: the order stands otherwise since.
    private func report(on attempt: AttemptRow) throws(LedgerFault) -> GateReport? {
        let found = try translating(file) { () throws(SQLiteError) in
            try connection.value(
                "SELECT body FROM audit INDEXED BY audit_subject WHERE subject = ?1 AND \(Schema.standsAlone)"
                    + " AND kind = 'risk.verdict' AND at = ?2 ORDER BY seq DESC LIMIT 1",
                [.text(attempt.tag.text), .int64(attempt.at.microseconds)])
        }
        guard case .blob(let body) = found else { return nil }
        return GateReport(recorded: body)
    }

    private func rows<Row: TableRow>(
        of kind: Row.Type, _ statement: KeptStatement, _ parameters: [SQLiteValue]
    ) throws(LedgerFault) -> [Row] {
        let prepared = try translating(file) { () throws(SQLiteError) in try statement.on(connection) }
        return try prepared.statement.rows(of: kind, parameters, in: file)
    }

    private func write(
        _ row: LedgerRow, behind chain: inout AuditChain, at now: Timestamp
    ) throws(LedgerFault) {
        switch row {
        case .delivery(let row): try write(row, statements.deliveries, behind: &chain, at: now)
        case .alert(let row): try write(row, statements.alerts, behind: &chain, at: now)
        case .order(let row): try write(row, statements.orders, behind: &chain, at: now)
        case .attempt(let row): try write(row, statements.attempts, behind: &chain, at: now)
        case .fill(let row): try write(row, statements.fills, behind: &chain, at: now)
        case .position(let row): try write(row, statements.positions, behind: &chain, at: now)
        case .discrepancy(let row): try write(row, statements.discrepancies, behind: &chain, at: now)
        case .lock(let row): try write(row, statements.locks, behind: &chain, at: now)
        case .day(let row): try write(row, statements.days, behind: &chain, at: now)
        case .notification(let row): try write(row, statements.notifications, behind: &chain, at: now)
        case .control(let row): try write(row, statements.controls, behind: &chain, at: now)
        case .contract(let row): try write(row, statements.contracts, behind: &chain, at: now)
        case .audit(let row):
            let entry = chain.link(row, earlier: nil)
            try translating(file) { () throws(SQLiteError) in try statements.write(entry, on: connection) }
        }
    }

    private func write<Row: TableRow>(
        _ row: Row, _ table: RowStatements, behind chain: inout AuditChain, at now: Timestamp
    ) throws(LedgerFault) {
        let values = row.values
        do throws(SQLiteError) {
            let earlier = try table.audited(
                Array(values.prefix(Row.table.keyCount)), on: connection)
            let entry = chain.link(row.audited(at: now), earlier: earlier)
            try table.write(values, auditSeq: entry.seq, isThere: earlier != nil, on: connection)
            try statements.write(entry, on: connection)
        } catch {
            throw LedgerFault(error, at: file)
        }
    }

    /// The settings of this connection; those that the file keeps (WAL) are checked to have taken.
    private static func open(
        _ file: String, on disk: any LedgerDisk, isNew: Bool
    ) throws(LedgerFault) -> Connection {
        let connection = try translating(file) { () throws(SQLiteError) in
            try Connection(path: file, access: .readWrite, on: disk.fileSystem)
        }
        let version = try Schema.examine(connection, file: file)
        guard version > 0 || isNew else {
            throw LedgerFault(
                .damaged, at: file, "it is empty, and no ledger ever is",
                remedy: "go on with a sound backup, or remove it if it never held anything")
        }
        try translating(file) { () throws(SQLiteError) in
            guard try connection.pragma("journal_mode", "WAL") == .text("wal") else {
                throw SQLiteError(
                    code: 0, message: "the file system takes no WAL", sql: "PRAGMA journal_mode")
            }
            try connection.pragma("synchronous", "FULL")
            try connection.pragma("foreign_keys", "ON")
            // A reader that stayed long may have kept the log growing; it then shrinks back, since a start after a
            // kill reads all of the file. Without such a reader a log is some 13 MiB long at most.
            try connection.pragma("journal_size_limit", "16777216")
            // Room for the upper pages of all indexes at ten million rows, and for what a large commit changes.
            try connection.pragma("cache_size", "-8192")
            try connection.pragma("cell_size_check", "ON")
            try connection.pragma("trusted_schema", "OFF")
            try Schema.define(on: connection)
            try Schema.migrate(connection, from: version)
            // A log begins with its session: `LogCheck` relies on it that no older one's frames are in it. A
            // reader may be in the way for once.
            _ = try connection.value("PRAGMA wal_checkpoint(TRUNCATE)")
        }
        return connection
    }
}
