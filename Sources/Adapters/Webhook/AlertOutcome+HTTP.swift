import HTTPServer
import Journey

extension AlertOutcome {
    /// The answer as TradingView's sender gets it: a 5xx makes it send again, anything else does not.
    var response: HTTPResponse { response(retryAfter: 5) }

    /// - Parameter retryAfter: Seconds, for a 503.
    func response(retryAfter: Int64) -> HTTPResponse {
        var headers = [(name: "Content-Type", value: "application/json")]
        if status == 503 { headers.append((name: "Retry-After", value: "\(retryAfter)")) }
        return HTTPResponse(status: status, headers: headers, body: json)
    }
}
