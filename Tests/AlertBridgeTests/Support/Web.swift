import HTTPClient
import JSON

/// Requests to programs on this machine.
final class Web: Sendable {
    struct Answer: Sendable {
        /// Zero when none came.
        let status: Int
        let body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }
        var json: JSONValue? { (try? JSONDocument(body))?.root }
        subscript(_ key: String) -> JSONValue? { json?[key] }
    }

    private let client: HTTPClient

    init() throws { client = try HTTPClient(HTTPClientOptions(connectionsPerHostMax: 32)) }

    func post(_ url: String, _ body: String, token: String? = nil) async -> Answer {
        var headers = [(name: "Content-Type", value: "application/json")]
        if let token { headers.append((name: "Authorization", value: "Bearer \(token)")) }
        return await send(HTTPClientRequest(.post, url: url, headers: headers, body: Array(body.utf8)))
    }

    func get(_ url: String) async -> Answer { await send(HTTPClientRequest(.get, url: url)) }

    func stop() { client.stop() }

    private func send(_ request: HTTPClientRequest) async -> Answer {
        switch await client.send(request) {
        case .success(let response): Answer(status: response.status, body: response.body)
        case .failure: Answer(status: 0, body: [])
        }
    }
}
