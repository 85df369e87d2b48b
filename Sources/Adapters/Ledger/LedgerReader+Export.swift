package import Journey
import SQLite

/// Whole tables, row by row: memory stays the same whatever their size.
extension LedgerReader {
    /// Hands on each row of the lists as one JSON object, all as of one moment.
    ///
    /// While it runs, the writer's log cannot be emptied: it grows by what is written meanwhile. So `body` must not
    /// wait for long.
    package func export(
        _ lists: [LedgerList], _ filter: LedgerFilter,
        _ body: (LedgerList, [UInt8]) throws(LedgerFault) -> Void
    ) throws(LedgerFault) {
        try snapshot { () throws(LedgerFault) in
            for list in lists {
                try export(list, filter) { json throws(LedgerFault) in try body(list, json) }
            }
        }
    }

    private func export(
        _ list: LedgerList, _ filter: LedgerFilter, _ body: ([UInt8]) throws(LedgerFault) -> Void
    ) throws(LedgerFault) {
        switch list {
        case .alerts: try visitAlerts(filter) { row throws(LedgerFault) in try body(row.json()) }
        case .audit: try visitAudit(filter) { row throws(LedgerFault) in try body(row.json()) }
        case .deliveries: try export(DeliveryRow.self, list, filter, body)
        case .orders: try export(OrderRow.self, list, filter, body)
        case .attempts: try export(AttemptRow.self, list, filter, body)
        case .fills: try export(FillRow.self, list, filter, body)
        case .positions: try export(PositionRow.self, list, filter, body)
        case .discrepancies: try export(DiscrepancyRow.self, list, filter, body)
        case .locks: try export(LockRow.self, list, filter, body)
        case .days: try export(DayRow.self, list, filter, body)
        case .notifications: try export(NotificationRow.self, list, filter, body)
        case .controls: try export(ControlRow.self, list, filter, body)
        case .contracts: try export(ContractRow.self, list, filter, body)
        }
    }

    private func export<Row: TableRow>(
        _ kind: Row.Type, _ list: LedgerList, _ filter: LedgerFilter,
        _ body: ([UInt8]) throws(LedgerFault) -> Void
    ) throws(LedgerFault) {
        try visit(list, filter) { (row: Row) throws(LedgerFault) in try body(row.json()) }
    }
}

extension LedgerList {
    /// The members of its rows in the order of columns, whether or not a row has each of them; those of `times`
    /// stand behind its name and a dot.
    package var members: [String] {
        switch self {
        case .deliveries:
            [
                "id", "at", "source", "peer", "outcome", "status", "alert", "code", "body", "body_hex",
                "certificate_subject", "certificate_fingerprint", "signed_id", "reason", "remedy", "key",
                "line", "column",
            ]
        case .alerts:
            [
                "alert", "key", "key_until", "source", "dialect", "strategy", "ticker", "action",
                "received_at", "canonical", "deliveries", "status",
            ]
        case .orders:
            [
                "tag", "alert", "rule", "account", "contract", "class", "side", "size", "type",
                "limit_price", "stop_price", "trail_price", "bracket", "state", "stage", "code", "reason",
                "remedy", "venue_order_id", "parent", "leg", "filled", "average_price", "created_at",
            ] + StageTimes().points.map { "times.\($0.name)" }
        case .attempts:
            [
                "tag", "number", "kind", "at", "ending", "code", "message", "latency_microseconds",
                "asked_by",
            ]
        case .fills:
            [
                "trade_id", "tag", "account", "contract", "venue_order_id", "side", "size", "price",
                "profit_and_loss", "fees", "commissions", "voided", "day", "at",
            ]
        case .positions: ["account", "contract", "signed_size", "average_price", "at"]
        case .discrepancies: ["id", "at", "account", "kind", "subject", "ours", "theirs", "done"]
        case .locks:
            ["id", "account", "contract", "kind", "reason", "created_at", "ends_at", "cleared_at"]
        case .days:
            [
                "account", "day", "trades", "profit_and_loss", "fees", "commissions", "opening_balance",
                "opening_read_at", "floor", "peak", "breached", "floor_basis", "floor_entered", "floor_as_of",
                "floor_since",
            ]
        case .notifications:
            [
                "id", "at", "level", "kind", "account", "tag", "alert", "text", "numbers", "target", "state",
                "attempts", "next_at", "delivered_at", "last_error",
            ]
        case .controls:
            [
                "scope", "subject", "state", "killed", "trip", "counted_from", "start_state", "start_killed",
                "word", "reason", "by", "at", "alert",
            ]
        case .contracts:
            [
                "gateway", "contract", "name", "root", "description", "symbol_id", "tick_size", "tick_value",
                "active", "volume", "volume_from", "told_at",
            ]
        case .audit: ["seq", "at", "kind", "subject", "body", "prev_hash", "hash"]
        }
    }
}
