package import Journey
import SQLite
package import Trading

/// When one order passed each point of its journey, and whose it was.
package struct OrderStages: Sendable {
    package let source: String
    package let account: AccountName
    package let times: StageTimes
}

extension LedgerReader {
    /// Walks over the orders that an alert asked for: those that the venue made of a bracket came by no socket.
    package func visitStages(
        _ filter: LedgerFilter, _ body: (OrderStages) -> Void
    ) throws(LedgerFault) {
        let source = "(SELECT a.source FROM alerts a WHERE a.fingerprint = t.alert)"
        let asked = "(SELECT * FROM orders WHERE accepted_at IS NOT NULL AND alert IS NOT NULL)"
        let (sql, parameters) = LedgerList.orders.query(
            "\(source), t.account, \(Self.points.joined(separator: ", "))", from: asked, filter)
        try visit(sql, parameters) { row in
            var times = StageTimes()
            times.acceptedAt = Self.time(row, 0)
            times.bodyAt = Self.time(row, 1)
            times.decidedAt = Self.time(row, 2)
            times.durableAt = Self.time(row, 3)
            times.repliedAt = Self.time(row, 4)
            times.sentAt = Self.time(row, 5)
            times.answeredAt = Self.time(row, 6)
            times.hubAckAt = Self.time(row, 7)
            times.filledAt = Self.time(row, 8)
            times.reconciledAt = Self.time(row, 9)
            body(OrderStages(source: row.text(at: 0), account: AccountName(row.text(at: 1)), times: times))
        }
    }

    private static let points = [
        "accepted_at", "body_at", "decided_at", "durable_at", "replied_at", "sent_at", "answered_at",
        "hub_ack_at", "filled_at", "reconciled_at",
    ]

    /// - Parameter point: By its place in `points`, which stand behind source and account.
    private static func time(_ row: borrowing Statement, _ point: Int) -> Timestamp? {
        row.isNull(at: point + 2) ? nil : Timestamp(microseconds: row.int64(at: point + 2))
    }
}
