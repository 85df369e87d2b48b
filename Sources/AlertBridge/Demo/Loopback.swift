import Dispatch
import HTTPClient
import Synchronization

/// One request to this machine, waited for.
enum Loopback {
    static func post(_ url: String, _ body: [UInt8]) -> Result<HTTPClientResponse, HTTPClientFailure> {
        send(
            HTTPClientRequest(
                .post, url: url, headers: [(name: "Content-Type", value: "application/json")], body: body))
    }

    static func get(_ url: String) -> Result<HTTPClientResponse, HTTPClientFailure> {
        send(HTTPClientRequest(.get, url: url))
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
