package import Trading

/// Counts requests so that the venue's limit is not met: reads wait for their turn, money-moving calls have a
/// reserve that reads cannot touch.
///
/// Source: the vendor's page on rate limits, read 2026-09: 200 requests in 60 s, login included, HTTP 429
/// beyond. Whether its window slides is not said; ours does, which satisfies both.
package struct RequestBudget: Hashable, Sendable {
    package static let window = Span.seconds(60)
    /// After HTTP 429 reads rest for so long.
    package static let easeOff = Span.seconds(10)

    /// Requests of every kind within the window.
    package let requestsMax: Int
    /// Above so many requests within the window no further read leaves.
    package let readsUpTo: Int
    /// Above so many no further entry leaves: the rest is for closing, cancelling and exits.
    package let entriesUpTo: Int

    private var sent: [Timestamp] = []
    private var readsRestUntil: Timestamp?

    package init(requestsMax: Int = 200, readsUpTo: Int = 150, entriesUpTo: Int = 160) {
        precondition(requestsMax > 0 && readsUpTo > 0, "a budget allows something")
        self.requestsMax = requestsMax
        self.readsUpTo = min(readsUpTo, requestsMax)
        self.entriesUpTo = min(entriesUpTo, requestsMax)
    }

    /// Takes one request for a read, or says when to ask again. The clock is the steady one.
    mutating func takeRead(at now: Timestamp) -> Timestamp? {
        forget(now)
        if let readsRestUntil, now < readsRestUntil { return readsRestUntil }
        guard sent.count >= readsUpTo else {
            sent.append(now)
            return nil
        }
        return sent[sent.count - readsUpTo].advanced(by: Self.window)
    }

    /// Takes one request for a call that moves money; false when nothing is left for its kind.
    mutating func takeMoney(isEntry: Bool, at now: Timestamp) -> Bool {
        forget(now)
        guard sent.count < (isEntry ? entriesUpTo : requestsMax) else { return false }
        sent.append(now)
        return true
    }

    /// Counts a login or a renewal, which is never held back.
    mutating func note(at now: Timestamp) { sent.append(now) }

    /// The venue answered 429.
    mutating func refused(at now: Timestamp) { readsRestUntil = now.advanced(by: Self.easeOff) }

    private mutating func forget(_ now: Timestamp) {
        let start = now.advanced(by: Span(microseconds: -Self.window.microseconds))
        guard let kept = sent.firstIndex(where: { $0 > start }) else { return sent.removeAll() }
        sent.removeFirst(kept)
    }
}
