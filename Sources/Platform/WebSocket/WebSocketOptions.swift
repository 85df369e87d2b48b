/// Where a client connects to, and what it puts up with.
package struct WebSocketOptions: Sendable {
    /// `wss://…`, or `ws://…` when the host is this machine's loopback. May carry a token.
    package var url: String
    /// Further fields of the upgrade request.
    package var headers: [(name: String, value: String)]
    /// PEM file of the authorities to trust instead of the system's.
    package var caFile: String?
    /// Name lookup, TCP, TLS and the upgrade together.
    package var connectMilliseconds: Int
    /// The longest message taken, its fragments joined; a longer one ends the connection with 1009.
    package var messageBytesMax: Int
    /// How often to ping; `nil` never.
    package var pingSeconds: Int?
    /// The longest time without a byte from the peer, pongs included; `nil` for no limit.
    package var silenceSeconds: Int?

    package init(
        url: String, headers: [(name: String, value: String)] = [], caFile: String? = nil,
        connectMilliseconds: Int = 10_000, messageBytesMax: Int = 4 << 20, pingSeconds: Int? = nil,
        silenceSeconds: Int? = nil
    ) {
        precondition(connectMilliseconds > 0 && messageBytesMax > 0, "limits are above zero")
        precondition(pingSeconds.map { $0 > 0 } ?? true, "a ping's interval is above zero")
        precondition(silenceSeconds.map { $0 > 0 } ?? true, "a silence's limit is above zero")
        self.url = url
        self.headers = headers
        self.caFile = caFile
        self.connectMilliseconds = connectMilliseconds
        self.messageBytesMax = messageBytesMax
        self.pingSeconds = pingSeconds
        self.silenceSeconds = silenceSeconds
    }
}
