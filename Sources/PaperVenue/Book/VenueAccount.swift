package import Trading

/// One trading account.
package struct VenueAccount: Hashable, Sendable {
    package enum BracketMode: String, Hashable, Sendable {
        /// Orders with brackets are refused: the platform's default.
        case positionBrackets
        case autoOCO
    }

    package let id: AccountID
    package let name: String
    package var balance: Money
    package var canTrade: Bool
    package var isVisible: Bool
    package var bracketMode: BracketMode
    /// Copy-trading followers may neither place nor cancel through the API.
    package var isFollower: Bool
    /// A funded account at the exchange, which the API hardly serves: no orders, no cancels, no closes in part.
    package var isLive: Bool
    /// USD that must be there for each contract held after an order; nil for no such check.
    package var marginPerContract: Money?
    /// Contracts held at most of one product, either way; nil for no limit.
    package var positionMax: Int64?
    /// What the account row says of it; it tells how orders are routed, not whether money is at stake.
    package var isSimulated = true

    package init(
        id: AccountID, name: String? = nil, balance: Money = Money(tenThousandths: 500_000_000),
        canTrade: Bool = true, isVisible: Bool = true, bracketMode: BracketMode = .autoOCO,
        isFollower: Bool = false, isLive: Bool = false, positionMax: Int64? = nil,
        marginPerContract: Money? = nil
    ) {
        self.id = id
        self.name = name ?? "PRAC-V2-\(id)"
        self.balance = balance
        self.canTrade = canTrade
        self.isVisible = isVisible
        self.bracketMode = bracketMode
        self.isFollower = isFollower
        self.isLive = isLive
        self.positionMax = positionMax
        self.marginPerContract = marginPerContract
    }
}
