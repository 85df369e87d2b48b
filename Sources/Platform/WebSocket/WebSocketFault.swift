/// Why a connection cannot go on; becomes the terminal event.
struct WebSocketFault: Error {
    /// Never a path, a query, a header or a payload.
    let reason: String
    /// Of an upgrade that was refused.
    let status: Int?

    init(_ reason: String, status: Int? = nil) {
        self.reason = reason
        self.status = status
    }
}
