import Glibc
import HTTPServer
import OwnThreads
import Testing

/// A deadline holds whatever drips in. Each test would need five minutes of silence or 25 s of
/// dripping to end in another way.
@Suite(.ownThreads)
struct DeadlineTests {
    private let clock = ContinuousClock()

    private func server(_ change: (inout HTTPServerOptions) -> Void = { _ in }) throws -> HTTPServer {
        var options = HTTPServerOptions()
        (options.requestSeconds, options.idleSeconds) = (1, 300)
        change(&options)
        return try HTTPServer(options, handler: TestHandler())
    }

    @Test(arguments: [
        "",
        "GET /echo HTTP/1.1\r\nHost: a\r\nX: ",
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n",
    ])
    func `cuts a request that drips`(begin: String) throws {
        let server = try server()
        defer { server.stop() }
        let start = clock.now
        let client = try #require(RawClient(port: server.port))
        client.send(begin)
        #expect(client.drip(repeatElement(UInt8(ascii: "x"), count: 500)))
        #expect(clock.now - start >= .seconds(1))
    }

    @Test(arguments: ["", "GET /echo HTTP/1.1\r\n"])
    func `cuts the next request on a kept connection too`(begin: String) throws {
        let server = try server { $0.idleSeconds = 2 }
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        #expect(client.get("/echo")?.status == 200)
        let start = clock.now
        client.send(begin)
        #expect(client.drip(repeatElement(UInt8(ascii: "x"), count: 500)))
        #expect(clock.now - start >= .seconds(1))
    }

    @Test(arguments: ["G", "GET /ec", "GET /echo HTTP/1.1", "\r\n"], [false, true])
    func `cuts the next request on a kept connection before its first line is whole`(
        begin: String, isSentWithTheOneBefore: Bool
    ) throws {
        let server = try server()
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        client.send(RawClient.post("/echo", "first") + (isSentWithTheOneBefore ? begin : ""))
        #expect(client.answer()?.body == "first")
        let start = clock.now
        if !isSentWithTheOneBefore { client.send(begin) }
        #expect(client.isReadable(within: 100_000))
        #expect(client.isEnded())
        #expect(clock.now - start < .seconds(100))
    }

    @Test func `a kept connection whose requests are all answered may stay silent for longer`() throws {
        let server = try server()
        defer { server.stop() }
        let silent = try #require(RawClient(port: server.port))
        let chunks = "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
        #expect(silent.get("/echo")?.status == 200)
        #expect(
            silent.post("/echo", "body", headers: "X: \(String(repeating: "y", count: 999))\r\n")?.body
                == "body")
        silent.send("POST /echo HTTP/1.1\r\nHost: here\r\n" + chunks)
        #expect(silent.answer()?.body == "abc")
        silent.send("POST /echo HTTP/1.1\r\nHost: here\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        #expect(silent.answer()?.status == 100)
        silent.send("hi")
        #expect(silent.answer()?.body == "hi")
        // Another's end shows that the time of a request has passed, twice.
        for _ in 0..<2 {
            let other = try #require(RawClient(port: server.port))
            other.send("GET")
            #expect(other.isReadable(within: 100_000))
        }
        #expect(silent.get("/echo")?.status == 200)
    }

    @Test func `cuts a connection that says nothing`() throws {
        let server = try server()
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        #expect(client.isReadable(within: 100_000))
        #expect(client.isEnded())
    }

    @Test(arguments: ["GET", "GET /echo HTTP/1.1\r\n"])
    func `lets go at once of a client that ends within its head`(begin: String) throws {
        let server = try server { $0.requestSeconds = 300 }
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        client.send(begin)
        client.sayEnd()
        #expect(client.isReadable(within: 100_000))
        #expect(client.isEnded())
    }

    @Test(arguments: [
        "Content-Length: 10\r\n\r\n", "Content-Length: 10\r\n\r\nabc",
        "Content-Length: 10\r\nExpect: 100-continue\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n3\r\nab", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
        "Transfer-Encoding: chunked\r\n\r\n40\r\n\(String(repeating: "x", count: 64))\r\n",
    ])
    func `lets go at once of a client that ends within its body`(rest: String) throws {
        let server = try server {
            $0.requestSeconds = 300
            $0.bodyBytesMax = 32
        }
        defer { server.stop() }
        for isKept in [false, true] {
            let client = try #require(RawClient(port: server.port))
            if isKept { #expect(client.get("/echo")?.status == 200) }
            client.send("POST /echo HTTP/1.1\r\nHost: a\r\n\(rest)")
            client.sayEnd()
            #expect(client.isReadable(within: 100_000))
            if rest.contains("Expect") { #expect(client.answer()?.status == 100) }
            #expect(client.isEnded())
        }
    }

    @Test func `the place of a client that ends within its body is another's`() throws {
        let server = try server {
            $0.requestSeconds = 300
            $0.connectionsPerAddressMax = 1
        }
        defer { server.stop() }
        let first = try #require(RawClient(port: server.port))
        first.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")
        first.sayEnd()
        #expect(first.isReadable(within: 100_000))
        #expect(first.isEnded())
        // An answer to somebody else shows that the server has gone on since.
        #expect(RawClient(port: server.port, from: "127.0.0.2")?.get("/echo")?.status == 200)
        let second = try #require(RawClient(port: server.port))
        #expect(second.get("/echo")?.status == 200)
    }

    @Test func `answers a client that ends behind its whole requests`() throws {
        let handler = TestHandler()
        let server = try HTTPServer(HTTPServerOptions(), handler: handler)
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        client.send(RawClient.post("/hold", "one") + RawClient.post("/echo", "two"))
        client.sayEnd()
        let exchange = try #require(handler.takeHeld())
        exchange.reply(HTTPResponse(status: 200))
        #expect(client.answer()?.status == 200)
        #expect(client.answer()?.body == "two")
    }

    @Test func `closes a kept connection that lies idle`() throws {
        let server = try server { $0.idleSeconds = 1 }
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        #expect(client.get("/echo")?.status == 200)
        #expect(client.isReadable(within: 100_000))
        #expect(client.isEnded())
    }

    @Test func `cuts a client that takes its answer too slowly`() throws {
        let server = try server { $0.answerSeconds = 1 }
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        client.send("GET /large HTTP/1.1\r\nHost: here\r\n\r\n")
        var received = 0
        let start = clock.now
        while received < TestHandler.large, let piece = client.read(1_024) {
            received += piece.count
            guard clock.now - start < .seconds(2) else { continue }
            client.awaitEnd(milliseconds: 20)
        }
        #expect(received < TestHandler.large)
    }

    @Test func `lets a held request take longer than its deadline`() throws {
        let handler = TestHandler()
        var options = HTTPServerOptions()
        options.requestSeconds = 1
        options.idleSeconds = 1
        let server = try HTTPServer(options, handler: handler)
        defer { server.stop() }
        let held = try #require(RawClient(port: server.port))
        held.send(RawClient.post("/hold", "x"))
        let exchange = try #require(handler.takeHeld())
        // Another connection's end shows that both limits have passed.
        let other = try #require(RawClient(port: server.port))
        #expect(other.get("/echo")?.status == 200)
        #expect(other.drip(repeatElement(UInt8(ascii: "x"), count: 500)))
        exchange.reply(HTTPResponse(status: 200))
        #expect(held.answer()?.status == 200)
    }
}
