/// One connection, from its acceptance until the daemon lets it go. Known to the server's thread only.
final class Connection {
    let descriptor: Int32
    let peer: String
    let acceptedAt: UInt64
    /// When the connection is cut (`CLOCK_MONOTONIC`, ns); nil while the handler owes an answer.
    var deadline: UInt64?
    /// Whether a request line has been in already: a later request counts its time from its own.
    var hasServed = false

    init(descriptor: Int32, peer: String, acceptedAt: UInt64, deadline: UInt64) {
        self.descriptor = descriptor
        self.peer = peer
        self.acceptedAt = acceptedAt
        self.deadline = deadline
    }
}

/// One request, from its request line until the daemon is done with it. Known to the server's
/// thread only.
final class Request {
    /// What the daemon's next call about this request is for.
    enum Phase {
        case head
        case body
        /// The body is over the limit: it is thrown away, then answered with 413.
        case discarding(bytes: Int)
        case answer(HTTPResponse)
        case upgrade(
            headers: [(name: String, value: String)], opened: @Sendable (UpgradedSocket) -> Void)
        /// The handler has the exchange.
        case asked(HTTPExchange)
        /// Answered or upgraded; nothing more is expected.
        case done
    }

    unowned let connection: Connection
    let startedAt: UInt64
    let path: String
    let query: String
    var method = ""
    var phase = Phase.head
    var body: [UInt8] = []
    /// Whether the request is still counted as under way.
    var isCounted = true

    /// - Parameter target: The request target as the client wrote it.
    init(connection: Connection, startedAt: UInt64, target: String) {
        self.connection = connection
        self.startedAt = startedAt
        let cut = target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.utf8.endIndex
        path = String(target[..<cut])
        query = cut == target.utf8.endIndex ? "" : String(target[target.utf8.index(after: cut)...])
    }
}
