import Trading

/// Fills of our orders in one contract that the account's position does not show yet.
///
/// A fill and the position after it come by different events in any order: what comes first waits here for the
/// other, signed, until a snapshot asked later ends all doubt.
struct UnshownFills: Hashable, Sendable {
    /// Told by orders, and not by the position.
    private(set) var fills: Int64 = 0
    /// Told by the position, and not by an order of ours.
    private var changes: Int64 = 0
    /// Steady time of the last word.
    private(set) var at: Timestamp

    init(at: Timestamp) { self.at = at }

    /// Contracts to count on one side: fills that the position may not hold yet, and the legs of a bracket whose
    /// entry the position shows as filled before the entry was told of.
    func contracts(_ side: Side) -> Int64 {
        max(0, side == .buy ? fills : 0 &- fills) + max(0, side == .buy ? 0 &- changes : changes)
    }

    /// Whether orders and the position do not say the same yet.
    var isWaiting: Bool { contracts(.buy) != 0 || contracts(.sell) != 0 }

    mutating func fill(_ contracts: Int64, at now: Timestamp) {
        let rest = Self.cancel(contracts, against: &changes)
        fills = fills.checked(adding: rest) ?? fills
        at = now
    }

    /// - Returns: As much of it as no fill of ours explains so far.
    mutating func change(_ contracts: Int64, at now: Timestamp) -> Int64 {
        let rest = Self.cancel(contracts, against: &fills)
        changes = changes.checked(adding: rest) ?? changes
        at = now
        return rest
    }

    /// Takes from both what they have in common; returns what is left of the first.
    private static func cancel(_ contracts: Int64, against waiting: inout Int64) -> Int64 {
        guard contracts.signum() == waiting.signum() else { return contracts }
        let common = contracts > 0 ? min(contracts, waiting) : max(contracts, waiting)
        waiting -= common
        return contracts - common
    }
}
