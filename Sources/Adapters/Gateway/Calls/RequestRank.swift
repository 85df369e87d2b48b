import Journey

/// How urgent a request is, the most urgent first.
enum RequestRank: Int, CaseIterable, Comparable, Hashable, Sendable {
    /// Logins and renewals: nothing else moves without a token.
    case session
    /// Closing, closing in part, cancelling.
    case flatten
    /// Orders that only take exposure away or protect it, and changes of working orders.
    case exit
    case lookUp
    case entry
    /// Somebody waits for what it tells.
    case read
    /// A reading that comes round by itself.
    case routine

    /// Whether it may try while the venue refuses for the rate: what takes exposure away must get through.
    var mayProbe: Bool { self <= .exit }

    /// A reading that a close waits for counts as a look-up: with every read's budget used up, bracket legs would go on
    /// working on a flat account until the window has moved.
    init(_ urgency: GatewayCall.Urgency) {
        switch urgency {
        case .routine: self = .routine
        case .awaited: self = .read
        case .closing, .proof: self = .lookUp
        }
    }

    static func < (left: RequestRank, right: RequestRank) -> Bool { left.rawValue < right.rawValue }
}
