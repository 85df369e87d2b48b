import HTTPClient
package import Journey

/// Posts notifications as JSON to the operator's addresses, from a thread of its own.
///
/// No redirect is followed and no proxy asked. A kept connection that breaks may make libcurl send one twice: the
/// receiver tells the copies by their key.
package final class WebNotifier: NotifierPort {
    /// From hand-over to the last byte of the answer.
    static let timeoutMilliseconds = 5_000
    /// What an answer may hold; nothing of it is used.
    private static let answerBytesMax = 1 << 20

    private let addresses: [String: NotifyAddress]
    private let client: HTTPClient

    /// - Throws: `HTTPClientFailure` when libcurl or the system has no more to give.
    package init(_ addresses: [NotifyAddress]) throws {
        self.addresses = Dictionary(addresses.map { ($0.name, $0) }) { first, _ in first }
        // None waits for a connection behind another: each receiver has one try under way.
        client = try HTTPClient(HTTPClientOptions(connectionsPerHostMax: max(1, addresses.count)))
    }

    package func deliver(_ call: NotifyCall, then: @escaping @Sendable (NotifyEnding) -> Void) {
        guard let address = addresses[call.row.target] else {
            return then(.failed("there is no receiver \(call.row.target)"))
        }
        var headers = [
            (name: "Content-Type", value: "application/json"),
            (name: "Idempotency-Key", value: call.row.idempotencyKey),
        ]
        if let authorization = address.authorization {
            headers.append((name: "Authorization", value: authorization))
        }
        let request = HTTPClientRequest(
            .post, url: address.url, headers: headers, body: call.row.message,
            timeoutMilliseconds: Self.timeoutMilliseconds, bytesMax: Self.answerBytesMax)
        client.send(request) { result in
            switch result {
            case .success(let answer): then(NotifyEnding(status: answer.status))
            case .failure(let failure): then(.failed(failure.reason))
            }
        }
    }

    /// Ends the tries under way, each with its answer.
    package func stop() { client.stop() }
}

extension NotifyEnding {
    /// What an answer means. Its body is not told: it may repeat what it was sent.
    init(status: Int) {
        switch status {
        case 200...299: self = .delivered
        // These speak of the content; anything else of the receiver, the address or the moment.
        case 400, 413, 415, 422: self = .refused("HTTP \(status)")
        default: self = .failed("HTTP \(status)")
        }
    }
}
