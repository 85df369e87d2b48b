import Journey
import Trading

/// What has been decided since the ledger last took a write.
struct Outage: Sendable {
    let since: Timestamp
    /// Orders that are on disk.
    let written: Set<OrderTag>
    /// In the order in which they were decided; nil once there were too many, or the ledger refuses them.
    var rows: [LedgerRow]? = []
    /// Calls that moved money although their attempts wait in `rows`.
    var calls: [GatewayCall] = []
    /// Steady time of the next try to open the ledger.
    var reopenAt: Timestamp

    mutating func keep(_ more: [LedgerRow]) {
        guard let count = rows?.count, count + more.count <= Sequencer.unwrittenMax else {
            rows = nil
            return
        }
        rows?.append(contentsOf: more)
    }
}

extension Outage {
    /// The audit row of its end.
    func report(at now: Timestamp) -> AuditRow {
        .recovered(at: now, since: since, rows: rows?.count, calls: calls)
    }
}
