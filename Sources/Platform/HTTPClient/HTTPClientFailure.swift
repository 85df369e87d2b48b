/// A request that brought no usable answer.
package struct HTTPClientFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Reach: Hashable, Sendable {
        /// Provably no byte of the request left: no lookup, no connection, no TLS, or never begun.
        case notSent
        /// The server may have the request, and may act on it.
        case maybeSent
    }

    package let reach: Reach
    /// Names the server and what went wrong; never a path, a query, a header or a body.
    package let reason: String
    package let timedOut: Bool

    package init(reach: Reach, reason: String, timedOut: Bool = false) {
        self.reach = reach
        self.reason = reason
        self.timedOut = timedOut
    }

    package var description: String {
        reason + (reach == .notSent ? " (the request was not sent)" : " (the request may have arrived)")
    }
}
