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
        return date(words).map { Span(microseconds: max(0, $0.since(now).microseconds)) }
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`, the only form that may still be written.
    private static func date(_ words: [Substring]) -> Timestamp? {
        guard words.count == 6, words[5] == "GMT", words[1].utf8.count == 2, words[3].utf8.count == 4,
            let month = months.firstIndex(of: String(words[2]))
        else { return nil }
        let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        return Timestamp("\(words[3])-\(number)-\(words[1])T\(words[4])Z")
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
