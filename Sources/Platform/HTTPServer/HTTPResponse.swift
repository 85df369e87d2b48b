/// An answer, complete before it is sent.
package struct HTTPResponse: Sendable {
    package let status: Int
    /// In the order they are sent. `Content-Length`, `Date` and `Connection` are the server's own.
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]
    /// Whether the connection ends with this answer.
    package let closes: Bool

    /// - Parameter status: 200 to 599.
    package init(
        status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = [],
        closes: Bool = false
    ) {
        precondition((200...599).contains(status), "an answer's status is 200 to 599")
        self.status = status
        self.headers = headers
        self.body = body
        self.closes = closes
    }
}
