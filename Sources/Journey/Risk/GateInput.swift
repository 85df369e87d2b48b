package import Trading

/// Everything that the gate looks at for one order. A verdict follows from it alone, so the ledger keeps it
/// whole and can decide again.
package struct GateInput: Hashable, Sendable {
    // The order.
    package var tag: OrderTag
    package var orderClass: OrderClass
    package var side: Side?
    /// Contracts after sizing; nil when no size came out.
    package var size: Int64?
    /// What an alert's size followed from; nil for one that was asked for as it is.
    package var sizing: Sizing?
    package var type: OrderType
    package var limitPrice: Price?
    package var stopPrice: Price?
    package var trailPrice: Price?
    /// What the account had put on the tick grid; nil where nothing stood beside it.
    package var asked: AskedPrices?
    package var stopTicks: Int64?
    package var targetTicks: Int64?
    package var stopTrails = false
    /// What is to become different about an order that is at the venue already; nil for a new one.
    package var change: GateChange?
    /// Whether this tag was used before on the account.
    package var isTagUsed = false

    // The signal.
    /// Since the alert fired, or since its body was in where it names no time.
    package var signalAge: Span = .zero
    package var signalAgeMax: Span = .zero
    package var isRepeat = false
    /// What kept an approved entry from leaving in time; nil before its turn.
    package var shortage: RequestShortage?

    // The instrument.
    package var root: String
    package var contract: ContractID?
    package var isContractActive = false
    /// Whether the venue's contracts are known at all.
    package var areContractsRead = true
    package var tickSize: TickSize?

    /// How old the word about it is, and why it is this month; nil in records from before it was asked, and for exits.
    package var month: MonthFacts?

    // The operator's word.
    package var isKilled = false
    package var tradingState: TradingState = .active
    package var trading = TradingFacts.none
    /// Why the account or the contract is locked.
    package var locks: [String] = []
    package var limits = RiskLimits()
    /// Why the trading day takes no more entries; nil while it does.
    package var cutOff: String?
    /// Sessions, blackouts and last days; nil where none of them binds the account.
    package var calendar: CalendarFacts?

    // The venue's word.
    /// Nil while the venue has not shown the account.
    package var canTrade: Bool?
    package var isVisible: Bool?
    package var isSimulated: Bool?
    package var accountAge: Span?
    /// What the gateway last failed with.
    package var gatewayFault: String?
    package var isStreamReady = false
    /// Since the last complete agreement with REST.
    package var reconcileAge: Span?
    /// Signed contracts; nil when never read.
    package var position: Int64?
    /// Contracts that live orders of ours and others may still buy and sell, and those of fills that the
    /// position may not show yet; this order left out.
    package var liveBuys: Int64 = 0
    package var liveSells: Int64 = 0
    /// Of those against this order's side, what protection at work may fill: legs of brackets, and the watchdog's
    /// stops. A close leaves it alive.
    package var liveLegs: Int64 = 0
    /// Contracts that exits under way will take off, and market entries against the position.
    package var pendingExits: Int64 = 0
    /// Orders of this account and contract whose fate at the venue is not known.
    package var unresolved: [OrderTag] = []
    package var isLedgerWritable = true
    /// What is held over all contracts and accounts; nil in records from before it was asked, and for exits.
    package var holding: HoldingFacts?
    /// The trading day's profit and loss; nil where no limit of it is set, and for exits.
    package var day: DayFacts?
    /// What the account's firm allows; nil where the settings name no profile, and for exits.
    package var profile: ProfileFacts?
    /// Where the market stands for what is open; nil where no market hub tells, and where no limit asks.
    package var marks: MarkFacts?
    /// Whether the contract's quotes were not asked for before, and are once this entry is denied.
    package var asksQuotes = false

    /// What the rule forbids; nil where it forbids nothing, and for exits.
    package var rule: RuleFacts?
    /// Where the exchange stops trading; nil where the account does not ask, and for exits.
    package var priceLimit: PriceLimitFacts?

    /// The root of an order that means every contract of the account.
    package static let everyRoot = "*"

    /// Whether it closes the account, and so needs no contract.
    package var isWholeAccount: Bool { orderClass == .flatten && root == Self.everyRoot }

    /// Whether it takes off contracts of a month in which the venue places nothing any more: it only closes there.
    package var isLeftToClosing: Bool {
        orderClass == .reduce && type == .market && areContractsRead && !isContractActive
    }

    package init(
        tag: OrderTag, orderClass: OrderClass, side: Side?, size: Int64?, type: OrderType, root: String,
        contract: ContractID?
    ) {
        self.tag = tag
        self.orderClass = orderClass
        self.side = side
        self.size = size
        self.type = type
        self.root = root
        self.contract = contract
    }
}
