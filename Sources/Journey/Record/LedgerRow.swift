package import Trading

/// One line for the ledger. A row with the key of an older one replaces it; the audit chain keeps both.
package enum LedgerRow: Hashable, Sendable {
    case delivery(DeliveryRow)
    case alert(AlertRow)
    case order(OrderRow)
    case attempt(AttemptRow)
    case fill(FillRow)
    case position(PositionRow)
    case discrepancy(DiscrepancyRow)
    case lock(LockRow)
    case day(DayRow)
    case notification(NotificationRow)
    case control(ControlRow)
    case contract(ContractRow)
    /// Something to prove that has no table of its own.
    case audit(AuditRow)
}

/// One HTTP arrival that named a known source.
package struct DeliveryRow: Hashable, Sendable {
    package enum Outcome: String, Hashable, Sendable, CaseIterable {
        case accepted, duplicate, conflict, refused, unauthorized
    }

    /// Counted up from 1 by the Desk.
    package var id: Int64
    package var at: Timestamp
    package var source: String
    package var peer: String
    /// The body with its secret cut out; empty when the sender did not prove that he knows it.
    package var body: [UInt8]
    package var outcome: Outcome
    /// The HTTP status that was answered.
    package var status: Int
    package var alert: Fingerprint?
    /// The refusal's code.
    package var code: String?
    /// Why it was refused, as its sender was told; no secret stands there.
    package var refusal: RefusalWords?
    /// Of the certificate that the sender showed, where anybody told.
    package var certificateSubject: String?
    package var certificateFingerprint: String?
    /// The id beside its signature.
    package var signedID: String?

    package init(
        id: Int64, at: Timestamp, source: String, peer: String, body: [UInt8], outcome: Outcome, status: Int,
        alert: Fingerprint? = nil, code: String? = nil, refusal: RefusalWords? = nil,
        certificateSubject: String? = nil, certificateFingerprint: String? = nil, signedID: String? = nil
    ) {
        self.id = id
        self.at = at
        self.source = source
        self.peer = peer
        self.body = body
        self.outcome = outcome
        self.status = status
        self.alert = alert
        self.code = code
        self.refusal = refusal
        self.certificateSubject = certificateSubject
        self.certificateFingerprint = certificateFingerprint
        self.signedID = signedID
    }
}

/// One alert, however often it was delivered.
package struct AlertRow: Hashable, Sendable {
    package var fingerprint: Fingerprint
    /// What a repeat is recognised by: see `AlertKey`.
    package var key: Fingerprint
    /// Until when (wall time) the key counts as seen.
    package var keyUntil: Timestamp
    package var source: String
    package var dialect: String
    package var strategy: String?
    package var ticker: String
    package var action: String
    /// The canonical JSON of the alert, without its secret.
    package var canonical: [UInt8]
    package var receivedAt: Timestamp

    package init(
        fingerprint: Fingerprint, key: Fingerprint, keyUntil: Timestamp, source: String, dialect: String,
        strategy: String?, ticker: String, action: String, canonical: [UInt8], receivedAt: Timestamp
    ) {
        self.fingerprint = fingerprint
        self.key = key
        self.keyUntil = keyUntil
        self.source = source
        self.dialect = dialect
        self.strategy = strategy
        self.ticker = ticker
        self.action = action
        self.canonical = canonical
        self.receivedAt = receivedAt
    }
}

extension AlertRow {
    /// What a strategy is called by commands and limits: its own name, else its source's. Nil for what no alert of
    /// a strategy asked for.
    package var strategyName: String? { Self.strategyName(strategy, of: source) }

    package static func strategyName(_ strategy: String?, of source: String) -> String? {
        switch source {
        case OperatorRequest.source, Desk.scheduleSource, Desk.priceLimitSource: nil
        default: strategy ?? source
        }
    }
}

