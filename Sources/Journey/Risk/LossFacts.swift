package import Trading

/// One account's limits of a trading day's profit and loss, and of its number of trades. What is nil is off.
package struct DayLimits: Hashable, Sendable {
    /// What a day may lose, above zero: realised, and at the stops of what is open.
    package var lossMax: Money?
    /// What a day may earn before it takes no more entries, above zero.
    package var profitMax: Money?
    /// Entries of a day, those under way counted.
    package var tradesMax: Int64?

    package init(lossMax: Money? = nil, profitMax: Money? = nil, tradesMax: Int64? = nil) {
        self.lossMax = lossMax
        self.profitMax = profitMax
        self.tradesMax = tradesMax
    }

    package static let off = DayLimits()
}

/// What the gate is told about an account's trading day.
package struct DayFacts: Hashable, Sendable {
    package var limits: DayLimits
    package var day: TradingDay
    /// Net of fees and commissions: by the fills, or by the balance since the day began where that is worse; nil while
    /// one of them is not known.
    package var realised: Money?
    /// The least and the most that it was today, after each execution; nil where that was not told.
    package var lowest: Money?
    package var highest: Money?
    /// What every open position would lose at its stop from the price it was entered at, and every entry under way at
    /// its own, with slip and fees; nil where one has no stop, or it is not known.
    package var openRisk: Money?
    /// Entries that filled today or may.
    package var trades: Int64 = 0

    package init(_ limits: DayLimits, day: TradingDay) {
        self.limits = limits
        self.day = day
    }
}
