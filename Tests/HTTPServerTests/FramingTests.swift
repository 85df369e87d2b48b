import HTTPServer
import OwnThreads
import Testing

/// Whatever leaves room for two readings of where a request ends is refused.
@Suite(.ownThreads)
struct FramingTests {
    @Test(arguments: [
        // Length twice, differing or not.
        "Host: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n",
        "Host: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n",
        "Host: a\r\nContent-Length: 1\r\ncontent-length: 1\r\n",
        // Both kinds of framing, in either order.
        "Host: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n",
        "Host: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n",
        "Host: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Host: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        "Host: a\r\nTransfer-Encoding: gzip\r\n",
        "Host: a\r\nTransfer-Encoding: gzip, chunked\r\n",
        "Host: a\r\nTransfer-Encoding: identity\r\n",
        "Host: a\r\nTransfer-Encoding:\r\n",
        // Host twice, or not at all.
        "Host: a\r\nHost: a\r\nContent-Length: 1\r\n",
        "Host: a\r\nhost: b\r\nContent-Length: 1\r\n",
        "Content-Length: 1\r\n",
        // A length that is no plain number.
        "Host: a\r\nContent-Length: +1\r\n",
        "Host: a\r\nContent-Length: -1\r\n",
        "Host: a\r\nContent-Length: 1x\r\n",
        "Host: a\r\nContent-Length: 0x1\r\n",
        "Host: a\r\nContent-Length: 1, 1\r\n",
        "Host: a\r\nContent-Length: 1 1\r\n",
        "Host: a\r\nContent-Length:\r\n",
        // Names and values that another reader may read differently.
        "Host: a\r\nContent-Length : 1\r\n",
        "Host: a\r\nContent-Length: 1\r\n X: folded\r\n",
        "Host: a\r\nContent Length: 1\r\n",
        "Host: a\r\nX-A: b\u{1}c\r\n",
        "Host: a\r\nX\u{b}A: b\r\n",
    ])
    func `answers 400 and closes`(headers: String) throws {
        let handler = TestHandler()
        let server = try HTTPServer(HTTPServerOptions(), handler: handler)
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        client.send("POST /echo HTTP/1.1\r\n\(headers)\r\n")
        let answer = try #require(client.answer())
        #expect(answer.status == 400)
        #expect(answer.closes)
        #expect(client.endsAfterRest())
        #expect(handler.admitted == 0)
    }

    @Test(arguments: [
        "Host: a\r\nContent-Length: 2\r\n\r\nhi",
        "Host:\r\nContent-Length: 2\r\n\r\nhi",
        "host: a\r\ncontent-length: 002\r\n\r\nhi",
        "Host: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
        "Host: a\r\nTransfer-Encoding: Chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
        "Host: a\r\nX-A: \u{e9} \t!\r\nContent-Length: 2\r\n\r\nhi",
    ])
    func `takes what can be read in one way only`(rest: String) throws {
        let server = try HTTPServer(HTTPServerOptions(), handler: TestHandler())
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        client.send("POST /echo HTTP/1.1\r\n\(rest)")
        let answer = try #require(client.answer())
        #expect(answer.status == 200)
        #expect(answer.body == "hi")
    }

    @Test(arguments: [
        "POST /echo HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET /echo HTTP/1.0\r\n\r\n",
        "GET /a\u{1}b HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a\tb HTTP/1.1\r\nHost: a\r\n\r\n",
    ])
    func `refuses a request line it will not answer for`(request: String) throws {
        let server = try HTTPServer(HTTPServerOptions(), handler: TestHandler())
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        client.send(request)
        #expect(client.answer()?.status == 400)
        #expect(client.endsAfterRest())
    }

    @Test func `smuggles nothing behind a refused request`() throws {
        let handler = TestHandler()
        let server = try HTTPServer(HTTPServerOptions(), handler: handler)
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        client.send(
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "0\r\n\r\nGET /echo HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(client.answer()?.status == 400)
        #expect(client.answer() == nil)
        #expect(handler.admitted == 0)
    }
}
