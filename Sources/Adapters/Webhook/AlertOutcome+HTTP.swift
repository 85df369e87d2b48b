import HTTPServer
import Journey

extension AlertOutcome {
    /// The answer as TradingView's sender gets it: a 5xx makes it send again, anything else does not.
    var response: HTTPResponse {
        var headers = [(name: "Content-Type", value: "application/json")]
        if status == 503 { headers.append((name: "Retry-After", value: "5")) }
        return HTTPResponse(status: status, headers: headers, body: json)
    }
}
