import Dispatch
import HTTPClient
import OwnThreads
import RawSockets
import Synchronization
import Testing

@Suite(.ownThreads, .timeLimit(.minutes(10)))
struct StopTests {
    @Test func `ends what is open as maybe sent, and what still waits as not sent`() async throws {
        let arrived = DispatchSemaphore(value: 0)
        let server = try RawServer { connection in
            _ = connection.readRequest()
            arrived.signal()
            connection.readToEnd()
        }
        let client = try HTTPClient(.init(connectionsPerHostMax: 1))
        let ends = Ends()
        for _ in 0..<3 {
            client.send(.init(.post, url: server.url, body: [1], sendOnce: true)) { ends.append($0) }
        }
        #expect(await wait(for: arrived))
        client.stop()
        #expect(ends.reaches.count == 3)
        #expect(ends.reaches.filter { $0 == .maybeSent }.count == 1)
        server.stop()
    }

    @Test func `refuses what is sent after the stop, and stops twice`() async throws {
        let client = try HTTPClient()
        client.stop()
        client.stop()
        #expect(await client.send(.init(.get, url: "http://127.0.0.1:1/")).failure?.reach == .notSent)
    }

    @Test func `can be stopped, and given up, from its own thread`() async throws {
        let closedPort = try Loopback.closedPort()
        let ended = DispatchSemaphore(value: 0)
        let client = try HTTPClient()
        client.send(.init(.get, url: "http://127.0.0.1:\(closedPort)/")) { _ in
            client.stop()
            ended.signal()
        }
        #expect(await wait(for: ended))
        #expect(await client.send(.init(.get, url: "http://127.0.0.1:1/")).failure?.reach == .notSent)
    }

    @Test func `a client that nobody holds ends its requests`() async throws {
        let server = try RawServer { $0.readToEnd() }
        let ends = Ends()
        do {
            let client = try HTTPClient()
            client.send(.init(.get, url: server.url)) { ends.append($0) }
        }
        #expect(ends.reaches.count == 1)
        server.stop()
    }

    private func wait(for semaphore: DispatchSemaphore) async -> Bool {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: semaphore.wait(timeout: .now() + 20) == .success)
            }
        }
    }
}

/// How requests ended, in the order they did.
private final class Ends: Sendable {
    private let failures = Mutex<[HTTPClientFailure?]>([])

    func append(_ result: Result<HTTPClientResponse, HTTPClientFailure>) {
        failures.withLock { $0.append(result.failure) }
    }

    var reaches: [HTTPClientFailure.Reach] { failures.withLock { $0.compactMap { $0?.reach } } }
}
