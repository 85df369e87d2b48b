package import Trading

/// What a place call asks for, before anything of it was judged.
package struct VenuePlaceRequest: Hashable, Sendable {
    package var account: AccountID
    package var contract: ContractID
    package var type: Int64
    /// 0 buy, 1 sell.
    package var side: Int64
    package var size: Int64
    package var limitPrice: Price?
    package var stopPrice: Price?
    /// An absolute level.
    package var trailPrice: Price?
    package var tag: String?
    package var stopLoss: VenueBracketLeg?
    package var takeProfit: VenueBracketLeg?

    package init(
        account: AccountID, contract: ContractID, type: Int64, side: Int64, size: Int64,
        limitPrice: Price? = nil, stopPrice: Price? = nil, trailPrice: Price? = nil, tag: String? = nil,
        stopLoss: VenueBracketLeg? = nil, takeProfit: VenueBracketLeg? = nil
    ) {
        self.account = account
        self.contract = contract
        self.type = type
        self.side = side
        self.size = size
        self.limitPrice = limitPrice
        self.stopPrice = stopPrice
        self.trailPrice = trailPrice
        self.tag = tag
        self.stopLoss = stopLoss
        self.takeProfit = takeProfit
    }
}
