package import Trading

/// What traded in one stretch of time. Stretches without a trade have no bar.
package struct Bar: Hashable, Sendable {
    package let start: Timestamp
    package let open: Price
    package let high: Price
    package let low: Price
    package let close: Price
    /// Contracts.
    package let volume: Int64
}

/// The length that bars are counted in. The numbers are the venue's.
///
/// Source: ProjectX Gateway API, `AggregateBarUnit`, read 2026-09. Ticks (7) are left out: what they do is not
/// documented.
package enum BarUnit: Int64, CaseIterable, Hashable, Sendable {
    case second = 1
    case minute, hour, day, week, month

    package var word: String {
        switch self {
        case .second: "second"
        case .minute: "minute"
        case .hour: "hour"
        case .day: "day"
        case .week: "week"
        case .month: "month"
        }
    }

    package init?(word: String) {
        guard let unit = Self.allCases.first(where: { $0.word == word }) else { return nil }
        self = unit
    }

    /// When a bar that starts at a moment is over. A day's bar starts with its session and counts as 24 hours.
    package func end(of start: Timestamp, number: Int64) -> Timestamp {
        switch self {
        case .second: start.advanced(by: .seconds(number))
        case .minute: start.advanced(by: .seconds(60 * number))
        case .hour: start.advanced(by: .seconds(3_600 * number))
        case .day: start.advanced(by: .seconds(86_400 * number))
        case .week: start.advanced(by: .seconds(7 * 86_400 * number))
        // Never too short: a bar that is over counts as forming for some days at most.
        case .month: start.advanced(by: .seconds(31 * 86_400 * number))
        }
    }
}

/// Which bars are asked for.
package struct BarQuery: Hashable, Sendable {
    /// Source: the vendor's page on bars, read 2026-09.
    package static let limitMax: Int64 = 20_000

    package let contract: ContractID
    package let unit: BarUnit
    /// 5 with minutes: bars of five minutes.
    package let number: Int64
    package let since: Timestamp
    package let until: Timestamp
    /// The newest so many of them, 1 to 20 000.
    package let limit: Int64
    /// Whether the bar that is still forming is wanted.
    package let hasPartial: Bool

    package init(
        contract: ContractID, unit: BarUnit, number: Int64, since: Timestamp, until: Timestamp, limit: Int64,
        hasPartial: Bool
    ) {
        precondition(number > 0 && (1...Self.limitMax).contains(limit), "the command checks both")
        self.contract = contract
        self.unit = unit
        self.number = number
        self.since = since
        self.until = until
        self.limit = limit
        self.hasPartial = hasPartial
    }
}

/// Bars in ascending order of time.
package struct BarList: Hashable, Sendable {
    package let bars: [Bar]
    /// The venue gave as many as were asked for: older ones may exist.
    package let isCut: Bool
}
