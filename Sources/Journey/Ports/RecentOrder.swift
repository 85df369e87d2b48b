package import Trading

/// As much of an order of late as limits over time count.
package struct RecentOrder: Hashable, Sendable {
    /// Legs from here on were not asked for by themselves.
    package static let legsEnd = Watch.firstStop

    package let account: AccountName
    package let contract: ContractID?
    package let orderClass: OrderClass
    package let side: Side?
    package let state: OrderState
    package let code: String?
    package let createdAt: Timestamp
    /// When the venue answered, else when it was made.
    package let endedAt: Timestamp
    package let alert: Fingerprint
    /// See `AlertRow.strategyName`.
    package let strategy: String?

    package init(
        account: AccountName, contract: ContractID?, orderClass: OrderClass, side: Side?, state: OrderState,
        code: String?, createdAt: Timestamp, endedAt: Timestamp, alert: Fingerprint, strategy: String?
    ) {
        self.account = account
        self.contract = contract
        self.orderClass = orderClass
        self.side = side
        self.state = state
        self.code = code
        self.createdAt = createdAt
        self.endedAt = endedAt
        self.alert = alert
        self.strategy = strategy
    }
}
