/// Which of the venue's two hubs a connection is to. Both speak the same protocol.
enum HubKind: String, Hashable, Sendable {
    case user, market

    /// Whether one refused subscription ends the connection: trading relies on hearing of every account, while
    /// a contract that is not served leaves the others as they are.
    var needsEverySubscription: Bool { self == .user }

    /// Whether silence beside pings is a fault: the user hub is silent while nothing happens.
    ///
    /// Source: client authors' reports of market hubs that froze, and of false alarms on user hubs.
    var isWatched: Bool { self == .market }

    /// What log lines say when no further try is made.
    static let evictedWords =
        "EVICTED: another session of this user took over, and no further try is made; end that session, then "
        + "restart"

    /// How log lines call it.
    var words: String { self == .user ? "hub" : "market hub" }
}
