/// A complete answer, whatever its status: a 502 is an answer too.
package struct HTTPClientResponse: Sendable {
    /// 200…599; interim answers (1xx) are skipped.
    package let status: Int
    package let headers: HTTPClientHeaders
    package let body: [UInt8]
    /// The last moment before the request's first byte went out: nanoseconds of `CLOCK_MONOTONIC`.
    package let firstByteSentAt: UInt64?

    package init(status: Int, headers: HTTPClientHeaders, body: [UInt8], firstByteSentAt: UInt64?) {
        self.status = status
        self.headers = headers
        self.body = body
        self.firstByteSentAt = firstByteSentAt
    }
}
