import HTTPClient
import Trading

/// Sends requests to the REST API and hands the replies to the client's queue. It repeats nothing.
final class Rest: Sendable {
    /// For name lookup, TCP and TLS together.
    static let connectMilliseconds = 3_000

    private let base: String
    private let transport: any Transport
    private let queue: any WorkQueue
    private let timeoutMilliseconds: Int
    private let now: @Sendable () -> Moment
    /// Told on the client's queue, before the reply, by how much our wall clock was ahead of the venue's.
    private let clockRead: @Sendable (Span) -> Void

    init(
        _ options: GatewayClientOptions, in world: GatewayWorld,
        clockRead: @escaping @Sendable (Span) -> Void = { _ in }
    ) {
        self.clockRead = clockRead
        base = options.rest
        transport = world.transport
        queue = world.queue
        timeoutMilliseconds = options.callTimeoutMilliseconds
        now = options.now
    }

    /// - Parameters:
    ///   - sendOnce: the body can leave once only, whatever becomes of the connection.
    ///   - timeoutMilliseconds: nil for the client's own.
    ///   - then: called on the client's queue, exactly once.
    func post(
        _ endpoint: Endpoint, body: [UInt8], token: GatewaySecret?, sendOnce: Bool = false,
        timeoutMilliseconds: Int? = nil, connectMilliseconds: Int = connectMilliseconds,
        then: @escaping @Sendable (Reply) -> Void
    ) {
        var headers = [(name: "Content-Type", value: "application/json"), ("Accept", "application/json")]
        if let token { headers.append(("Authorization", "Bearer \(token.reveal())")) }
        send(
            HTTPClientRequest(
                .post, url: base + endpoint.path, headers: headers, body: body, sendOnce: sendOnce,
                timeoutMilliseconds: timeoutMilliseconds ?? self.timeoutMilliseconds,
                connectMilliseconds: connectMilliseconds),
            then)
    }

    func get(
        _ endpoint: Endpoint, token: GatewaySecret?, then: @escaping @Sendable (Reply) -> Void
    ) {
        let headers = token.map { [(name: "Authorization", value: "Bearer \($0.reveal())")] } ?? []
        send(
            HTTPClientRequest(
                .get, url: base + endpoint.path, headers: headers, timeoutMilliseconds: timeoutMilliseconds),
            then)
    }

    /// Ends every open transfer; their replies still come.
    func stop() { transport.stop() }

    private func send(_ request: HTTPClientRequest, _ then: @escaping @Sendable (Reply) -> Void) {
        let handedAt = now()
        transport.send(request) { [now, queue, clockRead] result in
            let endedAt = now()
            var reply = Reply(outcome: Self.outcome(result), handedAt: handedAt, endedAt: endedAt)
            if case .success(let response) = result {
                reply.retryAfter = response.headers["Retry-After"]
                    .flatMap { RetryAfter.wait($0, at: endedAt.wall) }
                reply.clockAhead = ClockReading.ahead(
                    date: response.headers["Date"], from: handedAt, to: endedAt)
            }
            let ready = reply
            queue.async {
                if let ahead = ready.clockAhead { clockRead(ahead) }
                then(ready)
            }
        }
    }

    private static func outcome(_ result: Result<HTTPClientResponse, HTTPClientFailure>) -> Reply.Outcome {
        switch result {
        case .success(let response): .answered(status: response.status, body: response.body)
        case .failure(let failure):
            failure.reach == .notSent ? .notSent(failure.reason) : .broken(failure.reason)
        }
    }
}
