import Dispatch
import HTTPClient
import Synchronization

/// One request to this machine, waited for.
enum Loopback {
    static func post(
        _ url: String, _ body: [UInt8], token: String? = nil, milliseconds: Int = 10_000
    ) -> Result<HTTPClientResponse, HTTPClientFailure> {
        let headers = [(name: "Content-Type", value: "application/json")] + bearer(token)
        // What moves money leaves once: a repeat has the same id, and is the caller's decision.
        return send(
            HTTPClientRequest(.post, url: url, headers: headers, body: body, sendOnce: token != nil,
                timeoutMilliseconds: milliseconds))
    }

    static func get(
        _ url: String, token: String? = nil
    ) -> Result<HTTPClientResponse, HTTPClientFailure> {
        send(HTTPClientRequest(.get, url: url, headers: bearer(token)))
    }

    private static func bearer(_ token: String?) -> [(name: String, value: String)] {
        token.map { [(name: "Authorization", value: "Bearer \($0)")] } ?? []
    }

    private static func send(_ request: HTTPClientRequest) -> Result<HTTPClientResponse, HTTPClientFailure> {
        do {
            let client = try HTTPClient()
            defer { client.stop() }
            let answer = Mutex<Result<HTTPClientResponse, HTTPClientFailure>?>(nil)
            let arrived = DispatchSemaphore(value: 0)
            client.send(request) { result in
                answer.withLock { $0 = result }
                arrived.signal()
            }
            arrived.wait()
            guard let result = answer.withLock({ $0 }) else { preconditionFailure("a send ends once") }
            return result
        } catch {
            return .failure(error)
        }
    }
}
