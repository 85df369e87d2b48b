import Trading

/// The venue's time: the system's, another place in time, or faster than life.
///
/// Everything that the venue does by itself goes by it: latencies, the life of tokens, sessions, time stamps
/// and the market. Rate limits and the hubs' pings go by real time, since a client's machine and network do
/// not run faster. A clock that a test moves is taken as it is, for rate limits too.
struct VenueClock: Sendable {
    /// Seconds of the venue in one real second; 1 or more.
    let speed: Int64
    private let read: @Sendable () -> Timestamp
    /// Venue time and steady time when it began, where it does not simply follow `read`.
    private let begun: (venue: Timestamp, steady: Int64)?

    init(_ read: @escaping @Sendable () -> Timestamp, start: Timestamp?, speed: Int64) {
        self.read = read
        self.speed = max(1, speed)
        begun = start == nil && speed <= 1 ? nil : (start ?? read(), SteadyClock.microseconds)
    }

    var now: Timestamp {
        guard let begun else { return read() }
        let passed = SteadyClock.microseconds - begun.steady
        return begun.venue.advanced(by: Span(microseconds: passed &* speed))
    }

    /// What rate limits go by.
    var limitTime: Timestamp {
        begun == nil ? read() : Timestamp(microseconds: SteadyClock.microseconds)
    }

    /// The real microseconds that a span of the venue's time takes, rounded up; never below zero.
    func realMicroseconds(_ span: Span) -> Int64 {
        max(0, (span.microseconds.clamped + speed - 1) / speed)
    }
}

extension Int64 {
    /// Near enough to nothing that a little can be added.
    fileprivate var clamped: Int64 { Swift.min(self, .max / 2) }
}
