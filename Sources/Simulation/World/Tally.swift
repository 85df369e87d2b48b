/// How often what happened, in one world or in all of a run together.
package struct Tally: Sendable, Equatable {
    package var seeds = 0
    package var steps = 0
    package var turns = 0
    package var alerts = 0
    /// Answers with a status of 200 to 299.
    package var acknowledged = 0
    /// Answers with 503: the sender may try again.
    package var turnedAway = 0
    package var orders = 0
    package var fills = 0
    package var flattens = 0
    package var starts = 0
    package var simulatedSeconds = 0
    /// Worlds whose venue went on to a next month.
    package var rolls = 0
    package private(set) var faults: [FaultKind: Int] = [:]

    package init() {}

    package subscript(_ kind: FaultKind) -> Int {
        get { faults[kind] ?? 0 }
        set { faults[kind] = newValue }
    }

    package static func += (left: inout Tally, right: Tally) {
        left.seeds += right.seeds
        left.steps += right.steps
        left.turns += right.turns
        left.alerts += right.alerts
        left.acknowledged += right.acknowledged
        left.turnedAway += right.turnedAway
        left.orders += right.orders
        left.fills += right.fills
        left.flattens += right.flattens
        left.starts += right.starts
        left.simulatedSeconds += right.simulatedSeconds
        left.rolls += right.rolls
        for kind in FaultKind.allCases { left[kind] += right[kind] }
    }

    /// Every figure with its name, in a fixed order.
    package var figures: [(name: String, count: Int)] {
        [
            ("seeds", seeds), ("steps", steps), ("turns", turns), ("alerts", alerts),
            ("acknowledged", acknowledged), ("turned_away", turnedAway), ("orders", orders), ("fills", fills),
            ("flattens", flattens), ("starts", starts), ("simulated_seconds", simulatedSeconds),
            ("rolls", rolls),
        ] + FaultKind.allCases.map { ($0.rawValue, self[$0]) }
    }
}
