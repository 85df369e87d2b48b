package import Trading

/// One order as it goes to the gateway. The adapter gives bracket ticks the sign that the side asks for.
package struct PlaceRequest: Hashable, Sendable {
    package let account: AccountName
    package let contract: ContractID
    package let tag: OrderTag
    package let type: OrderType
    package let side: Side
    package let size: Size
    package let limitPrice: Price?
    package let stopPrice: Price?
    /// A trailing stop's level at the start, not its distance.
    package let trailPrice: Price?
    package let bracket: Bracket?
    /// Whether it can only take exposure away: such a request may use what the venue's rate limit has left.
    package let isExit: Bool
    /// Steady time after which it must not leave any more: it ends as not sent. Nil for what never ages.
    package let notAfter: Timestamp?

    package init(
        account: AccountName, contract: ContractID, tag: OrderTag, type: OrderType, side: Side, size: Size,
        limitPrice: Price? = nil, stopPrice: Price? = nil, trailPrice: Price? = nil,
        bracket: Bracket? = nil, isExit: Bool = false, notAfter: Timestamp? = nil
    ) {
        self.account = account
        self.contract = contract
        self.tag = tag
        self.type = type
        self.side = side
        self.size = size
        self.limitPrice = limitPrice
        self.stopPrice = stopPrice
        self.trailPrice = trailPrice
        self.bracket = bracket
        self.isExit = isExit
        self.notAfter = notAfter
    }
}
