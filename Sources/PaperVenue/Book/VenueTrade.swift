package import Trading

/// One half turn: an execution as the venue books it.
package struct VenueTrade: Hashable, Sendable {
    package let id: TradeID
    package let account: AccountID
    package let contract: ContractID
    package let created: Timestamp
    package let price: Price
    /// Realised before fees; nil on an opening fill.
    package let profitAndLoss: Money?
    package let fees: Money
    package let commissions: Money
    package let side: Side
    package let size: Int64
    package let order: OrderID
}
