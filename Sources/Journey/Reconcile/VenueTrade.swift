package import Trading

/// One execution (half-turn) as the venue tells it.
///
/// Source: ProjectX Gateway API, `HalfTradeModel`; `commissions` since 2026-08.
package struct VenueTrade: Hashable, Sendable {
    package var id: TradeID
    package var account: AccountName
    package var contract: ContractID
    package var order: OrderID
    package var at: Timestamp
    package var price: Price
    package var side: Side
    /// Contracts of this execution, 1 or more.
    package var size: Int64
    /// Gross realised profit; nil on an opening half-turn.
    package var profit: Money?
    package var fees: Money
    package var commissions: Money?
    /// True when the firm cancelled the execution.
    package var isVoided: Bool

    package init(
        id: TradeID, account: AccountName, contract: ContractID, order: OrderID, at: Timestamp, price: Price,
        side: Side, size: Int64, profit: Money? = nil, fees: Money = .zero, commissions: Money? = nil,
        isVoided: Bool = false
    ) {
        self.id = id
        self.account = account
        self.contract = contract
        self.order = order
        self.at = at
        self.price = price
        self.side = side
        self.size = size
        self.profit = profit
        self.fees = fees
        self.commissions = commissions
        self.isVoided = isVoided
    }

    /// What it left on the account: its profit after fees and commissions; nil where that leaves the range.
    package var net: Money? {
        fees.checked(adding: commissions ?? .zero).flatMap { (profit ?? .zero).checked(subtracting: $0) }
    }
}
