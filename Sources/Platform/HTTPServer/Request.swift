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
    let hasQuery: Bool
    /// Whether the target is free of control characters.
    let isWellFormed: Bool
    /// Where the daemon showed the target, and its length.
    let place: (start: UInt, count: Int)
    var method = ""
    var phase = Phase.head
    var body: [UInt8] = []
    /// Bytes of its head and body; nil while its head is not whole, and where the body's length is not told beforehand.
    var wireBytes: Int64?
    /// Whether the request is still counted as under way.
    var isCounted = true

    /// Whether more of it has to come from the client.
    var isUnfinished: Bool {
        switch phase {
        case .head, .body, .discarding: true
        case .answer, .upgrade, .asked, .done: false
        }
    }

    /// - Parameters:
    ///   - target: The request target as the client wrote it.
    ///   - place: Where it lies.
    init(connection: Connection, startedAt: UInt64, target: String, place: (start: UInt, count: Int)) {
        self.place = place
        self.connection = connection
        self.startedAt = startedAt
        isWellFormed = target.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
        let cut = target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.utf8.endIndex
        path = String(target[..<cut])
        hasQuery = cut != target.utf8.endIndex
        query = cut == target.utf8.endIndex ? "" : String(target[target.utf8.index(after: cut)...])
    }
}
