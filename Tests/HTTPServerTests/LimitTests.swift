import HTTPServer
import OwnThreads
import Testing

/// Both sides of each limit.
@Suite(.ownThreads)
struct LimitTests {
    private func server(
        _ handler: TestHandler = TestHandler(), _ change: (inout HTTPServerOptions) -> Void
    ) throws -> HTTPServer {
        var options = HTTPServerOptions()
        change(&options)
        return try HTTPServer(options, handler: handler)
    }

    @Test(arguments: [(9, 200), (10, 200), (11, 413)])
    func `measures a body by its declared length`(count: Int, status: Int) throws {
        let server = try server { $0.bodyBytesMax = 10 }
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        let body = String(repeating: "x", count: count)
        #expect(client.post("/echo", body)?.status == status)
    }

    @Test(arguments: [("0.9.75", false), ("1.0.1", true)])
    func `keeps a connection where every head on it can be judged`(daemon: String, isClosed: Bool) throws {
        let server = try server { $0.daemonVersion = daemon }
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        #expect(client.post("/echo", "x")?.closes == isClosed)
        #expect(client.post("/echo", "x")?.status == (isClosed ? nil : 200))
    }

    @Test(arguments: ["11", "999999999999", "9223372036854775808", "99999999999999999999999999"])
    func `answers 413 before any of the body is sent`(length: String) throws {
        let handler = TestHandler()
        let server = try server(handler) { $0.bodyBytesMax = 10 }
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        client.send(
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\nExpect: 100-continue\r\n\r\n")
        let answer = try #require(client.answer())
        #expect(answer.status == 413)
        #expect(answer.closes)
        #expect(client.endsAfterRest())
        #expect(handler.admitted == 0)
    }

    @Test(arguments: [(5, 200), (6, 413), (500, 413)])
    func `counts the bytes of a chunked body`(chunks: Int, status: Int) throws {
        let server = try server { $0.bodyBytesMax = 10 }
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        client.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in 0..<chunks { client.send("2\r\nxx\r\n") }
        client.send("0\r\n\r\n")
        let answer = try #require(client.answer())
        #expect(answer.status == status)
        #expect(answer.closes == (status == 413))
    }

    @Test func `cuts a chunked body that goes on and on`() throws {
        let server = try server { $0.bodyBytesMax = 10 }
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        client.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        let chunk = "1000\r\n" + String(repeating: "x", count: 4_096) + "\r\n"
        var sent = 0
        while sent < 100_000_000, client.send(chunk) { sent += chunk.utf8.count }
        #expect(sent < 100_000_000)
    }

    @Test(arguments: [(1_000, 200), (40_000, 431)])
    func `answers 431 to headers beyond the connection's memory`(count: Int, status: Int) throws {
        let server = try server { _ in }
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        let filler = String(repeating: "x", count: count)
        #expect(client.get("/echo", headers: "X-Filler: \(filler)\r\n")?.status == status)
    }

    @Test func `closes connections beyond the limit of one address`() throws {
        let server = try server { $0.connectionsPerAddressMax = 2 }
        defer { server.stop() }
        let first = try #require(RawClient(port: server.port))
        let second = try #require(RawClient(port: server.port))
        #expect(first.get("/echo")?.status == 200)
        #expect(second.get("/echo")?.status == 200)
        let third = try #require(RawClient(port: server.port))
        #expect(third.isEnded())
        let other = try #require(RawClient(port: server.port, from: "127.0.0.2"))
        #expect(other.get("/echo")?.status == 200)
        first.disconnect()
        #expect(second.get("/echo")?.status == 200)
        let fourth = try #require(RawClient(port: server.port))
        #expect(fourth.get("/echo")?.status == 200)
    }

    @Test func `an address that is listed has no limit of its own`() throws {
        let server = try server {
            $0.connectionsPerAddressMax = 1
            $0.addressesUnlimited = ["127.0.0.2"]
        }
        defer { server.stop() }
        let clients = (0..<3).compactMap { _ in RawClient(port: server.port, from: "127.0.0.2") }
        for client in clients { #expect(client.get("/echo")?.status == 200) }
        let own = try #require(RawClient(port: server.port))
        #expect(own.get("/echo")?.status == 200)
        #expect(try #require(RawClient(port: server.port)).isEnded())
    }

    @Test(arguments: [("A", 64, 200), ("A", 65, 414)])
    func `measures a target`(letter: String, count: Int, status: Int) throws {
        let server = try server { $0.targetBytesMax = 64 }
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        #expect(client.get("/" + String(repeating: letter, count: count - 1))?.status == status)
    }

    @Test(arguments: [
        ("GET /\(String(repeating: "A", count: 64)) HTTP/1.1\r\nHost: a\r\n", 414),
        ("GET /\(String(repeating: "A", count: 63)) HTTP/1.1\r\nHost: a\r\n", 200),
        ("GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: y\r\n", count: 10), 431),
        ("GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: y\r\n", count: 9), 200),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "y", count: 1_100))\r\n", 431),
    ])
    func `measures a later head like the first`(head: String, status: Int) throws {
        let server = try server {
            $0.targetBytesMax = 64
            $0.headersMax = 10
            $0.headBytesMax = 1_024
        }
        defer { server.stop() }
        for isKept in [false, true] {
            let client = try #require(RawClient(port: server.port))
            if isKept { #expect(client.get("/echo")?.status == 200) }
            client.send(head + "\r\n")
            #expect(client.answer()?.status == status)
        }
    }

    @Test(arguments: [(9, 200), (10, 431)]) func `counts headers`(count: Int, status: Int) throws {
        let server = try server { $0.headersMax = 10 }
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        #expect(client.get("/echo", headers: String(repeating: "X: y\r\n", count: count))?.status == status)
    }

    @Test(arguments: [1, 2]) func `lets connections beyond the limit wait`(limit: Int) throws {
        let handler = TestHandler()
        let server = try server(handler) { $0.connectionsMax = limit }
        defer { server.stop() }
        var inside: [RawClient] = []
        for _ in 0..<limit {
            let client = try #require(RawClient(port: server.port))
            #expect(client.get("/echo")?.status == 200)
            inside.append(client)
        }
        let waiting = try #require(RawClient(port: server.port))
        waiting.send("GET /echo HTTP/1.1\r\nHost: here\r\n\r\n")
        for _ in 0..<10 { #expect(inside.last?.get("/echo")?.status == 200) }
        #expect(handler.admitted == limit + 10)
        inside[0].disconnect()
        #expect(waiting.answer()?.status == 200)
    }

    @Test func `where all places are taken the silent make room for who waits`() throws {
        let server = try server {
            $0.connectionsMax = 2
            $0.requestSeconds = 300
        }
        defer { server.stop() }
        let silent = (0..<2).compactMap { _ in RawClient(port: server.port) }
        let start = ContinuousClock.now
        let waiting = try #require(RawClient(port: server.port))
        #expect(waiting.get("/echo")?.status == 200)
        #expect(ContinuousClock.now - start < .seconds(100))
        for client in silent { #expect(client.isEnded()) }
    }

    @Test(arguments: [0, -1, 65_537]) func `refuses to start with a limit out of range`(limit: Int) {
        var options = HTTPServerOptions()
        options.connectionsMax = limit
        options.idleSeconds = 0
        do {
            _ = try HTTPServer(options, handler: TestHandler())
            Issue.record("started with \(limit) connections")
        } catch {
            #expect(error.kind == .badOption)
            #expect(error.description.contains("connectionsMax"))
            #expect(error.description.contains("idleSeconds"))
        }
    }
}
