import Journey
import SQLite

/// How each list answers to a filter. Every condition has one parameter; the listed row is `t`.
extension LedgerList {
    /// Microseconds since 1970.
    var time: String {
        switch self {
        case .alerts: "t.received_at"
        case .orders, .locks: "t.created_at"
        case .days: "(t.day * 86400000000)"
        case .deliveries, .attempts, .fills, .positions, .discrepancies, .notifications, .controls, .audit:
            "t.at"
        case .contracts: "t.told_at"
        }
    }

    /// What the rows go by; unique, so that equal times keep one order.
    var order: [String] {
        switch self {
        case .audit: ["t.seq"]
        case .deliveries: ["t.id"]
        case .days: ["t.day", "t.account"]
        case .positions: ["t.at", "t.account", "t.contract"]
        case .attempts: ["t.at", "t.tag", "t.number"]
        case .fills: ["t.at", "t.account", "t.trade"]
        case .alerts: ["t.received_at", "t.fingerprint"]
        case .orders: ["t.created_at", "t.tag"]
        case .discrepancies, .locks, .notifications: ["t.id"]
        case .controls: ["t.at", "t.scope", "t.subject"]
        case .contracts: ["t.told_at", "t.gateway", "t.contract"]
        }
    }

    var account: String? {
        switch self {
        case .alerts: "EXISTS (\(Self.alertOrders) AND o.account = ?)"
        case .attempts: "EXISTS (SELECT 1 FROM orders o WHERE o.tag = t.tag AND o.account = ?)"
        case .orders, .fills, .positions, .discrepancies, .locks, .days, .notifications: "t.account = ?"
        case .controls: "(t.scope = 'account' AND t.subject = ?)"
        case .deliveries, .contracts, .audit: nil
        }
    }

    var source: String? {
        switch self {
        case .deliveries, .alerts: "t.source = ?"
        case .orders: "EXISTS (SELECT 1 FROM alerts a WHERE a.fingerprint = t.alert AND a.source = ?)"
        case .fills, .attempts:
            "EXISTS (SELECT 1 FROM orders o JOIN alerts a ON a.fingerprint = o.alert"
                + " WHERE o.tag = t.tag AND a.source = ?)"
        case .positions, .discrepancies, .locks, .days, .notifications, .controls, .contracts, .audit:
            nil
        }
    }

    var state: String? {
        switch self {
        case .deliveries: "t.outcome = ?"
        case .alerts: "\(Self.alertStatus) = ?"
        case .orders, .notifications, .controls: "t.state = ?"
        case .attempts: "coalesce(t.ending, 'open') = ?"
        case .positions: "CASE sign(t.signed_size) WHEN 0 THEN 'flat' WHEN 1 THEN 'long' ELSE 'short' END = ?"
        case .contracts: "iif(t.is_active = 1, 'active', 'inactive') = ?"
        case .locks: "iif(t.cleared_at IS NULL, 'open', 'cleared') = ?"
        case .fills, .discrepancies, .days, .audit: nil
        }
    }

    /// The orders `o` of the alert `t`; more conditions may follow.
    private static let alertOrders =
        "SELECT 1 FROM orders o WHERE o.tag IN (\(Schema.tags(ofAlert: "t.fingerprint")))"

    /// One of `AlertStatus`, for the alert `t`.
    static let alertStatus: String = {
        let live = OrderState.allCases.filter(\.isLive).map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return """
            CASE WHEN NOT EXISTS (\(alertOrders)) THEN 'no_orders' \
            WHEN EXISTS (\(alertOrders) AND o.state IN (\(live))) THEN 'open' \
            WHEN NOT EXISTS (\(alertOrders) AND o.state <> 'denied') THEN 'denied' ELSE 'settled' END
            """
    }()

    /// The whole query: `selected` columns of the rows that a filter lets through, oldest first.
    func query(_ selected: String, from table: String, _ filter: LedgerFilter) -> (String, [SQLiteValue]) {
        var terms: [String] = []
        var parameters: [SQLiteValue] = []
        func add(_ term: String?, _ value: SQLiteValue?) {
            guard let term, let value else { return }
            terms.append(term)
            parameters.append(value)
        }
        add(account, filter.account.map { .text($0.text) })
        add(source, filter.source.map { .text($0) })
        add(state, filter.state.map { .text($0) })
        add(time + " >= ?", filter.since.map { .int64($0.microseconds) })
        add(time + " < ?", filter.until.map { .int64($0.microseconds) })
        let condition = terms.isEmpty ? "" : " WHERE " + terms.joined(separator: " AND ")
        let ascending = " ORDER BY " + order.joined(separator: ", ")
        guard let limit = filter.limit else {
            return ("SELECT \(selected) FROM \(table) t\(condition)\(ascending)", parameters)
        }
        let descending = " ORDER BY " + order.map { $0 + " DESC" }.joined(separator: ", ")
        let newest = "SELECT * FROM \(table) t\(condition)\(descending) LIMIT ?"
        return (
            "SELECT \(selected) FROM (\(newest)) t\(ascending)", parameters + [.int64(Int64(limit))]
        )
    }
}
