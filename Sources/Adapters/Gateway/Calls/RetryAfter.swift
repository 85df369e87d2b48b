import Trading

/// Reads the header in which a server says how long to stay away: seconds, or the date of RFC 9110.
enum RetryAfter {
    /// Nil for what cannot be read. A date that has passed is zero.
    ///
    /// - Parameter now: wall time.
    static func wait(_ text: String, at now: Timestamp) -> Span? {
        let words = text.split(separator: " ")
        if words.count == 1, let seconds = Int64(words[0]), seconds >= 0 {
            return .seconds(min(seconds, 86_400))
        }
        return HTTPDate.read(text).map { Span(microseconds: max(0, $0.since(now).microseconds)) }
    }
}
