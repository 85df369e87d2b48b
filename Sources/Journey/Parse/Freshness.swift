package import Trading

/// Whether an alert still speaks of the market that we see.
package enum Freshness {
    /// A sender's clock may run ahead by this much.
    package static let aheadMax = Span.seconds(2)

    /// - Parameters:
    ///   - now: When the body was in; an alert without a time of its own counts from then.
    ///   - maxAge: The source's limit; exits have none.
    package static func check(_ alert: Alert, at now: Timestamp, maxAge: Span) throws(Refusal) {
        guard let time = alert.time, alert.intent.ages else { return }
        let age = now.since(time)
        if age > maxAge {
            throw Refusal(
                .signalTooOld, reason: "the alert fired \(age) ago; its source allows \(maxAge)",
                remedy: "send {{timenow}} as \"time\", or raise the source's max_age", key: "time")
        }
        if age < Span(microseconds: -aheadMax.microseconds) {
            throw Refusal(
                .signalFromFuture,
                reason:
                    "the alert's time is \(Span(microseconds: -age.microseconds)) ahead of this machine's",
                remedy: "check this machine's clock, and that \"time\" is UTC", key: "time")
        }
    }
}
