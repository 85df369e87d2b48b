/// What becomes of a request once its head is in.
package enum HTTPAdmission {
    /// The body is read, then the handler is asked to respond.
    case accept

    /// Answered as it is. When a body was announced it stays unread and the connection closes.
    case refuse(HTTPResponse)

    /// Answered with 101, after which the socket belongs to `opened`.
    ///
    /// The server adds `Connection`, and `Upgrade` as the client asked for it. A request with a
    /// body, of HTTP/1.0 or without `Upgrade` gets 400 instead. `opened` runs on the server's thread
    /// and must not block.
    case upgrade(
        headers: [(name: String, value: String)], opened: @Sendable (UpgradedSocket) -> Void)
}
