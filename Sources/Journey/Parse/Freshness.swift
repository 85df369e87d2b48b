package import Trading

/// Whether an alert still speaks of the market that we see.
package enum Freshness {
    /// A sender's clock may run ahead by this much.
    package static let aheadMax = Span.seconds(2)

    /// By the time that the alert tells, and by the end of its bar: where it tells both, both have to hold.
    ///
    /// - Parameters:
    ///   - now: When the body was in; an alert without a time of its own counts from then.
    ///   - maxAge: The source's limit; exits have none. The alert's own holds beside it.
    package static func check(_ alert: Alert, at now: Timestamp, maxAge: Span) throws(Refusal) {
        guard alert.intent.ages else { return }
        let most = alert.maxAge.map { min($0, maxAge) } ?? maxAge
        if let time = alert.time {
            if now.since(time) > most { throw tooOld(alert, time, at: now, maxAge: maxAge) }
            try refuseAhead(of: time, now, key: alert.timeKey)
        }
        if let opened = alert.barTime { try refuseAhead(of: opened, now, key: "bar_time") }
        if let end = alert.barEnd, now.since(end) > most {
            throw Refusal(
                .signalTooOld,
                reason: "its bar of \(alert.interval?.description ?? "") ended \(now.since(end)) ago; "
                    + allowance(alert, now.since(end), maxAge: maxAge),
                remedy: "let the alert fire once per bar close at the latest, or raise the source's max_age",
                key: "bar_time")
        }
    }

    private static func refuseAhead(of time: Timestamp, _ now: Timestamp, key: String) throws(Refusal) {
        let ahead = time.since(now)
        guard ahead > aheadMax else { return }
        throw Refusal(
            .signalFromFuture, reason: "\"\(key)\" is \(ahead) ahead of this machine's time",
            remedy: "check this machine's clock, and that \"\(key)\" is UTC", key: key)
    }

    private static func tooOld(
        _ alert: Alert, _ time: Timestamp, at now: Timestamp, maxAge: Span
    ) -> Refusal {
        let (age, key) = (now.since(time), alert.timeKey)
        let isOwn = alert.maxAge.map { age > $0 && $0 < maxAge } ?? false
        let raise = isOwn ? "raise \"max_lag\" in the message" : "raise the source's max_age"
        guard mayBeOpening(time, of: alert.interval) else {
            return Refusal(
                .signalTooOld, reason: "the alert fired \(age) ago; " + allowance(alert, age, maxAge: maxAge),
                remedy: "send {{timenow}} as \"\(key)\", or \(raise)", key: key)
        }
        let hasBarTime = Dialect(rawValue: alert.dialect)?.reader.labels.hasBarTime == true
        let other = hasBarTime ? ", or {{time}} as \"bar_time\" with {{interval}} as \"interval\"" : ""
        return Refusal(
            .signalTooOld,
            reason: "\"\(key)\" is \(age) ago, when a bar may have opened; "
                + allowance(alert, age, maxAge: maxAge),
            remedy:
                "send {{timenow}} as \"\(key)\"\(other): {{time}} is when the bar opened. Where it is the "
                + "alert's own time, \(raise)", key: key)
    }

    /// Whose limit an age is beyond.
    private static func allowance(_ alert: Alert, _ age: Span, maxAge: Span) -> String {
        let source = "its source allows \(maxAge)"
        guard let own = alert.maxAge, age > own else { return source }
        return "its own max_lag allows \(own)" + (age > maxAge ? ", and \(source)" : "")
    }

    /// Whether bars open at such a time: `{{time}}` is one, `{{timenow}}` seldom.
    private static func mayBeOpening(_ time: Timestamp, of interval: ChartInterval?) -> Bool {
        let length = interval.flatMap { $0.isTimed ? $0.lengthMax : nil } ?? .seconds(60)
        return time.microseconds.isMultiple(of: length.microseconds)
    }
}
