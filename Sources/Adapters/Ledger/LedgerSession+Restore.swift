import Journey
import SQLite
import Trading

/// What a restarted Desk asks for once. Every query names its index, so that one which could not be served
/// by an index fails in the tests instead of growing slow with the ledger.
extension LedgerSession {
    func restore(oldestFill: Timestamp) throws(LedgerFault) -> DeskMemory {
        var memory = DeskMemory()
        memory.orders = try rows(
            "INDEXED BY orders_unsettled WHERE \(Schema.unsettled) ORDER BY created_at, rowid")
        memory.alerts = try alerts(of: memory.orders)
        memory.attempts = try lastAttempts(of: memory.orders)
        memory.positions = try rows(
            "INDEXED BY positions_open WHERE signed_size <> 0 ORDER BY account, contract")
        memory.locks = try rows("INDEXED BY locks_open WHERE cleared_at IS NULL ORDER BY id")
        memory.fills = try rows(
            "INDEXED BY fills_at WHERE at >= ?1 ORDER BY at, account, trade",
            [.int64(oldestFill.microseconds)])
        memory.days = try rows(
            "INDEXED BY days_day WHERE day >= ?1 ORDER BY day, account", [.int64(firstDay(oldestFill))])
        memory.floors = try rows("WHERE (account, day) IN (\(Self.newestFloors)) ORDER BY account")
        memory.notifications = try rows(
            "INDEXED BY notifications_pending WHERE state = 'pending' ORDER BY id")
        // As many as there are scopes that a person or a breaker ever spoke of.
        memory.controls = try rows("ORDER BY scope, subject")
        // As many as there are months that a venue listed since the ledger was made.
        memory.contracts = try rows("ORDER BY gateway, contract")
        memory.recent = try recentOrders(since: oldestFill)
        memory.lastSeenWall = lastSeenWall
        try restoreHoldings(&memory, oldestFill: oldestFill)
        memory.lastDelivery = try highest("id", in: DeliveryRow.table)
        memory.lastDiscrepancy = try highest("id", in: DiscrepancyRow.table)
        memory.lastLock = try highest("id", in: LockRow.table)
        memory.lastNotification = try highest("id", in: NotificationRow.table)
        memory.isCopy = takeIntoUse()
        return memory
    }

    /// Of each account the newest day with a floor: from account to account by the index, however many days there are.
    private static let newestFloors = """
        WITH RECURSIVE floored (account) AS (
          SELECT min(account) FROM days INDEXED BY days_floored WHERE floor IS NOT NULL
          UNION ALL
          SELECT (SELECT min(d.account) FROM days d INDEXED BY days_floored
            WHERE d.floor IS NOT NULL AND d.account > floored.account)
          FROM floored WHERE floored.account IS NOT NULL)
        SELECT floored.account, (SELECT max(d.day) FROM days d INDEXED BY days_floored
          WHERE d.floor IS NOT NULL AND d.account = floored.account)
        FROM floored WHERE floored.account IS NOT NULL
        """

    /// Whether a row of the chain is there as it was.
    func holds(_ chain: AuditChain) throws(LedgerFault) -> Bool {
        guard chain.seq > 0 else { return true }
        let hash = try translating(file) { () throws(SQLiteError) in
            try connection.value("SELECT hash FROM audit WHERE seq = ?1", [.int64(chain.seq)])
        }
        return hash == .blob(chain.hash)
    }

    func limitPages(to count: Int64) throws(LedgerFault) {
        try translating(file) { () throws(SQLiteError) in
            _ = try connection.pragma("max_page_count", String(count))
        }
    }

    /// The trading day that holds a moment is never before its date in UTC: Chicago is west of it, and by
    /// the hour at which the date changes there the day has long rolled (17:00 is 22:00 or 23:00 UTC).
    private func firstDay(_ time: Timestamp) -> Int64 {
        time.microseconds.floorDivided(by: 86_400_000_000)
    }

