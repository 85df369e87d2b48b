import HTTPClient
import RawSockets

/// One request to a server that serves each connection as told; both are stopped before this returns.
func exchange(
    _ serve: @escaping @Sendable (RawConnection) -> Void,
    _ request: (_ url: String) -> HTTPClientRequest
) async throws -> Result<HTTPClientResponse, HTTPClientFailure> {
    let server = try RawServer(serve)
    let client = try HTTPClient()
    let result = await client.send(request(server.url))
    client.stop()
    server.stop()
    return result
}

extension RawServer {
    var url: String { "http://127.0.0.1:\(port)" }
}

extension HTTPClientResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}

extension Result where Success == HTTPClientResponse, Failure == HTTPClientFailure {
    var failure: HTTPClientFailure? {
        switch self {
        case .success: nil
        case .failure(let failure): failure
        }
    }
}
