/// A request on its way to the client's thread.
struct Submission: Sendable {
    let request: HTTPClientRequest
    let finish: @Sendable (Result<HTTPClientResponse, HTTPClientFailure>) -> Void
}
