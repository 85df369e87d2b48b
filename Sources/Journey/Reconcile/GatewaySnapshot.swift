package import Trading

/// An account as the venue states it.
///
/// Source: ProjectX Gateway API, `TradingAccountModel`.
package struct AccountState: Hashable, Sendable {
    package var account: AccountName
    package var id: AccountID
    package var name: String
    /// Cash; the venue states no open profit anywhere.
    package var balance: Money
    package var canTrade: Bool
    package var isVisible: Bool
    /// Whether its orders reach no exchange; nil where the venue does not say.
    package var isSimulated: Bool?

    package init(
        account: AccountName, id: AccountID, name: String, balance: Money, canTrade: Bool, isVisible: Bool,
        isSimulated: Bool? = nil
    ) {
        self.account = account
        self.id = id
        self.name = name
        self.balance = balance
        self.canTrade = canTrade
        self.isVisible = isVisible
        self.isSimulated = isSimulated
    }
}

/// What REST said of one account. A part that could not be read is nil, which is never the same as empty.
package struct GatewaySnapshot: Hashable, Sendable {
    package var account: AccountName
    /// When the first of its reads was asked, by the steady clock: hub events after it may be newer.
    package var askedAt: Timestamp
    package var state: AccountState?
    package var positions: [Position]?
    /// Every order that can still act: open, pending, pending cancellation and suspended.
    package var orders: [VenueOrder]?
    /// Executions since the moment asked for.
    package var trades: [VenueTrade]?
    /// Why a part is missing, one line each.
    package var faults: [String]
    /// Whether the venue's list of accounts was read, and this one is not in it.
    package var isUnlisted = false

    package init(
        account: AccountName, askedAt: Timestamp, state: AccountState?, positions: [Position]?,
        orders: [VenueOrder]?, trades: [VenueTrade]?, faults: [String]
    ) {
        self.account = account
        self.askedAt = askedAt
        self.state = state
        self.positions = positions
        self.orders = orders
        self.trades = trades
        self.faults = faults
    }

    /// Whether it tells what is held and what works: all that closing has to know.
    package var showsExposure: Bool { positions != nil && orders != nil }

    package var isComplete: Bool { state != nil && positions != nil && orders != nil && trades != nil }
}
