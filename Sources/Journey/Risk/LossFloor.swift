package import Trading

/// The floor under an account's equity: it rises with the account's best and never falls.
///
/// Source: risk specification, sections 3.4 and 4.1. The test is the same for all firms read so far: touching it is a
/// breach.
package struct LossFloor: Hashable, Sendable {
    /// The best so far: of the balances at days' ends, or of the equity at any moment.
    package private(set) var peak: Money
    package private(set) var floor: Money
    /// Whether the equity ever touched it; what was won back since does not undo that.
    package private(set) var isBreached: Bool

    package init(peak: Money, floor: Money, isBreached: Bool = false) {
        self.peak = peak
        self.floor = floor
        self.isBreached = isBreached
    }

    /// As a new account has it; nil where the numbers leave their range.
    package init?(start: Money, amount: Money) {
        guard let floor = start.checked(subtracting: amount) else { return nil }
        self.init(peak: start, floor: floor)
    }

    /// As it stands by the operator's word: the best follows from the floor, as far as it still matters.
    package init?(entered: FloorEntry, amount: Money) {
        guard let peak = entered.floor.checked(adding: amount) else { return nil }
        self.init(peak: peak, floor: entered.floor)
    }

    /// Moves it by a balance at a day's end, or by an equity where the firm follows that.
    ///
    /// - Parameter lock: Where it stops for good.
    package mutating func follow(_ best: Money, amount: Money, lock: Money?) {
        peak = max(peak, best)
        guard let wanted = peak.checked(subtracting: amount) else { return }
        floor = max(floor, lock.map { min($0, wanted) } ?? wanted)
    }

    /// The same as if nothing had ever touched it.
    package var untouched: LossFloor { LossFloor(peak: peak, floor: floor) }

    /// - Returns: Whether it is breached now and was not before.
    package mutating func test(_ equity: Money) -> Bool {
        guard !isBreached, equity <= floor else { return false }
        isBreached = true
        return true
    }
}

/// The floor as it holds for one trading day.
package struct DayFloor: Hashable, Sendable {
    package enum Basis: String, Hashable, Sendable, CaseIterable {
        /// As the operator entered it.
        case entered
        /// Moved by the balance of each day's end.
        case advanced
        /// Some of those balances were rebuilt from executions.
        case reconstructed
        /// It follows the equity within the day, and that was not watched while something was open: it may be higher.
        case unwatched
    }

    package var loss: LossFloor
    package var basis: Basis
    /// What it follows from.
    package var entry: FloorEntry
    /// Wall time from which it is held against what executions made of the cash: when the operator's word was taken up,
    /// or when it last moved within the day; nil for the whole day.
    package var since: Timestamp?

    package init(loss: LossFloor, basis: Basis, entry: FloorEntry, since: Timestamp? = nil) {
        self.since = since
        self.loss = loss
        self.basis = basis
        self.entry = entry
    }

    /// Whether it stands where it stops for good, so that nothing that was missed could have moved it.
    package func isAtRest(lock: Money?) -> Bool { lock.map { loss.floor >= $0 } ?? false }

    /// Whether an entry of the settings says something newer than the one that this follows from.
    package func isOverruled(by entry: FloorEntry) -> Bool {
        entry.asOf > self.entry.asOf || (entry.asOf == self.entry.asOf && entry.floor != self.entry.floor)
    }
}
