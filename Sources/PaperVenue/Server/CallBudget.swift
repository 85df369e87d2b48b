import Trading

/// How many calls each user has left: a sliding minute for most, a sliding half minute for bars.
///
/// Source: ProjectX documentation, rate limits: 200 calls in 60 s, and 50 calls for bars in 30 s. That the
/// window slides and counts by user is a guess.
struct CallBudget: Sendable {
    private struct Window: Sendable {
        var calls: [Timestamp] = []

        mutating func take(at now: Timestamp, span: Span, limit: Int) -> Bool {
            calls.removeAll { now.since($0) >= span }
            guard calls.count < limit else { return false }
            calls.append(now)
            return true
        }
    }

    private let callsPerMinuteMax: Int?
    private var calls: [String: Window] = [:]
    private var bars: [String: Window] = [:]

    init(callsPerMinuteMax: Int?) { self.callsPerMinuteMax = callsPerMinuteMax }

    /// Counts a call unless it is one too many; what is refused does not count.
    mutating func take(_ endpoint: VenueEndpoint, by user: String, at now: Timestamp) -> Bool {
        guard let limit = callsPerMinuteMax else { return true }
        if endpoint == .retrieveBars {
            return bars[user, default: Window()].take(at: now, span: .seconds(30), limit: max(1, limit / 4))
        }
        return calls[user, default: Window()].take(at: now, span: .seconds(60), limit: limit)
    }
}
