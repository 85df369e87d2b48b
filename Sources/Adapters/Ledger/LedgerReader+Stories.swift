package import Journey
import SQLite
package import Trading

/// Answers to "why": everything about one order or one alert, as of one moment.
extension LedgerReader {
    /// - Returns: nil when the ledger has no such order.
    package func story(ofOrder tag: OrderTag) throws(LedgerFault) -> OrderStory? {
        try snapshot { () throws(LedgerFault) in
            let found: [OrderRow] = try rows("WHERE tag = ?1", [.text(tag.text)])
            guard let order = found.first else { return nil }
            let alert: AlertListing? = if let asked = order.alert { try listing(asked) } else { nil }
            return try story(order, alert: alert)
        }
    }

    /// - Parameters:
    ///   - prefix: The first hexadecimal digits of the fingerprint, as answers and lists show them.
    ///   - limit: How many alerts are told when the prefix fits several.
    /// - Returns: By fingerprint; none when `prefix` is no hexadecimal number of at most 64 digits.
    package func stories(
        ofAlert prefix: String, limit: Int = 10
    ) throws(LedgerFault) -> [AlertStory] {
        guard let first = bound(prefix, filler: "0"), let last = bound(prefix, filler: "f") else { return [] }
        return try snapshot { () throws(LedgerFault) in
            var stories: [AlertStory] = []
            for alert in try listings(from: first, to: last, limit: limit) {
                stories.append(try story(alert))
            }
            return stories
        }
    }

    /// How many alerts a prefix fits; 0 where `stories` would tell none.
    package func alertCount(_ prefix: String) throws(LedgerFault) -> Int64 {
        guard let first = bound(prefix, filler: "0"), let last = bound(prefix, filler: "f") else { return 0 }
        let count = try translating(path) { () throws(SQLiteError) in
            try connection.value(
                "SELECT count(*) FROM alerts WHERE fingerprint BETWEEN ?1 AND ?2",
                [.blob(first.bytes), .blob(last.bytes)])
        }
        return if case .int64(let number) = count { number } else { 0 }
    }

    private func story(_ alert: AlertListing) throws(LedgerFault) -> AlertStory {
        let key = SQLiteValue.blob(alert.row.fingerprint.bytes)
        var orders: [OrderStory] = []
        let touched =
            "\(Schema.tags(ofAlert: "?1")) UNION ALL SELECT tag FROM attempts WHERE alert = ?1"
        for order in try rows("WHERE tag IN (\(touched)) ORDER BY leg, rowid", [key]) as [OrderRow] {
            orders.append(try story(order, alert: alert))
        }
        return AlertStory(
            alert: alert,
            deliveries: try rows(
                "WHERE id IN (\(Schema.deliveries(ofAlert: "?1", receivedAt: "?2"))) ORDER BY id",
                [key, .int64(alert.row.receivedAt.microseconds)]),
            orders: orders,
            audit: try history(of: alert.row, key: key))
    }

    private func story(_ order: OrderRow, alert: AlertListing?) throws(LedgerFault) -> OrderStory {
        let tag = SQLiteValue.text(order.tag.text)
        let parents: [OrderRow] =
            if let parent = order.parent { try rows("WHERE tag = ?1", [.text(parent.text)]) } else { [] }
        return OrderStory(
            order: order, alert: alert, parent: parents.first,
            children: try rows("WHERE parent = ?1 ORDER BY created_at, rowid", [tag]),
            attempts: try attempts(of: order.tag),
            fills: try rows("WHERE tag = ?1 ORDER BY at, trade", [tag]),
            discrepancies: try rows(
                "WHERE subject = ?1 OR (subject = ?2 AND account = ?3) ORDER BY id",
                [tag, .text(order.venueOrder.map { "\($0)" } ?? order.tag.text), .text(order.account.text)]),
            notifications: try rows("WHERE tag = ?1 ORDER BY id", [tag]),
            audit: try history(of: order, key: tag))
    }

    private func listing(_ alert: Fingerprint) throws(LedgerFault) -> AlertListing? {
        try listings(from: alert, to: alert, limit: 1).first
    }

    private func listings(
        from first: Fingerprint, to last: Fingerprint, limit: Int
    ) throws(LedgerFault) -> [AlertListing] {
        let sql =
            "SELECT \(AlertListing.columns) FROM alerts t WHERE t.fingerprint BETWEEN ?1 AND ?2"
            + " ORDER BY t.fingerprint LIMIT ?3"
        var alerts: [AlertListing] = []
        try prepared(sql).each(
            [.blob(first.bytes), .blob(last.bytes), .int64(Int64(limit))], in: path
        ) { values throws(LedgerFault) in
            alerts.append(try AlertListing(values, in: path))
        }
        return alerts
    }

    private func bound(_ prefix: String, filler: Character) -> Fingerprint? {
        guard prefix.count <= 64 else { return nil }
        return Fingerprint(hex: prefix + String(repeating: filler, count: 64 - prefix.count))
    }

    /// The row's own versions, walked from the newest back, and the entries that stand for no row.
    private func history<Row: TableRow>(
        of row: Row, key: SQLiteValue
    ) throws(LedgerFault) -> [AuditEntry] {
        var entries: [AuditEntry] = []
        try walk(
            "SELECT \(AuditEntry.columns) FROM audit t WHERE subject = ?1 AND \(Schema.standsAlone)",
            [.text(row.recordKey)]
        ) { entry throws(LedgerFault) in entries.append(entry) }
        let newest = try translating(path) { () throws(SQLiteError) in
            try connection.value(Row.table.auditSeq, [key])
        }
        guard case .int64(var next) = newest else { return entries }
        while let entry = try entry(next), entry.keeps(row) {
            entries.append(entry)
            // An altered link could lead in circles; a sound one leads back.
            guard let earlier = entry.earlier, earlier < next else { break }
            next = earlier
        }
        return entries.sorted { $0.seq < $1.seq }
    }

    private func entry(_ seq: Int64) throws(LedgerFault) -> AuditEntry? {
        var found: AuditEntry?
        try walk("SELECT \(AuditEntry.columns) FROM audit t WHERE seq = ?1", [.int64(seq)]) {
            entry throws(LedgerFault) in found = entry
        }
        return found
    }
}

extension AuditEntry {
    /// Whether it is a version of a row, by kind and key.
    func keeps<Row: TableRow>(_ row: Row) -> Bool {
        self.row.kind == Row.recordKind && self.row.subject == row.recordKey
    }
}
