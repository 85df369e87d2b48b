import JSON
import Journey
import Trading

/// An account as REST and the hub write it.
///
/// Source: ProjectX Gateway API, `TradingAccountModel`.
struct AccountRow: Sendable {
    let id: AccountID
    private let name: String
    private let balance: Money
    private let canTrade: Bool
    private let isVisible: Bool
    private let isSimulated: Bool?

    init(_ value: JSONValue) throws(Unreadable) {
        let row = try Row(value, "account")
        id = AccountID(try row.whole("id"))
        name = try row.text("name")
        balance = try row.money("balance")
        canTrade = try row.truth("canTrade")
        isVisible = try row.truthIfPresent("isVisible") ?? true
        isSimulated = try row.truthIfPresent("simulated")
    }

    var listing: AccountListing {
        AccountListing(
            id: id, name: name, balance: balance, canTrade: canTrade, isVisible: isVisible,
            isSimulated: isSimulated)
    }

    func state(of account: AccountName) -> AccountState {
        AccountState(
            account: account, id: id, name: name, balance: balance, canTrade: canTrade, isVisible: isVisible,
            isSimulated: isSimulated)
    }
}
