import Dispatch
import HTTPClient
import HTTPServer
import JSON
import Journey
import Synchronization
import Testing
import Trading
import Webhook

/// A listening webhook whose queue is the test.
final class IntakeFixture: Sendable {
    static let secret = "0123456789abcdef0123456789abcdef"

    let intake: WebhookIntake
    private let server: HTTPServer
    private let client: HTTPClient
    private let inputs = Mutex<[Input]>([])
    private let queued = DispatchSemaphore(value: 0)

    /// - Parameters:
    ///   - isOverloaded: Whether the queue turns alerts away.
    ///   - answers: Called for each arrival on the listener's thread; nil leaves the sender waiting.
    ///   - alarm: Ends waits that last too long.
    ///   - connections: How many requests are under way at most.
    ///   - places: How many connections the intake believes that its listener has.
    ///   - queue: Gets every input as well.
    init(
        isOverloaded: Bool = false, trustedProxies: Set<String> = [],
        certificateHeaders: CertificateHeaders = CertificateHeaders(), sources: [Source]? = nil,
        answers: @escaping @Sendable (Arrival) -> AlertOutcome? = { _ in nil },
        clock: @escaping @Sendable () -> Moment = standing, alarm: WebhookIntake.Alarm? = nil,
        connections: Int = 8, places: Int = 2_048,
        queue: @escaping @Sendable (Input) -> Bool = { _ in true }
    ) throws {
        let secret = try #require(SharedSecret(Self.secret))
        let decoy = try #require(SharedSecret(String(repeating: "z", count: 32)))
        let relay = Relay()
        intake = WebhookIntake(
            sources: SourceBook(sources ?? [Source(name: "orb", secret: secret)], decoy: decoy),
            trustedProxies: trustedProxies, certificateHeaders: certificateHeaders, connections: places,
            clock: clock, alarm: alarm, submit: { relay.take($0) })
        var options = WebhookIntake.listenerOptions
        options.keptHeaders += certificateHeaders.names
        options.keptAddresses = trustedProxies
        // What a test leaves unfinished on a kept connection ends soon.
        options.idleSeconds = 2
        server = try HTTPServer(options, handler: intake)
        client = try HTTPClient(HTTPClientOptions(connectionsPerHostMax: connections))
        relay.owner.withLock { owner in
            owner = { [weak self] input in
                self.map { $0.take(input, isOverloaded, answers) && queue(input) } ?? false
            }
        }
    }

    deinit {
        client.stop()
        server.stop()
    }

    static let standing: @Sendable () -> Moment = {
        let time = Timestamp(microseconds: 1_790_000_000_000_000)
        return Moment(wall: time, steady: time)
    }

    private final class Relay: Sendable {
        let owner = Mutex<(@Sendable (Input) -> Bool)?>(nil)
        func take(_ input: Input) -> Bool { owner.withLock { $0 }?(input) ?? false }
    }

    private func take(
        _ input: Input, _ isOverloaded: Bool, _ answers: @Sendable (Arrival) -> AlertOutcome?
    ) -> Bool {
        inputs.withLock { $0.append(input) }
        defer { queued.signal() }
        guard case .arrival(let arrival) = input else { return true }
        if isOverloaded { return false }
        if let id = arrival.reply, let outcome = answers(arrival) {
            intake.answer(AlertReply(id: id, outcome: outcome))
        }
        return true
    }

    var port: UInt16 { server.port }

    var arrivals: [Arrival] {
        inputs.withLock { inputs in
            inputs.compactMap { if case .arrival(let arrival) = $0 { arrival } else { nil } }
        }
    }

    /// Waits for the next input; false after 10 s.
    func waitForInput() -> Bool { queued.wait(timeout: .now() + .seconds(60)) == .success }

    /// Sends a request and waits for its answer.
    func post(
        _ path: String, _ body: String, headers: [(name: String, value: String)] = []
    ) throws -> HTTPClientResponse {
        let pending = send(path, body, headers: headers)
        return try #require(pending.wait())
    }

    /// Sends a request without waiting.
    func send(
        _ path: String, _ body: String, headers: [(name: String, value: String)] = []
    ) -> PendingAnswer {
        let pending = PendingAnswer()
        let url = "http://127.0.0.1:\(server.port)\(path)"
        client.send(HTTPClientRequest(.post, url: url, headers: headers, body: Array(body.utf8))) {
            pending.resolve($0)
        }
        return pending
    }

    func get(_ path: String) throws -> HTTPClientResponse {
        let pending = PendingAnswer()
        client.send(HTTPClientRequest(.get, url: "http://127.0.0.1:\(server.port)\(path)")) {
            pending.resolve($0)
        }
        return try #require(pending.wait())
    }
}

/// An alarm that goes off at once, and keeps the spans.
final class SpanLog: Sendable {
    private let spans = Mutex<[Span]>([])

    var alarm: WebhookIntake.Alarm {
        { span, body in
            self.spans.withLock { $0.append(span) }
            body()
        }
    }

    var all: [Span] { spans.withLock { $0 } }
}

/// An answer that comes later.
final class PendingAnswer: Sendable {
    private let response = Mutex<HTTPClientResponse?>(nil)
    private let arrived = DispatchSemaphore(value: 0)

    func resolve(_ result: Result<HTTPClientResponse, HTTPClientFailure>) {
        if case .success(let answer) = result { response.withLock { $0 = answer } }
        arrived.signal()
    }

    var hasArrived: Bool { response.withLock { $0 != nil } }

    func wait() -> HTTPClientResponse? {
        guard arrived.wait(timeout: .now() + .seconds(60)) == .success else { return nil }
        return response.withLock { $0 }
    }
}