/// One order by its tag: what was wanted, what was decided, and where it stands.
package struct OrderRow: Hashable, Sendable {
    package var tag: OrderTag
    /// Nil for an order that no alert of ours asked for.
    package var alert: Fingerprint?
    package var rule: String?
    package var account: AccountName
    /// Nil when no contract could be resolved; then the order is denied.
    package var contract: ContractID?
    package var orderClass: OrderClass
    /// Nil for a flatten, which takes whatever side is open.
    package var side: Side?
    /// Contracts; nil for a flatten.
    package var size: Int64?
    package var type: OrderType
    package var limitPrice: Price?
    package var stopPrice: Price?
    /// A trailing stop's level at the start.
    package var trailPrice: Price?
    package var bracket: Bracket?
    /// The step that decided last.
    package var stage: Stage
    package var state: OrderState
    /// Our denial's code, or the venue's name for its refusal.
    package var code: String?
    package var reason: String?
    package var remedy: String?
    package var venueOrder: OrderID?
    /// The entry that a bracket child belongs to, or the order that must end before this one.
    package var parent: OrderTag?
    package var leg: Int
    package var filled: Int64
    package var averagePrice: Price?
    package var createdAt: Timestamp
    package var times: StageTimes

    package init(
        tag: OrderTag, alert: Fingerprint?, rule: String? = nil, account: AccountName, contract: ContractID?,
        orderClass: OrderClass, side: Side?, size: Int64?, type: OrderType, limitPrice: Price? = nil,
        stopPrice: Price? = nil, trailPrice: Price? = nil, bracket: Bracket? = nil, stage: Stage,
        state: OrderState,
        code: String? = nil,
        reason: String? = nil, remedy: String? = nil, venueOrder: OrderID? = nil, parent: OrderTag? = nil,
        leg: Int, filled: Int64 = 0, averagePrice: Price? = nil, createdAt: Timestamp,
        times: StageTimes = StageTimes()
    ) {
        self.tag = tag
        self.alert = alert
        self.rule = rule
        self.account = account
        self.contract = contract
        self.orderClass = orderClass
        self.side = side
        self.size = size
        self.type = type
        self.limitPrice = limitPrice
        self.stopPrice = stopPrice
        self.trailPrice = trailPrice
        self.bracket = bracket
        self.stage = stage
        self.state = state
        self.code = code
        self.reason = reason
        self.remedy = remedy
        self.venueOrder = venueOrder
        self.parent = parent
        self.leg = leg
        self.filled = filled
        self.averagePrice = averagePrice
        self.createdAt = createdAt
        self.times = times
    }
}

extension OrderRow {
    /// Whether the venue or the watchdog made it beside an entry: nobody asked for it by itself.
    package var isBracketLeg: Bool {
        orderClass == .protect && parent != nil || leg >= Watch.firstStop
    }
}

/// One send about an order: written before the bytes leave, and again when its ending is known.
package struct AttemptRow: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case place, close, cancel, modify
        case partialClose = "partial_close"
        case lookUp = "look_up"
    }

    /// The ending of what the gate did not let leave.
    package static let denied = "denied"

    package var tag: OrderTag
    /// 1, 2, … within the tag.
    package var number: Int64
    package var kind: Kind
    package var at: Timestamp
    /// One of `Ending.word`, or `denied` when the gate let it not leave; nil while it is under way.
    package var ending: String?
    package var code: Int64?
    package var message: String?
    package var latency: Span?
    /// The request that asked for it, where that is another than the one that the order came from.
    package var alert: Fingerprint?

    package init(
        tag: OrderTag, number: Int64, kind: Kind, at: Timestamp, ending: String? = nil, code: Int64? = nil,
        message: String? = nil, latency: Span? = nil, alert: Fingerprint? = nil
    ) {
        self.alert = alert
        self.tag = tag
        self.number = number
        self.kind = kind
        self.at = at
        self.ending = ending
        self.code = code
        self.message = message
        self.latency = latency
    }
}

