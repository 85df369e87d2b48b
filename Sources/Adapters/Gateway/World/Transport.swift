package import HTTPClient

/// Carries requests to the venue and brings back what came of each.
package protocol Transport: AnyObject, Sendable {
    /// Sends a request, once, and reports its end exactly once, from anywhere.
    func send(
        _ request: HTTPClientRequest,
        then: @escaping @Sendable (Result<HTTPClientResponse, HTTPClientFailure>) -> Void)

    /// Ends every open request; their ends are reported before it returns.
    func stop()
}

extension HTTPClient: Transport {}
