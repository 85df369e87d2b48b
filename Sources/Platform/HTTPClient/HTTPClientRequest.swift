/// One request, as it will go out over HTTP/1.1.
package struct HTTPClientRequest: Sendable {
    package enum Method: Sendable { case get, post }

    package var method: Method
    /// `https://…`, or `http://…` when the host is this machine's loopback.
    package var url: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    /// Whether a second copy must never leave, even when a kept connection breaks under the first.
    ///
    /// libcurl otherwise repeats a request by itself when a reused connection closes before it answers.
    package var sendOnce: Bool
    /// From the moment the request is handed in until the last byte of its answer.
    package var timeoutMilliseconds: Int
    /// Name lookup, TCP and TLS together.
    package var connectMilliseconds: Int
    /// The longest answer's body that is taken; a longer one fails the request.
    package var bytesMax: Int

    package init(
        _ method: Method, url: String, headers: [(name: String, value: String)] = [], body: [UInt8] = [],
        sendOnce: Bool = false, timeoutMilliseconds: Int = 10_000, connectMilliseconds: Int = 3_000,
        bytesMax: Int = 4 << 20
    ) {
        precondition(method == .post || body.isEmpty, "a GET has no body")
        precondition(timeoutMilliseconds > 0 && connectMilliseconds > 0, "libcurl takes 0 for no limit")
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.sendOnce = sendOnce
        self.timeoutMilliseconds = timeoutMilliseconds
        self.connectMilliseconds = connectMilliseconds
        self.bytesMax = bytesMax
    }
}
