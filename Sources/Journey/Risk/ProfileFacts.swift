package import Trading

/// What the gate is told about an account's firm.
package struct ProfileFacts: Hashable, Sendable {
    package var profile: FirmProfile
    package var day: TradingDay
    /// Cash when the trading day began, which is the balance at the end of the one before; nil while it is not known.
    package var opening: Money?
    /// Cash now, by the venue or by the fills, whichever is worse; nil while it is not known.
    package var balance: Money?
    /// What every open position would lose at its stop from the price it was entered at, and every entry under way at
    /// its own; nil where one has no stop, or it is not known.
    package var openRisk: Money?
    package var floor: Money?
    package var basis: DayFloor.Basis?
    package var isBreached = false
    package var buffer: Money
    /// Why the floor is not known.
    package var gap: String?
    /// Whether that is for want of quotes of what is to be entered, and nothing else.
    package var lacksQuotes = false

    package init(_ profile: FirmProfile, day: TradingDay, buffer: Money) {
        self.profile = profile
        self.day = day
        self.buffer = buffer
    }

    /// The most that may be held today, in tenths of a mini; nil where it is not known.
    package var tierTenths: Int64? { profile.tierTenths(after: opening) }
}
