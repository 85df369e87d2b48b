import Glibc
import HTTPClient
import OwnThreads
import RawSockets
import Synchronization
import Testing

@Suite(.ownThreads, .timeLimit(.minutes(10)))
struct FailureTests {
    // MARK: Provably not sent

    @Test func `a refused port means not sent`() async throws {
        let failure = try await failure(url: "http://127.0.0.1:\(Loopback.closedPort())/")
        #expect(failure.reach == .notSent)
        #expect(!failure.timedOut)
        #expect(failure.reason.contains("Connection refused"))
    }

    @Test func `a connection that never comes about means not sent`() async throws {
        // A full backlog makes the kernel drop further attempts.
        let listener = try Loopback.listen(backlog: 0)
        let fillers = try (0..<4).map { _ in try Loopback.connect(to: listener.port, waits: false) }
        let failure = try await failure(url: "http://127.0.0.1:\(listener.port)/") {
            $0.connectMilliseconds = 200
        }
        #expect(failure.reach == .notSent)
        #expect(failure.timedOut)
        for descriptor in fillers + [listener.descriptor] { close(descriptor) }
    }

    @Test func `a name that nobody has means not sent`() async throws {
        let failure = try await failure(url: "https://nobody.invalid/") { $0.timeoutMilliseconds = 5_000 }
        #expect(failure.reach == .notSent)
    }

    @Test func `a server that speaks no TLS means not sent`() async throws {
        let answer = try await exchange({ connection in
            _ = connection.readSome()
            connection.write("HTTP/1.1 400 Bad Request\r\n\r\n")
        }) { HTTPClientRequest(.post, url: $0.replacing("http:", with: "https:"), body: [1]) }
        #expect(answer.failure?.reach == .notSent)
    }

    @Test(arguments: [
        "http://example.com/", "http://127.0.0.1.example.com/", "http://127.0.0.1@example.com/",
        "http://10.0.0.1/", "http://[::2]/", "http://localhost.example.com/", "http://128.0.0.1/",
    ])
    func `plain http to another host is refused before connecting`(url: String) async throws {
        let failure = try await failure(url: url)
        #expect(failure.reach == .notSent)
        #expect(!failure.timedOut)
    }

    @Test(arguments: [
        "", "nonsense", "ftp://127.0.0.1/", "file:///etc/passwd", "http://u:p@127.0.0.1/", "http:///",
    ])
    func `what is no URL of ours is refused`(url: String) async throws {
        #expect(try await failure(url: url).reach == .notSent)
    }

    @Test(arguments: [
        ("X-Key", "a\r\nX-Other: b"), ("X Key", "a"), ("X-Key:", "a"), ("", "a"), ("X-Key", "a\0b"),
    ])
    func `a header that would smuggle in another is refused`(name: String, value: String) async throws {
        let failure = try await failure(url: "http://127.0.0.1:\(Loopback.closedPort())/") {
            $0.headers = [(name, value)]
        }
        #expect(failure.reach == .notSent)
        #expect(failure.reason.contains("header"))
    }

    @Test func `waiting for a free connection until the time is up means not sent`() async throws {
        let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self)
        let server = try RawServer { connection in
            _ = connection.readRequest()
            arrived.yield()
            connection.readToEnd()
        }
        let client = try HTTPClient(.init(connectionsPerHostMax: 1))
        client.send(.init(.get, url: server.url, timeoutMilliseconds: 60_000)) { _ in }
        _ = await arrivals.first { true }
        let second = await client.send(
            .init(.post, url: server.url, body: [1], sendOnce: true, timeoutMilliseconds: 300))
        #expect(second.failure?.reach == .notSent)
        #expect(second.failure?.timedOut == true)
        client.stop()
        server.stop()
    }

    // MARK: Maybe sent

    @Test(arguments: [false, true])
    func `silence until the time is up means maybe sent`(sendOnce: Bool) async throws {
        let result = try await exchange({ $0.readToEnd() }) {
            HTTPClientRequest(.post, url: $0, body: [1], sendOnce: sendOnce, timeoutMilliseconds: 1_000)
        }
        let failure = try #require(result.failure)
        #expect(failure.reach == .maybeSent)
        #expect(failure.timedOut)
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"id\"",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"id\"\r\n",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "not http at all\r\n\r\n",
        "",
    ])
    func `an answer cut short means maybe sent`(answer: String) async throws {
        let result = try await exchange({ connection in
            _ = connection.readRequest()
            connection.write(answer)
        }) { HTTPClientRequest(.post, url: $0, body: [1], sendOnce: true) }
        #expect(result.failure?.reach == .maybeSent)
        #expect(result.failure?.timedOut == false)
    }

    @Test func `a reset after the request means maybe sent`() async throws {
        let result = try await exchange({ connection in
            _ = connection.readRequest()
            connection.reset()
        }) { HTTPClientRequest(.post, url: $0, body: [1], sendOnce: true) }
        #expect(result.failure?.reach == .maybeSent)
    }

    @Test(arguments: [(100, true), (101, false)])
    func `takes a body up to the limit and none above`(count: Int, isTaken: Bool) async throws {
        let result = try await exchange({ connection in
            _ = connection.readRequest()
            connection.respond(String(repeating: "x", count: count))
        }) { HTTPClientRequest(.get, url: $0, bytesMax: 100) }
        #expect((try? result.get().body.count == count) == (isTaken ? true : nil))
        #expect(result.failure?.reach == (isTaken ? nil : .maybeSent))
    }

    @Test func `refuses a head without end`() async throws {
        let result = try await exchange({ connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\n")
            for number in 0..<2_000 {
                connection.write("X-\(number): \(String(repeating: "y", count: 100))\r\n")
            }
        }) { HTTPClientRequest(.get, url: $0) }
        #expect(result.failure?.reach == .maybeSent)
        #expect(result.failure?.reason.contains("longer than") == true)
    }

    // MARK: What a failure says

    @Test func `no failure shows a header, a path, a query or a body`() async throws {
        let secret = "s3cr3t"
        var request = HTTPClientRequest(
            .post, url: "", headers: [("Authorization", secret), ("X-" + secret, "a\nb")],
            body: Array(secret.utf8), sendOnce: true, timeoutMilliseconds: 300)
        let silent = try RawServer { $0.readToEnd() }
        let cutting = try RawServer { _ = $0.readRequest() }
        let hosts = try [
            "http://127.0.0.1:\(Loopback.closedPort())", "http://example.com", "https://nobody.invalid",
            silent.url, cutting.url, silent.url.replacing("http:", with: "https:"),
            "http://\(secret)@127.0.0.1",
            "bad scheme://",
        ]
        let client = try HTTPClient()
        for smuggles in [true, false] {
            if !smuggles { request.headers.removeLast() }
            for host in hosts {
                request.url = "\(host)/\(secret)?access_token=\(secret)"
                let failure = try #require(await client.send(request).failure)
                #expect(!failure.description.contains(secret))
                #expect(!String(reflecting: failure).contains(secret))
            }
        }
        client.stop()
        silent.stop()
        cutting.stop()
    }

    private func failure(
        url: String, changing change: (inout HTTPClientRequest) -> Void = { _ in }
    ) async throws -> HTTPClientFailure {
        let client = try HTTPClient()
        defer { client.stop() }
        var request = HTTPClientRequest(.get, url: url)
        change(&request)
        return try #require(await client.send(request).failure)
    }
}
