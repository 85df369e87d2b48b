package import Trading

/// How many alerts a source may send.
package struct AlertRate: Hashable, Sendable {
    package let perMinute: Int
    /// How many may come at once after a quiet time.
    package let burst: Int

    package init(perMinute: Int, burst: Int) {
        precondition(perMinute > 0 && burst > 0, "a rate lets something through")
        self.perMinute = perMinute
        self.burst = burst
    }
}

/// What is left of a source's rate.
package struct RateBucket: Hashable, Sendable {
    private let interval: Span
    private let burst: Int64
    /// When everything taken so far will have been earned.
    private var paidAt: Timestamp?

    package init(_ rate: AlertRate) {
        interval = Span(microseconds: 60_000_000 / Int64(rate.perMinute))
        burst = Int64(rate.burst)
    }

    /// - Parameter now: By a clock that never steps back.
    /// - Returns: Nil when it is within the rate; otherwise how long until the next one is.
    package mutating func take(now: Timestamp) -> Span? {
        let paidAt = max(paidAt ?? now, now)
        let next = paidAt.advanced(by: Span(microseconds: -(burst - 1) * interval.microseconds))
        guard next <= now else { return next.since(now) }
        self.paidAt = paidAt.advanced(by: interval)
        return nil
    }
}