    private func alerts(of orders: [OrderRow]) throws(LedgerFault) -> [AlertRow] {
        let select = try prepared(AlertRow.table.select + " WHERE fingerprint = ?1")
        var seen: Set<Fingerprint> = []
        var alerts: [AlertRow] = []
        for order in orders {
            guard let alert = order.alert, seen.insert(alert).inserted else { continue }
            alerts += try select.rows(of: AlertRow.self, [.blob(alert.bytes)], in: file)
        }
        return alerts
    }

    private func lastAttempts(of orders: [OrderRow]) throws(LedgerFault) -> [AttemptRow] {
        let select = try prepared(
            AttemptRow.table.select
                + " WHERE tag = ?1 AND (ending IS NULL"
                + " OR number = (SELECT max(number) FROM attempts WHERE tag = ?1)) ORDER BY number")
        var attempts: [AttemptRow] = []
        for order in orders {
            attempts += try select.rows(of: AttemptRow.self, [.text(order.tag.text)], in: file)
        }
        return attempts
    }

    func rows<Row: TableRow>(
        _ condition: String, _ parameters: [SQLiteValue] = []
    ) throws(LedgerFault) -> [Row] {
        try prepared(Row.table.select + " " + condition).rows(of: Row.self, parameters, in: file)
    }

    private func highest(_ column: String, in table: LedgerTable) throws(LedgerFault) -> Int64 {
        var highest: Int64 = 0
        try prepared("SELECT max(\(column)) FROM \(table.name)").each([], in: file) {
            values throws(LedgerFault) in
            if case .int64(let number)? = values.first { highest = number }
        }
        return highest
    }

    /// Every query of a restart goes through here.
    func prepared(_ sql: String) throws(LedgerFault) -> Statement {
        preparing(sql)
        return try translating(file) { () throws(SQLiteError) in try Statement(sql, on: connection) }
    }
}

extension LedgerSession {
    /// Orders of late that limits over time look at.
    private static let recentMax = 2_000

    /// The newest orders that were asked for by themselves, the oldest of them first.
    func recentOrders(since: Timestamp) throws(LedgerFault) -> [RecentOrder] {
        let sql = """
            SELECT o.account, o.contract, o.class, o.side, o.state, o.code, o.created_at,
              coalesce(o.answered_at, o.created_at), o.alert, a.strategy, a.source
            FROM orders o INDEXED BY orders_created JOIN alerts a ON a.fingerprint = o.alert
            WHERE o.created_at >= ?1 AND o.class IN ('entry', 'reduce', 'flatten') AND o.leg < \(RecentOrder.legsEnd)
            ORDER BY o.created_at DESC, o.rowid DESC LIMIT \(Self.recentMax)
            """
        var found: [RecentOrder] = []
        try prepared(sql).each([.int64(since.microseconds)], in: file) { values throws(LedgerFault) in
            var columns = ColumnReader(values, of: OrderRow.table, in: file)
            found.append(try RecentOrder(&columns))
        }
        return found.reversed()
    }
}

extension RecentOrder {
    fileprivate init(_ columns: inout ColumnReader) throws(LedgerFault) {
        let account = AccountName(try columns.text())
        let contract = try columns.optionalText().map { ContractID($0) }
        let orderClass: OrderClass = try columns.word()
        let side = try columns.optionalText().flatMap(Side.init)
        let state: OrderState = try columns.word()
        let code = try columns.optionalText()
        let createdAt = try columns.time()
        let endedAt = try columns.time()
        let alert = try columns.fingerprint()
        let strategy = try columns.optionalText()
        self.init(
            account: account, contract: contract, orderClass: orderClass, side: side, state: state,
            code: code, createdAt: createdAt, endedAt: endedAt, alert: alert,
            strategy: AlertRow.strategyName(strategy, of: try columns.text()))
    }
}
