import Trading

/// What becomes of a message that is not taken: its sender is told why, and so is whoever looks the next morning.
extension Desk {
    mutating func refuse(_ arrival: Arrival, _ refusal: Refusal) {
        write(arrival, .refused, status: refusal.code.status, refusal: refusal)
        tell(refusal, of: arrival.delivery.source)
        reply(arrival, .refused(refusal))
    }

    /// Only senders who know a secret come here, and even theirs are many where a template is broken or a secret known
    /// to others: of each source so many are news in a minute. The ledger has every one.
    private static let newsRate = AlertRate(perMinute: 10, burst: 10)

    private mutating func tell(_ refusal: Refusal, of source: String) {
        var book = refusals[source] ?? RefusalBook(Self.newsRate)
        let isNews = book.bucket.take(now: now.steady) == nil
        let untold = book.untold
        book.untold = isNews ? 0 : untold + 1
        refusals[source] = book
        let place = refusal.line.map { line in
            " at line \(line)" + (refusal.column.map { ", column \($0)" } ?? "")
        }
        let more = isNews && untold > 0 ? "; \(untold) more before it, told by `ledger deliveries` alone" : ""
        note(
            .parse,
            "refused a message of \(source): \(refusal.code.rawValue)\(place ?? ""): \(refusal.reason); "
                + refusal.remedy + more,
            isNews: isNews)
    }

    /// How much was told of one source's refusals.
    struct RefusalBook: Hashable, Sendable {
        var bucket: RateBucket
        /// How many were not news since the last one that was.
        var untold = 0

        init(_ rate: AlertRate) { bucket = RateBucket(rate) }
    }
}
