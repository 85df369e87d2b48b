import Trading

/// Ever longer waits between tries, with jitter so that many clients do not come back in step.
struct Backoff: Hashable, Sendable {
    private let waits: [Span]
    private var step = 0

    /// - Parameter waits: at least one; the last is repeated, and no wait is longer than the longest of them.
    init(_ waits: [Span]) {
        precondition(!waits.isEmpty, "a backoff needs a wait")
        self.waits = waits
    }

    /// The next wait: the step, plus up to a quarter of it (up to 250 ms for a step below one second).
    mutating func next(using dice: inout some RandomNumberGenerator) -> Span {
        let base = waits[min(step, waits.count - 1)].microseconds
        step = min(step + 1, waits.count)
        let longest = waits.map(\.microseconds).max() ?? base
        let spread = base >= 1_000_000 ? base / 4 : min(250_000, longest / 4)
        let jitter = Int64(dice.next().multipliedFullWidth(by: UInt64(spread) + 1).high)
        return Span(microseconds: min(base + jitter, longest))
    }

    var isAtStart: Bool { step == 0 }

    mutating func reset() { step = 0 }
}
