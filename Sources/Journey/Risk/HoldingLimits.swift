package import Trading

/// One account's limits of what it may hold and of what it may ask for. What is nil or empty is off.
///
/// Source: risk specification, sections 2.4 and 2.6. Here everything is off: the settings have the defaults.
package struct HoldingLimits: Hashable, Sendable {
    /// Exchange roots in capitals; nil allows every one.
    package var allowed: Set<String>?
    package var blocked: Set<String> = []
    /// Contracts of all products together at worst, in tenths of a mini.
    package var tenthsMax: Int64?
    /// Orders that work at once, this one counted.
    package var workingMax: Int64?
    /// Entries in the direction of a position beyond the one that opened it.
    package var addsMax: Int64?
    /// Whether minis and micros exclude each other, over all accounts of the person at the firm.
    package var isOneClass = false
    /// Contracts at their price times what a point is worth, of one order.
    package var notionalMax: Money?
    /// Roots whose prices may be zero or below.
    package var negative: Set<String> = []
    /// How far a limit may stand beyond the reference price where it would fill at once, in ticks.
    package var collarTicks: Int64?
    /// The same in millionths of the reference price; the wider of the two counts.
    package var collarMillionths: Int64?
    /// How far a limit or a stop may stand from the reference price, in ticks.
    package var farTicks: Int64?
    /// Whether a price that cannot be compared with a reference is denied.
    package var needsReference = false
    /// What an entry may lose at its stop, with fees and slip.
    package var riskMax: Money?
    /// Ticks that a stop may fill beyond its price.
    package var slipTicks: Int64 = 2
    /// Whether an entry waits until every position has a working stop.
    package var needsStops = false
    /// Whether an order that would fill one of the person's own is denied.
    package var refusesSelfMatch = false

    package init() {}

    /// What an account has whose settings say nothing.
    ///
    /// - Parameter requiresStop: Whether entries need a stop: without one neither a trade's risk nor the open one can
    ///   be counted, so both are off then.
    package static func usual(requiresStop: Bool) -> HoldingLimits {
        var limits = HoldingLimits()
        (limits.tenthsMax, limits.workingMax, limits.addsMax) = (10, 20, 0)
        (limits.collarTicks, limits.collarMillionths, limits.farTicks) = (40, 5_000, 2_000)
        limits.riskMax = requiresStop ? Money(tenThousandths: 2_500_000) : nil
        limits.needsStops = requiresStop
        limits.refusesSelfMatch = true
        return limits
    }
}

/// Accounts that must not be long and short in one product at once.
package struct HedgeScope: Hashable, Sendable {
    package let person: String
    package let firm: String

    package init(person: String, firm: String) {
        self.person = person
        self.firm = firm
    }
}
