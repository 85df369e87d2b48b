import HTTPServer
import Testing

/// What a client sees of an ordinary exchange.
struct HTTPServerTests {
    let handler = TestHandler()

    @Test func `answers a body with a length`() throws {
        let server = try HTTPServer(HTTPServerOptions(), handler: handler)
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        let answer = try #require(client.post("/echo", "hello"))
        #expect(answer.status == 200)
        #expect(answer.body == "hello")
        #expect(answer.head.contains("X-Test: yes"))
    }

    @Test func `answers a held request when it is replied to later`() throws {
        let server = try HTTPServer(HTTPServerOptions(), handler: handler)
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        client.send(RawClient.post("/hold", "x"))
        let exchange = try #require(handler.takeHeld())
        exchange.reply(HTTPResponse(status: 202, body: exchange.body))
        let answer = try #require(client.answer())
        #expect(answer.status == 202)
        #expect(answer.body == "x")
    }

    @Test func `stops with 503 for whatever is held`() throws {
        let server = try HTTPServer(HTTPServerOptions(), handler: handler)
        let client = try #require(RawClient(port: server.port))
        client.send(RawClient.post("/hold", "x"))
        _ = try #require(handler.takeHeld())
        server.stop()
        #expect(client.answer()?.status == 503)
    }
}
