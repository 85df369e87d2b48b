package import Trading

/// What kind of account a firm's profile speaks of.
package enum AccountClass: String, Hashable, Sendable, CaseIterable {
    /// To be passed before a firm pays anything: a Combine.
    case evaluation
    /// Paid from, and still simulated: an Express Funded Account.
    case funded
    /// At the exchange, with the firm's money.
    case live
}

/// What a firm allows one kind of account, as somebody read it on a day. What is nil nobody stated.
///
/// Source: risk specification, sections 3 and 4.
package struct FirmProfile: Hashable, Sendable {
    /// The name, or the file, by which the settings mean it.
    package let name: String
    package let firm: String
    /// When its numbers were read.
    package let asOf: CivilDate
    package let source: String
    /// Whether somebody read them at the firm's own pages; else they are hearsay.
    package let isVerified: Bool
    package let accountClass: AccountClass
    /// Whether the firm lets programs trade it over the API.
    package var allowsAPI: Bool?
    /// Whether no order of it reaches an exchange.
    package var isSimulated: Bool?
    /// Contracts of all products together, in tenths of a mini.
    package var tenthsMax: Int64?
    /// From the least balance up; empty without a scaling plan.
    package var scaling: [ScalingStep] = []
    package var drawdown: Drawdown?
    /// When the firm's trading day rolls, in seconds after midnight in Chicago; nil for 17:00, as at the exchange.
    package var dayRoll: Int64?
    /// What else the firm wants and no check of ours sees to.
    package var notes: [String] = []

    package init(
        name: String, firm: String, asOf: CivilDate, source: String, isVerified: Bool,
        accountClass: AccountClass
    ) {
        self.name = name
        self.firm = firm
        self.asOf = asOf
        self.source = source
        self.isVerified = isVerified
        self.accountClass = accountClass
    }

    /// The most that may be held on a day, in tenths of a mini: by the balance at the end of the day before.
    ///
    /// At a step's very balance the fewer hold: the firm's chart leaves it open.
    /// - Returns: nil where the balance is not known, or below every step.
    package func tierTenths(after balance: Money?) -> Int64? {
        guard let balance else { return nil }
        return scaling.last { step in step.above.map { balance > $0 } ?? true }?.tenths
    }
}

/// One step of a scaling plan.
package struct ScalingStep: Hashable, Sendable {
    /// It holds for balances above this; nil for the lowest one.
    package let above: Money?
    /// Tenths of a mini.
    package let tenths: Int64

    package init(above: Money?, tenths: Int64) {
        self.above = above
        self.tenths = tenths
    }
}

/// A limit of loss that follows the account's best.
///
/// Source: risk specification, sections 3.4 and 4.1.
package struct Drawdown: Hashable, Sendable {
    /// What raises the floor.
    package enum Peak: String, Hashable, Sendable, CaseIterable {
        case endOfDay = "eod_balance"
        /// Open profit counts at every moment, which takes live quotes.
        case intraday = "intraday_equity"
    }

    package let peak: Peak
    /// How far below the best the floor stands.
    package let amount: Money?
    /// The balance that the account begins with.
    package let start: Money?
    /// Where the floor stops for good; nil where it does not.
    package let lock: Money?

    package init(peak: Peak, amount: Money?, start: Money?, lock: Money?) {
        self.peak = peak
        self.amount = amount
        self.start = start
        self.lock = lock
    }

    /// Where the floor begins, and below which it never is; nil where the profile does not tell.
    package var lowestFloor: Money? {
        guard let start, let amount else { return nil }
        return start.checked(subtracting: amount)
    }

    /// What the program keeps away from the floor where the settings say nothing: 100 USD, or 5 % of the amount.
    package static func usualBuffer(of amount: Money?) -> Money {
        max(Money(tenThousandths: 1_000_000), Money(tenThousandths: (amount?.tenThousandths ?? 0) / 20))
    }
}

/// What the operator read off the firm's dashboard: the floor that held on a trading day.
package struct FloorEntry: Hashable, Sendable {
    package let floor: Money
    package let asOf: CivilDate

    package init(floor: Money, asOf: CivilDate) {
        self.floor = floor
        self.asOf = asOf
    }
}

/// A firm's profile as one account of the settings has it.
package struct FirmTerms: Hashable, Sendable {
    package let profile: FirmProfile
    package let entry: FloorEntry?
    /// What is left between the equity and the floor, at least.
    package let buffer: Money
    /// All of the profile, as an acknowledgement is bound to it.
    package let content: String

    package init(profile: FirmProfile, entry: FloorEntry? = nil, buffer: Money? = nil) {
        self.profile = profile
        content = String(decoding: profile.content, as: UTF8.self)
        self.entry = entry
        self.buffer = buffer ?? Drawdown.usualBuffer(of: profile.drawdown?.amount)
    }

    /// Whether a floor has to be entered before anything is traded.
    package var lacksFloor: Bool { profile.drawdown != nil && entry == nil }
}
