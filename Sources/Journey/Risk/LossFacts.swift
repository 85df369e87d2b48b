package import Trading

/// One account's limits of a trading day's profit and loss, and of its number of trades. What is nil is off.
package struct DayLimits: Hashable, Sendable {
    /// What a day may lose, above zero: realised, and at the stops of what is open.
    package var lossMax: Money?
    /// What a day may earn before it takes no more entries, above zero.
    package var profitMax: Money?
    /// Entries of a day, those under way counted.
    package var tradesMax: Int64?
    /// The same within a stretch of time up to now; one that is not there is off.
    package var windowTradesMax: [TradeWindow: Int64] = [:]
    /// What decides the day.
    package var basis: Basis

    /// Source: risk specification, section 4.2.
    package enum Basis: String, Hashable, Sendable, CaseIterable {
        case realised
        /// What is open counts too, where quotes tell of it.
        case net
    }

    package enum Limit: Hashable, Sendable {
        case loss, profit

        /// The kind of the lock that a day has which came to it.
        package var lock: String {
            switch self {
            case .loss: "day_loss"
            case .profit: "day_profit"
            }
        }

        package init?(lock kind: String) {
            guard let limit = [Limit.loss, .profit].first(where: { $0.lock == kind }) else { return nil }
            self = limit
        }

        package var code: Denial.Code {
            switch self {
            case .loss: .dailyLossLimit
            case .profit: .dailyProfitTarget
            }
        }
    }

    package init(
        lossMax: Money? = nil, profitMax: Money? = nil, tradesMax: Int64? = nil,
        windowTradesMax: [TradeWindow: Int64] = [:], basis: Basis = .realised
    ) {
        self.lossMax = lossMax
        self.profitMax = profitMax
        self.tradesMax = tradesMax
        self.windowTradesMax = windowTradesMax
        self.basis = basis
    }

    package static let off = DayLimits()

    /// Whether open profit and loss may decide the day.
    package var countsOpen: Bool { basis == .net && (lossMax != nil || profitMax != nil) }

    /// The limit that such a profit or loss comes to.
    package func reached(by net: Money) -> Limit? {
        if let lossMax, net.tenThousandths <= -lossMax.tenThousandths { return .loss }
        if let profitMax, net >= profitMax { return .profit }
        return nil
    }
}

/// A stretch of time up to now in which entries are counted, whatever trading day they belong to.
///
/// Source: risk specification, section 5.4, R-006.
package enum TradeWindow: String, Hashable, Sendable, CaseIterable {
    /// The longer first: what has to be waited for longest is told.
    case hour, minute

    package var span: Span {
        switch self {
        case .hour: .seconds(3_600)
        case .minute: .seconds(60)
        }
    }
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
    /// What all that is open has made by fresh marks, before the fees of the way out; nil where that does not count,
    /// or is not known.
    package var open: Money?
    /// The limit that the day came to with what was open then, and how that was; nil while it has not.
    package var reached: Reached?
    /// What every open position would lose at its stop from the price it was entered at, and every entry under way at
    /// its own, with slip and fees; nil where one has no stop, or it is not known.
    package var openRisk: Money?
    /// Entries that filled today or may.
    package var trades: Int64 = 0
    /// Entries that first filled within each window that has a limit, or may yet fill.
    package var windowTrades: [TradeWindow: Int64] = [:]
    /// When the day rolls, in seconds after midnight in Chicago.
    package var roll = TradingDay.usualRoll

    package struct Reached: Hashable, Sendable {
        package let limit: DayLimits.Limit
        package let words: String

        package init(_ limit: DayLimits.Limit, _ words: String) {
            self.limit = limit
            self.words = words
        }
    }

    package init(_ limits: DayLimits, day: TradingDay) {
        self.limits = limits
        self.day = day
    }

    /// Realised and open together; nil where the latter does not count, or one is not known.
    package var net: Money? { open.flatMap { realised?.checked(adding: $0) } }
}
