package import Trading

/// What an account may do at all. The operator's switch: the settings say how it starts, commands change it.
package enum TradingState: String, Hashable, Comparable, Sendable, CaseIterable {
    case active
    /// Exits and protection only.
    case reducing
    /// Cancelling and flattening only.
    case halted

    private var rank: Int {
        switch self {
        case .active: 0
        case .reducing: 1
        case .halted: 2
        }
    }

    /// The stricter is the greater.
    package static func < (left: TradingState, right: TradingState) -> Bool { left.rank < right.rank }
}

/// One account's limits. The defaults are the strictest that still let one contract trade.
package struct RiskLimits: Hashable, Sendable {
    /// Contracts in one entry, 1 or more.
    package var sizeMax: Int64
    /// Contracts of one instrument, long or short, working entries counted, 1 or more.
    package var positionMax: Int64
    /// Whether an entry must carry a stop loss.
    package var requiresStop: Bool
    package var orderTypes: Set<OrderType>
    package var offTick: OffTick
    /// Whether an entry may leave while an order of the same contract has no answer that can be trusted. That one goes
    /// on counting as one that may fill.
    package var allowsParallel: Bool

    package init(
        sizeMax: Int64 = 1, positionMax: Int64 = 1, requiresStop: Bool = true,
        orderTypes: Set<OrderType> = [.market, .limit, .stop], offTick: OffTick = .reject,
        allowsParallel: Bool = false
    ) {
        self.sizeMax = sizeMax
        self.positionMax = positionMax
        self.requiresStop = requiresStop
        self.orderTypes = orderTypes
        self.offTick = offTick
        self.allowsParallel = allowsParallel
    }
}
