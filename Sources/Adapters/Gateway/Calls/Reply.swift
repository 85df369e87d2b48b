import Trading

/// What came back of one REST request, before anyone asks what it means.
struct Reply: Sendable {
    enum Outcome: Sendable {
        case answered(status: Int, body: [UInt8])
        /// Provably not one byte of the request left.
        case notSent(String)
        /// Cut off, timed out, too large: the request may have been read.
        case broken(String)
    }

    let outcome: Outcome
    /// When the request was handed to the network.
    let handedAt: Moment
    let endedAt: Moment
    /// By how much our wall clock was ahead of the venue's; nil where the answer does not tell.
    var clockAhead: Span?
    /// How long the venue asked to stay away.
    var retryAfter: Span?

    /// When it was handed over; nil when not a byte of it left.
    var sentAt: Moment? {
        if case .notSent = outcome { return nil }
        return handedAt
    }

    var latency: Span { endedAt.steady.since(handedAt.steady) }

    var isUnauthorized: Bool {
        if case .answered(401, _) = outcome { return true }
        return false
    }
}
