package import Trading

/// Why not one byte of a call left this machine.
package struct Unsent: Hashable, Sendable, ExpressibleByStringInterpolation {
    package let why: String
    /// The login's requests of a minute, where they kept it back.
    package let shortage: RequestShortage?

    package init(_ why: String, shortage: RequestShortage? = nil) {
        self.why = why
        self.shortage = shortage
    }

    package init(stringLiteral why: String) { self.init(why) }
}

/// Requests of one login that were used up, or not to be made, while an order waited for its turn.
package struct RequestShortage: Hashable, Sendable {
    /// Requests of the login within the window, the ones under way among them.
    package let used: Int
    /// From so many on nothing of its kind leaves: the rest is kept for closes, cancels and look-ups.
    package let usedMax: Int
    package let window: Span
    /// Whether the venue had answered 429, so that all but closes and exits rested.
    package let isResting: Bool

    package init(used: Int, usedMax: Int, window: Span, isResting: Bool) {
        self.used = used
        self.usedMax = usedMax
        self.window = window
        self.isResting = isResting
    }
}
