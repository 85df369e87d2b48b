package import JSON
package import Journey
import SQLite
package import Trading

/// One recorded decision that comes out otherwise today.
package struct ReplayFinding: Hashable, Sendable {
    /// The audit row that recorded it.
    package let seq: Int64
    package let at: Timestamp
    /// `delivery 17`, or `verdict ab-…`.
    package let subject: String
    package let before: String
    package let now: String
    package let why: String

    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("seq", seq)
        writer.member("at", at)
        writer.member("subject", subject)
        writer.member("before", before)
        writer.member("now", now)
        writer.member("why", why)
    }
}

/// What a replay went through.
package struct ReplayReport: Hashable, Sendable {
    package internal(set) var deliveries: Int64 = 0
    package internal(set) var verdicts: Int64 = 0
    /// Deliveries of which nothing was kept to decide again, by the reason.
    package internal(set) var notReplayed: [String: Int64] = [:]
    package internal(set) var differences: Int64 = 0

    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("deliveries", deliveries)
        writer.member("verdicts", verdicts)
        writer.member("not_replayed", notReplayed.values.reduce(0, +))
        writer.member("differences", differences)
    }
}

/// Decides again what was decided in a span of time, from what the audit chain recorded.
extension LedgerReader {
    /// Audit rows may stand this much out of the order of their times: a clock that was set.
    private static let clockStepMax = Span.seconds(2 * 86_400)

    /// - Parameters:
    ///   - start: By when each decision was written.
    ///   - end: The first moment that is not looked at.
    ///   - rechecking: Decides a risk verdict again; nil when it comes out the same.
    ///   - report: Gets each difference as it is found.
    package func replay(
        from start: Timestamp, until end: Timestamp, deliveries: DeliveryReplay,
        rechecking: (AuditRow) -> ReplayFinding.Change?,
        _ report: (ReplayFinding) throws(LedgerFault) -> Void
    ) throws(LedgerFault) -> ReplayReport {
        try snapshot { () throws(LedgerFault) in
            var counts = ReplayReport()
            let margin = Self.clockStepMax.microseconds
            let first = try seq(notBefore: start.advanced(by: Span(microseconds: -margin)))
            let last = try seq(notBefore: end.advanced(by: Span(microseconds: margin)))
            let sql =
                "SELECT \(AuditEntry.columns) FROM audit t WHERE t.seq >= ?1 AND t.seq <= ?2 AND t.at >= ?3"
                + " AND t.at < ?4 AND t.kind IN ('\(DeliveryRow.recordKind)', 'risk.verdict') ORDER BY t.seq"
            let span: [SQLiteValue] = [
                .int64(first), .int64(last), .int64(start.microseconds), .int64(end.microseconds),
            ]
            try walk(sql, span) { entry throws(LedgerFault) in
                let isVerdict = entry.row.kind == "risk.verdict"
                let change =
                    isVerdict
                    ? again(entry, rechecking, &counts) : try again(entry, deliveries, &counts)
                guard let change else { return }
                counts.differences += 1
                let subject = (isVerdict ? "verdict " : "delivery ") + entry.row.subject
                try report(
                    ReplayFinding(
                        seq: entry.seq, at: entry.row.at, subject: subject, before: change.before,
                        now: change.now, why: change.why))
            }
            return counts
        }
    }

    private func again(
        _ entry: AuditEntry, _ rechecking: (AuditRow) -> ReplayFinding.Change?, _ counts: inout ReplayReport
    ) -> ReplayFinding.Change? {
        counts.verdicts += 1
        return rechecking(entry.row)
    }

    private func again(
        _ entry: AuditEntry, _ replay: DeliveryReplay, _ counts: inout ReplayReport
    ) throws(LedgerFault) -> ReplayFinding.Change? {
        counts.deliveries += 1
        guard let recorded = DeliveryReplay.Recorded(entry.row.body) else {
            return .init(before: "recorded", now: "unreadable", why: "the audit row tells no delivery")
        }
        var named: AlertRow?
        if let alert = recorded.alert {
            let found: [AlertRow] = try rows("WHERE fingerprint = ?1", [.blob(alert.bytes)])
            named = found.first
        }
        let result = try replay.decide(recorded, named: named) { key throws(LedgerFault) in
            try alerts(keyed: key, at: recorded.at, and: "received_at <= ?2")
        }
        switch result {
        case .same: return nil
        case .notReplayed(let why):
            counts.notReplayed[why, default: 0] += 1
            return nil
        case .different(let before, let now, let why): return .init(before: before, now: now, why: why)
        }
    }

    /// The first audit row of that time or later, by halving; the one behind the last when there is none.
    private func seq(notBefore time: Timestamp) throws(LedgerFault) -> Int64 {
        var low: Int64 = 0
        var high = 1 + (try number("SELECT max(seq) FROM audit", []) ?? 0)
        while low < high {
            let middle = low + (high - low) / 2
            let at = try number(
                "SELECT at FROM audit WHERE seq >= ?1 ORDER BY seq LIMIT 1", [.int64(middle)])
            if let at, at < time.microseconds { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func number(_ sql: String, _ parameters: [SQLiteValue]) throws(LedgerFault) -> Int64? {
        let value = try translating(path) { () throws(SQLiteError) in try connection.value(sql, parameters) }
        return if case .int64(let number) = value { number } else { nil }
    }
}

extension ReplayFinding {
    /// What was decided, what is decided today, and why.
    package struct Change: Hashable, Sendable {
        package let before: String
        package let now: String
        package let why: String

        package init(before: String, now: String, why: String) {
            self.before = before
            self.now = now
            self.why = why
        }
    }
}
