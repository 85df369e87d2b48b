import Trading

/// How many calls each user has left: a minute's worth of most, half a minute's worth of bars.
///
/// Source: ProjectX documentation, rate limits: 200 calls in 60 s, and 50 calls for bars in 30 s. That the
/// window slides and counts by user is a guess; a fixed one begins with the first call after the last has ended.
struct CallBudget: Sendable {
    private struct Window: Sendable {
        /// Ascending; of a fixed window the calls since its begin.
        private var calls: [Timestamp] = []

        /// How long a call has to wait; nil when it was counted.
        mutating func take(at now: Timestamp, span: Span, limit: Int, kind: VenueSwitches.RateWindow) -> Span?
        {
            switch kind {
            case .sliding: calls.removeAll { now.since($0) >= span }
            case .fixed: if let first = calls.first, now.since(first) >= span { calls = [] }
            }
            guard calls.count < limit else {
                return calls.first.map { $0.advanced(by: span).since(now) } ?? span
            }
            calls.append(now)
            return nil
        }
    }

    private let callsPerMinuteMax: Int?
    private let window: VenueSwitches.RateWindow
    private var calls: [String: Window] = [:]
    private var bars: [String: Window] = [:]

    init(callsPerMinuteMax: Int?, window: VenueSwitches.RateWindow = .sliding) {
        self.callsPerMinuteMax = callsPerMinuteMax
        self.window = window
    }

    /// Counts a call unless it is one too many; what is refused does not count.
    ///
    /// - Returns: How long to wait; nil when the call may go on.
    mutating func take(_ endpoint: VenueEndpoint, by user: String, at now: Timestamp) -> Span? {
        guard let limit = callsPerMinuteMax else { return nil }
        if endpoint == .retrieveBars {
            return bars[user, default: Window()]
                .take(at: now, span: .seconds(30), limit: max(1, limit / 4), kind: window)
        }
        return calls[user, default: Window()].take(at: now, span: .seconds(60), limit: limit, kind: window)
    }
}
