import HTTPClient
import OwnThreads
import RawSockets
import Synchronization
import Testing

/// A server that answers one request, reads a second whole on the same connection, and closes without a
/// word. Whoever connects anew is answered.
@Suite(.ownThreads, .timeLimit(.minutes(10)))
struct SendOnceTests {
    @Test(arguments: ["{\"size\":1}", ""])
    func `never sends a send-once request twice`(body: String) async throws {
        let (copies, result) = try await secondRequest(body: body, sendOnce: true)
        #expect(copies == 1)
        #expect(result.failure?.reach == .maybeSent || body.isEmpty)
    }

    @Test(arguments: ["{\"size\":1}", ""])
    func `without send-once libcurl repeats the request by itself`(body: String) async throws {
        let (copies, result) = try await secondRequest(body: body, sendOnce: false)
        #expect(copies == 2)
        #expect(try result.get().status == 200)
    }

    @Test func `reports a body that libcurl wanted to rewind as maybe sent`() async throws {
        let (_, result) = try await secondRequest(body: "{\"size\":1}", sendOnce: true)
        let failure = try #require(result.failure)
        #expect(failure.reach == .maybeSent)
        #expect(!failure.timedOut)
        #expect(failure.reason.contains("libcurl 65"))
    }

    @Test func `sends over a new connection when the kept one had closed while idle`() async throws {
        let closed = Mutex<RawConnection?>(nil)
        let server = try RawServer { connection in
            guard connection.readRequest() != nil else { return }
            if connection.index == 0 { closed.withLock { $0 = connection } }
            connection.respond("\(connection.index)")
            connection.readToEnd()
        }
        let client = try HTTPClient()
        #expect(try await client.send(.init(.get, url: server.url)).get().text == "0")
        closed.withLock { $0 }?.shut()
        let second = await client.send(
            .init(.post, url: server.url, body: [1, 2, 3], sendOnce: true))
        #expect(try second.get().text == "1")
        client.stop()
        server.stop()
    }

    /// - Returns: How many copies of the second request arrived, and what the client made of it.
    private func secondRequest(
        body: String, sendOnce: Bool
    ) async throws -> (copies: Int, result: Result<HTTPClientResponse, HTTPClientFailure>) {
        let copies = Mutex(0)
        let server = try RawServer { connection in
            while let request = connection.readRequest() {
                let isSecond = request.line.contains("/second")
                if isSecond { copies.withLock { $0 += 1 } }
                if isSecond && connection.index == 0 { return }
                connection.respond("fine")
            }
        }
        let client = try HTTPClient()
        _ = try await client.send(.init(.get, url: server.url + "/first")).get()
        let result = await client.send(
            .init(.post, url: server.url + "/second", body: Array(body.utf8), sendOnce: sendOnce))
        client.stop()
        server.stop()
        return (copies.withLock { $0 }, result)
    }
}
