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
        case .audit: Self.auditedAccount
        case .deliveries, .contracts: nil
        }
    }

    var source: String? {
        switch self {
        case .deliveries, .alerts: "t.source = ?"
        case .orders: "EXISTS (SELECT 1 FROM alerts a WHERE a.fingerprint = t.alert AND a.source = ?)"
        case .fills, .attempts:
            "EXISTS (SELECT 1 FROM orders o JOIN alerts a ON a.fingerprint = o.alert"
                + " WHERE o.tag = t.tag AND a.source = ?)"
        case .notifications: "EXISTS (SELECT 1 FROM alerts a WHERE a.fingerprint = t.alert AND a.source = ?)"
        // A position has no alert: it is of the sources whose orders filled in its contract.
        case .positions:
            "EXISTS (SELECT 1 FROM fills f JOIN orders o ON o.tag = f.tag JOIN alerts a ON a.fingerprint = o.alert"
                + " WHERE f.account = t.account AND f.contract = t.contract AND a.source = ?)"
        case .audit: Self.auditedSource
        case .discrepancies, .locks, .days, .controls, .contracts: nil
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
        case .fills: "iif(t.is_voided = 1, 'voided', 'valid') = ?"
        case .audit: Self.inBody("state") + " = ?"
        case .discrepancies, .days: nil
        }
    }

    /// The orders `o` of the alert `t`; more conditions may follow.
    private static let alertOrders =
        "SELECT 1 FROM orders o WHERE o.tag IN (\(Schema.tags(ofAlert: "t.fingerprint")))"

    /// Whose an audit row is: of the account that its body names, else of that of the order it is about. An alert and
    /// its deliveries are of every account that its orders are for.
    private static let auditedAccount = """
        ? IN (SELECT \(inBody("account")) \
        UNION ALL SELECT \(inBody("subject")) WHERE t.kind = 'control' AND \(inBody("scope")) = 'account' \
        UNION ALL SELECT o.account FROM orders o WHERE o.tag = \(auditedTag) \
        UNION ALL SELECT o.account FROM orders o WHERE t.kind IN ('alert', 'delivery') \
        AND o.tag IN (\(Schema.tags(ofAlert: auditedAlert))))
        """

    /// Which source an audit row came of: that which its body names, else that of the alert that asked for its order,
    /// or that it is about.
    private static let auditedSource = """
        ? IN (SELECT \(inBody("source")) \
        UNION ALL SELECT a.source FROM orders o JOIN alerts a ON a.fingerprint = o.alert WHERE o.tag = \(auditedTag) \
        UNION ALL SELECT a.source FROM alerts a WHERE a.fingerprint = \(auditedAlert))
        """

    private static let auditedTag = "coalesce(\(inBody("tag")), t.subject)"
    private static let auditedAlert = "from_hex(coalesce(\(inBody("alert")), \(inBody("asked_by"))))"

    /// A member of an audit row's body; NULL where somebody made it unreadable.
    private static func inBody(_ member: String) -> String {
        let body = "CAST(t.body AS TEXT)"
        return "iif(json_valid(\(body)), json_extract(\(body), '$.\(member)'), NULL)"
    }

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
