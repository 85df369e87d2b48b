import HTTPServer
import OwnThreads
import Testing

/// What a client sees of ordinary exchanges.
@Suite(.ownThreads)
struct HTTPServerTests {
    @Test func `answers a body with a length`() throws {
        let server = try HTTPServer(HTTPServerOptions(), handler: TestHandler())
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        let answer = try #require(client.post("/echo", "hello"))
        #expect(answer.status == 200)
        #expect(answer.body == "hello")
        #expect(answer.head.contains("X-Test: yes"))
    }

    @Test func `answers a chunked body`() throws {
        let server = try HTTPServer(HTTPServerOptions(), handler: TestHandler())
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        client.send("POST /echo HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel")
        client.send("lo\r\n1\r\n!\r\n0\r\n\r\n")
        let answer = try #require(client.answer())
        #expect(answer.status == 200)
        #expect(answer.body == "hello!")
    }

    @Test func `invites the body of a client that asks first`() throws {
        let server = try HTTPServer(HTTPServerOptions(), handler: TestHandler())
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        client.send(
            "POST /echo HTTP/1.1\r\nHost: here\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        #expect(client.answer()?.status == 100)
        client.send("hi")
        #expect(client.answer()?.body == "hi")
    }

    @Test func `keeps the connection for many requests`() throws {
        let server = try HTTPServer(HTTPServerOptions(), handler: TestHandler())
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        for number in 0..<100 {
            let answer = try #require(client.post("/echo", "\(number)"))
            #expect(answer.body == "\(number)")
            #expect(!answer.closes)
        }
    }

    @Test func `closes the connection after an answer that says so`() throws {
        let server = try HTTPServer(HTTPServerOptions(), handler: TestHandler())
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        let answer = try #require(client.get("/closing"))
        #expect(answer.status == 200)
        #expect(answer.closes)
        #expect(client.isEnded())
    }

    @Test func `hands an exchange its facts`() throws {
        var options = HTTPServerOptions()
        options.keptHeaders = ["X-Kept"]
        let server = try HTTPServer(options, handler: TestHandler())
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        let answer = client.post("/facts?a=1&q=x%20y", "", headers: "x-kept: one\r\nX-Other: two\r\n")
        #expect(answer?.body == "POST|/facts|127.0.0.1|x y|one|not kept|in order")
        let bare = client.get("/facts")
        #expect(bare?.body == "GET|/facts|127.0.0.1|no query|no header|not kept|in order")
    }

    @Test(arguments: [
        ("q=1", "1"), ("a=2&q=1&q=3", "1"), ("q", ""), ("q=", ""), ("", "none"), ("Q=1", "none"),
        ("q=a+b", "a b"), ("q=a%2Bb", "a+b"), ("%71=1", "1"), ("q=%", "%"), ("q=%4", "%4"),
        ("q=%zz", "%zz"), ("q=%41%c3%bc", "Aü"), ("q=a=b", "a=b"), ("q=a?b", "a?b"),
    ])
    func `decodes a query`(text: String, value: String) throws {
        let handler = TestHandler { $0.query("q") }
        let server = try HTTPServer(HTTPServerOptions(), handler: handler)
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        #expect(client.get("/head?\(text)")?.body == value)
    }

    @Test(arguments: [
        ("X-A: 1\r\n", "1"), ("x-a: 1\r\n", "1"), ("X-A: 1\r\nx-A: 2\r\n", "1, 2"), ("X-B: 1\r\n", "none"),
        ("X-A:\r\n", ""),
    ])
    func `finds a header in any case and joins its values`(headers: String, value: String) throws {
        let handler = TestHandler { $0.header("x-A") }
        let server = try HTTPServer(HTTPServerOptions(), handler: handler)
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        #expect(client.get("/head", headers: headers)?.body == value)
    }

    @Test(arguments: ["/a%2Fb", "/%41", "/a//b/../c", "/hooks/tv/s%C3%A9cret"])
    func `leaves the path as the client wrote it`(path: String) throws {
        let handler = TestHandler { $0.path }
        let server = try HTTPServer(HTTPServerOptions(), handler: handler)
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        client.send("POST \(path)?q=1 HTTP/1.1\r\nHost: here\r\nContent-Length: 0\r\n\r\n")
        #expect(client.answer()?.status == 200)
        #expect(handler.lastPath == path)
    }

    @Test func `refuses without a body and keeps the connection`() throws {
        let server = try HTTPServer(HTTPServerOptions(), handler: TestHandler())
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        let answer = try #require(client.get("/refuse"))
        #expect(answer.status == 404)
        #expect(!answer.closes)
        #expect(client.get("/echo")?.status == 200)
    }

    @Test func `refuses before the body is there and closes`() throws {
        let server = try HTTPServer(HTTPServerOptions(), handler: TestHandler())
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        client.send("POST /refuse HTTP/1.1\r\nHost: here\r\nContent-Length: 10\r\n\r\n")
        let answer = try #require(client.answer())
        #expect(answer.status == 404)
        #expect(answer.closes)
        #expect(client.isEnded())
    }

    @Test func `answers HEAD without a body`() throws {
        let server = try HTTPServer(HTTPServerOptions(), handler: TestHandler())
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        client.send("HEAD /refuse HTTP/1.1\r\nHost: here\r\n\r\n")
        #expect(client.answer(toHead: true)?.status == 404)
        #expect(client.get("/echo")?.status == 200)
    }

    @Test func `answers 500 in place of a header that would split the answer`() throws {
        let server = try HTTPServer(HTTPServerOptions(), handler: TestHandler())
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        let answer = try #require(client.get("/badheader"))
        #expect(answer.status == 500)
        #expect(!answer.head.contains("C: d"))
    }

    @Test func `never logs a path`() throws {
        let log = LineLog()
        var options = HTTPServerOptions()
        options.log = { log.add($0) }
        let handler = TestHandler()
        let server = try HTTPServer(options, handler: handler)
        for _ in 0..<20 {
            let client = try #require(RawClient(port: server.port))
            client.send(RawClient.post("/large?secret=hush", "", headers: "Host-Secret: hush\r\n"))
            #expect(client.isReadable(within: 20_000))
            client.reset()
            let other = try #require(RawClient(port: server.port))
            other.send("POST /hush HTTP/1.1\r\n\r\n")
            #expect(other.answer()?.status == 400)
        }
        server.stop()
        // The daemon complains about both kinds; the proof is in what it leaves out.
        #expect(!log.lines.isEmpty)
        #expect(!log.lines.contains { $0.contains("hush") || $0.contains("large") })
        #expect(!log.lines.contains { $0.contains("\n") })
    }
}