/// One execution at the venue, by its trade id.
package struct FillRow: Hashable, Sendable {
    package var trade: VenueTrade
    /// The order of ours that it belongs to; nil for one placed elsewhere.
    package var tag: OrderTag?
    package var day: TradingDay

    package init(trade: VenueTrade, tag: OrderTag?, day: TradingDay) {
        self.trade = trade
        self.tag = tag
        self.day = day
    }
}

/// What the venue last said that an account holds of a contract.
package struct PositionRow: Hashable, Sendable {
    package var account: AccountName
    package var position: Position
    package var at: Timestamp

    package init(account: AccountName, position: Position, at: Timestamp) {
        self.account = account
        self.position = position
        self.at = at
    }
}

/// One difference between our view and the venue's, and what was done about it.
package struct DiscrepancyRow: Hashable, Sendable {
    /// Counted up from 1 by the Desk.
    package var id: Int64
    package var at: Timestamp
    package var account: AccountName
    package var kind: String
    package var subject: String
    package var ours: String
    package var theirs: String
    package var done: String

    package init(
        id: Int64, at: Timestamp, account: AccountName, kind: String, subject: String, ours: String,
        theirs: String, done: String
    ) {
        self.id = id
        self.at = at
        self.account = account
        self.kind = kind
        self.subject = subject
        self.ours = ours
        self.theirs = theirs
        self.done = done
    }
}

/// Why an account (or one contract of it) takes no entries for now.
package struct LockRow: Hashable, Sendable {
    /// Counted up from 1 by the Desk.
    package var id: Int64
    package var account: AccountName
    /// Nil for the whole account.
    package var contract: ContractID?
    package var kind: String
    package var reason: String
    package var createdAt: Timestamp
    /// Nil while it holds without a known end.
    package var endsAt: Timestamp?
    package var clearedAt: Timestamp?

    package init(
        id: Int64, account: AccountName, contract: ContractID?, kind: String, reason: String,
        createdAt: Timestamp, endsAt: Timestamp? = nil, clearedAt: Timestamp? = nil
    ) {
        self.id = id
        self.account = account
        self.contract = contract
        self.kind = kind
        self.reason = reason
        self.createdAt = createdAt
        self.endsAt = endsAt
        self.clearedAt = clearedAt
    }
}

/// A trading day's totals of one account; they follow from its fills.
package struct DayRow: Hashable, Sendable {
    package var account: AccountName
    package var day: TradingDay
    package var trades: Int64
    /// Gross realised profit.
    package var profit: Money
    package var fees: Money
    package var commissions: Money
    /// Cash when the day began, by the first reading less what its fills had made until then; nil before it.
    package var openingBalance: Money?
    /// When that was told, by our clock, until a later reading has proved it; nil from then on.
    package var openingReadAt: Timestamp?
    /// What the equity must not touch on this day; nil without a firm's profile, and before it is known.
    package var floor: DayFloor?

    package init(
        account: AccountName, day: TradingDay, trades: Int64 = 0, profit: Money = .zero, fees: Money = .zero,
        commissions: Money = .zero, openingBalance: Money? = nil, openingReadAt: Timestamp? = nil,
        floor: DayFloor? = nil
    ) {
        self.floor = floor
        self.openingReadAt = openingReadAt
        self.openingBalance = openingBalance
        self.account = account
        self.day = day
        self.trades = trades
        self.profit = profit
        self.fees = fees
        self.commissions = commissions
    }
}

package struct AuditRow: Hashable, Sendable {
    package var at: Timestamp
    /// `risk.verdict`, `desk.started`, …
    package var kind: String
    /// What it is about: a tag, an account, a fingerprint.
    package var subject: String
    /// One JSON object.
    package var body: [UInt8]

    package init(at: Timestamp, kind: String, subject: String, body: [UInt8]) {
        self.at = at
        self.kind = kind
        self.subject = subject
        self.body = body
    }
}
