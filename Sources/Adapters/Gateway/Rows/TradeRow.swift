import JSON
import Journey
import Trading

/// One execution as REST and the hub write it, its account still a number.
///
/// Source: ProjectX Gateway API, `HalfTradeModel`; `commissions` since 2026-08, absent before.
struct TradeRow: Sendable {
    let accountID: AccountID
    private let trade: VenueTrade

    init(_ value: JSONValue) throws(Unreadable) {
        let row = try Row(value, "trade")
        accountID = AccountID(try row.whole("accountId"))
        guard let side = Side(wireNumber: try row.whole("side")) else { throw row.wrong("side", "0 or 1") }
        let size = try row.whole("size")
        guard size > 0 else { throw row.wrong("size", "1 or more") }
        trade = VenueTrade(
            id: TradeID(try row.whole("id")), account: AccountName(""),
            contract: ContractID(try row.text("contractId")), order: OrderID(try row.whole("orderId")),
            at: try row.time("creationTimestamp"), price: try row.price("price"), side: side, size: size,
            profit: try row.moneyIfPresent("profitAndLoss"), fees: try row.moneyIfPresent("fees") ?? .zero,
            commissions: try row.moneyIfPresent("commissions"),
            isVoided: try row.truthIfPresent("voided") ?? false)
    }

    func venueTrade(of account: AccountName) -> VenueTrade {
        var named = trade
        named.account = account
        return named
    }
}
