package import Trading

/// What is done about a position without a stop where its rule asked for one.
package enum Unprotected: String, Hashable, Sendable, CaseIterable {
    /// A stop is placed; where that cannot be done safely, it is closed.
    case protect
    case close
    case tell
}

/// One account as the settings describe it.
package struct AccountProfile: Hashable, Sendable {
    package let name: AccountName
    package let gateway: GatewayName
    /// The venue's number.
    package let id: AccountID
    package let limits: RiskLimits
    /// What may be held over all contracts.
    package let holding: HoldingLimits
    /// What a trading day may lose, earn and trade.
    package let day: DayLimits
    /// Whose accounts must not be long and short at once; nil when nobody watches over it.
    package let hedge: HedgeScope?
    package let state: TradingState
    /// Whether bracket legs that a partial exit left too large are made smaller.
    package let resizesProtection: Bool
    package let unprotected: Unprotected
    /// When it has to be flat each day; nil when it need not be.
    package let cutOff: CutOff?
    /// When it may trade besides.
    package let hours: TradingHours
    /// Nil for any number of entries in any time.
    package let orderRate: OrderRate?
    /// What its firm allows; nil where the settings name no profile.
    package let terms: FirmTerms?
    /// Whether an entry that is too large for its limits is cut down to them instead of denied.
    package let clampsEntries: Bool
    /// Nil where nobody stated it.
    package let bracketMode: BracketMode?
    /// How far it keeps from the exchange's price limits; nil where it does not look at them.
    package let priceLimit: PriceLimitGuard?

    package init(
        name: AccountName, gateway: GatewayName, id: AccountID, limits: RiskLimits = RiskLimits(),
        holding: HoldingLimits = HoldingLimits(), day: DayLimits = .off,
        hedge: HedgeScope? = nil, state: TradingState = .active, resizesProtection: Bool = true,
        unprotected: Unprotected = .protect,
        cutOff: CutOff? = nil, hours: TradingHours = TradingHours(), orderRate: OrderRate? = nil,
        clampsEntries: Bool = false, terms: FirmTerms? = nil, bracketMode: BracketMode? = nil,
        priceLimit: PriceLimitGuard? = nil
    ) {
        self.priceLimit = priceLimit
        self.bracketMode = bracketMode
        self.terms = terms
        self.clampsEntries = clampsEntries
        self.orderRate = orderRate
        self.unprotected = unprotected
        self.cutOff = cutOff
        self.hours = hours
        self.resizesProtection = resizesProtection
        self.name = name
        self.gateway = gateway
        self.id = id
        self.limits = limits
        self.holding = holding
        self.day = day
        self.hedge = hedge
        self.state = state
    }

    /// Whether an entry is denied without a live quote of its product, or without a price that alerts may leave out.
    package var needsQuotes: Bool {
        terms?.profile.drawdown?.peak == .intraday || priceLimit != nil || holding.needsReference
            || holding.notionalMax != nil
    }

    /// When its trading day ends and the next begins, in seconds after midnight in Chicago.
    package var dayRoll: Int64 { terms?.profile.dayRoll ?? TradingDay.usualRoll }
}

/// Everything that the operator decided beforehand.
package struct DeskSettings: Sendable {
    /// Each source's limit of age for entries.
    package let maxAges: [String: Span]
    /// What each source's alerts are held to; a source that is not here is not looked at.
    package let syncs: [String: SyncPolicy]
    package let router: Router
    package let accounts: [AccountName: AccountProfile]
    package let isKilled: Bool
    /// What stops a strategy by itself.
    package let guards: TradingGuards
    /// The rules of America/Chicago, for the trading day.
    package let chicago: ZoneRules
    /// When products trade; nil where nobody knows.
    package let calendar: MarketCalendar?
    /// What is taken of the venue's word about contracts.
    package let contracts: ContractPolicy
    /// Where trading stops, contract by contract and day by day.
    package let priceLimits: [PriceLimit]
    /// Who is told what.
    package let notify: [NotifyTarget]
    /// Which accounts hold what others hold.
    package let copies: [Copy]
    /// Accounts whose executions are copied. One that follows is none of them: what it does may be a copy.
    let leaders: Set<AccountName>

    package init(
        maxAges: [String: Span], syncs: [String: SyncPolicy] = [:], rules: [Rule], accounts: [AccountProfile],
        isKilled: Bool = false,
        chicago: ZoneRules, calendar: MarketCalendar? = nil, notify: [NotifyTarget] = [],
        guards: TradingGuards = .off, takers: Router.Takers = .first,
        contracts: ContractPolicy = ContractPolicy(), copies: [Copy] = [],
        priceLimits: [PriceLimit] = []
    ) {
        self.priceLimits = priceLimits
        self.contracts = contracts
        self.copies = copies
        leaders = Set(copies.map(\.leader)).subtracting(copies.flatMap { $0.followers.map(\.account) })
        self.guards = guards
        self.maxAges = maxAges
        self.syncs = syncs
        router = Router(rules: rules, takers: takers)
        self.accounts = Dictionary(accounts.map { ($0.name, $0) }) { first, _ in first }
        self.isKilled = isKilled
        self.chicago = chicago
        self.calendar = calendar
        self.notify = notify
    }

    /// How old an entry of a source may be.
    func maxAge(of source: String) -> Span {
        source == OperatorRequest.source ? OperatorRequest.maxAge : maxAges[source] ?? .zero
    }
}
