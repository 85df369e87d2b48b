package import Trading

/// What a rule wants on one account, before it is sized and before the gate has spoken.
package struct OrderIntent: Hashable, Sendable {
    package let tag: OrderTag
    /// Nil for what the operator asked for by hand.
    package let rule: String?
    package let account: AccountName
    /// The exchange root to trade.
    package let root: String
    /// Nil when the root is not among the venue's contracts.
    package let contract: ContractID?
    package let orderClass: OrderClass
    /// Nil for a flatten, and for a reversal of an account that holds nothing.
    package let side: Side?
    package let type: OrderType
    package let limitPrice: Price?
    package let stopPrice: Price?
    /// A trailing stop's level at the start.
    package let trailPrice: Price?
    package let bracket: Bracket?
    package let leg: Int
    /// The exit that must be verified flat before this one may leave.
    package var after: OrderTag?
    package var month = MonthWish()
    /// Whether a close is for its contract alone, and not for every month of the root.
    package var isOneMonth = false

    package init(
        tag: OrderTag, rule: String?, account: AccountName, root: String, contract: ContractID?,
        orderClass: OrderClass, side: Side?, type: OrderType = .market, limitPrice: Price? = nil,
        stopPrice: Price? = nil, trailPrice: Price? = nil, bracket: Bracket? = nil, leg: Int = 0,
        after: OrderTag? = nil
    ) {
        self.tag = tag
        self.rule = rule
        self.account = account
        self.root = root
        self.contract = contract
        self.orderClass = orderClass
        self.side = side
        self.type = type
        self.limitPrice = limitPrice
        self.stopPrice = stopPrice
        self.trailPrice = trailPrice
        self.bracket = bracket
        self.leg = leg
        self.after = after
    }
}
