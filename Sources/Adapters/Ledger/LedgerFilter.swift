import Journey
package import Trading

/// Which rows a list shows. Not every list knows every member: see `unheeded(by:)`.
package struct LedgerFilter: Hashable, Sendable {
    package var account: AccountName?
    package var source: String?
    /// The first moment that is shown.
    package var since: Timestamp?
    /// The first moment that is not shown any more.
    package var until: Timestamp?
    /// A word: an order's state, an alert's status, a delivery's outcome, an attempt's ending (or `open`),
    /// `long`, `short` or `flat` for a position, `valid` or `voided` for a fill, `open` or `cleared` for a lock; for an
    /// audit row the state that it writes.
    package var state: String?
    /// The newest so many rows; nil for all. Either way the oldest of them comes first.
    package var limit: Int?

    package init(
        account: AccountName? = nil, source: String? = nil, since: Timestamp? = nil,
        until: Timestamp? = nil, state: String? = nil, limit: Int? = nil
    ) {
        self.account = account
        self.source = source
        self.since = since
        self.until = until
        self.state = state
        self.limit = limit
    }

    /// With every member set that a list may have no use for.
    package static let everything = LedgerFilter(account: AccountName("any"), source: "any", state: "any")

    /// The members that are set but mean nothing to a list and would be passed over, as options are named.
    package func unheeded(by list: LedgerList) -> [String] {
        var names: [String] = []
        if account != nil, list.account == nil { names.append("account") }
        if source != nil, list.source == nil { names.append("source") }
        if state != nil, list.state == nil { names.append("state") }
        return names
    }
}

/// What can be listed.
package enum LedgerList: String, Hashable, Sendable, CaseIterable {
    case deliveries, alerts, orders, attempts, fills, positions, discrepancies, locks, days, notifications
    case controls, contracts, audit

    /// The words by which a filter can name a state of its rows; nil where there is no such list.
    package var states: [String]? {
        switch self {
        case .deliveries: DeliveryRow.Outcome.allCases.map(\.rawValue)
        case .alerts: AlertStatus.allCases.map(\.rawValue)
        case .orders: OrderState.allCases.map(\.rawValue)
        case .fills: ["valid", "voided"]
        case .positions: ["long", "short", "flat"]
        case .locks: ["open", "cleared"]
        case .notifications: NotificationRow.State.allCases.map(\.rawValue)
        case .controls: TradingState.allCases.map(\.rawValue)
        case .contracts: ["active", "inactive"]
        case .audit:
            OrderState.allCases.map(\.rawValue) + NotificationRow.State.allCases.map(\.rawValue)
                + TradingState.allCases.map(\.rawValue)
        case .attempts, .discrepancies, .days: nil
        }
    }
}

/// Where an alert stands, by its orders.
package enum AlertStatus: String, Hashable, Sendable, CaseIterable {
    /// No rule made an order of it.
    case noOrders = "no_orders"
    /// Every order was denied.
    case denied
    /// An order can still act.
    case open
    /// No order can act any more, and not all were denied.
    case settled
}
