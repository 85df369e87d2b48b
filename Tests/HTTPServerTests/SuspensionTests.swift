import HTTPServer
import OwnThreads
import Testing

/// Answers that come later, and what may happen in between.
@Suite(.ownThreads)
struct SuspensionTests {
    let handler = TestHandler()

    private func server() throws -> HTTPServer { try HTTPServer(HTTPServerOptions(), handler: handler) }

    @Test func `answers a held request when it is replied to`() throws {
        let server = try server()
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        client.send(RawClient.post("/hold", "x"))
        let exchange = try #require(handler.takeHeld())
        #expect(server.requestsUnderWay == 1)
        exchange.reply(HTTPResponse(status: 202, body: exchange.body))
        let answer = try #require(client.answer())
        #expect(answer.status == 202)
        #expect(answer.body == "x")
    }

    @Test func `answers pipelined requests in order, each held in between`() throws {
        let server = try server()
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        client.send((0..<5).map { RawClient.post("/hold", "body \($0)") }.joined())
        for number in 0..<5 {
            let exchange = try #require(handler.takeHeld())
            exchange.reply(HTTPResponse(status: 200, body: exchange.body))
            #expect(client.answer()?.body == "body \(number)")
        }
    }

    @Test func `sends the first of two replies`() throws {
        let server = try server()
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        #expect(client.post("/twice", "")?.body == "first")
        client.send(RawClient.post("/hold", ""))
        let exchange = try #require(handler.takeHeld())
        exchange.reply(HTTPResponse(status: 200, body: Array("third".utf8)))
        exchange.reply(HTTPResponse(status: 200, body: Array("fourth".utf8)))
        #expect(client.answer()?.body == "third")
        exchange.reply(HTTPResponse(status: 200, body: Array("fifth".utf8)))
        #expect(client.post("/echo", "next")?.body == "next")
    }

    @Test(arguments: [false, true])
    func `drops the answer to a client that has gone`(abruptly: Bool) throws {
        let server = try server()
        defer { server.stop() }
        for _ in 0..<50 {
            let client = try #require(RawClient(port: server.port))
            client.send(RawClient.post("/hold", "x"))
            let exchange = try #require(handler.takeHeld())
            if abruptly { client.reset() } else { client.disconnect() }
            exchange.reply(HTTPResponse(status: 200))
        }
        let client = try #require(RawClient(port: server.port))
        #expect(client.get("/echo")?.status == 200)
    }

    @Test func `survives clients that leave at any point`() throws {
        let server = try server()
        let whole = Array(RawClient.post("/echo", String(repeating: "x", count: 200)).utf8)
        for length in stride(from: 0, through: whole.count, by: 3) {
            let client = try #require(RawClient(port: server.port))
            client.send(Array(whole.prefix(length)))
            if length.isMultiple(of: 2) { client.reset() } else { client.disconnect() }
        }
        let client = try #require(RawClient(port: server.port))
        #expect(client.get("/echo")?.status == 200)
        server.stop()
        #expect(server.requestsUnderWay == 0)
    }

    @Test func `answers all others while 64 are held, then those`() throws {
        let server = try server()
        defer { server.stop() }
        let held = try (0..<64).map { number in
            let client = try #require(RawClient(port: server.port))
            client.send(RawClient.post("/hold", "\(number)"))
            return client
        }
        let exchanges = try held.map { _ in try #require(handler.takeHeld()) }
        let others = try (0..<20).map { _ in try #require(RawClient(port: server.port)) }
        var answered = 0
        for round in 0..<250 {
            for client in others { client.send(RawClient.post("/echo", "\(round)")) }
            for client in others where client.answer()?.body == "\(round)" { answered += 1 }
        }
        #expect(answered == 5_000)
        for exchange in exchanges { exchange.reply(HTTPResponse(status: 200, body: exchange.body)) }
        for (number, client) in held.enumerated() { #expect(client.answer()?.body == "\(number)") }
    }

    @Test func `answers new connections while 64 are held and resumed in turn`() throws {
        let server = try server()
        defer { server.stop() }
        let held = try (0..<64).map { _ in try #require(RawClient(port: server.port)) }
        for (number, client) in held.enumerated() { client.send(RawClient.post("/hold", "\(number)")) }
        for round in 0..<500 {
            let client = try #require(RawClient(port: server.port))
            #expect(client.post("/echo", "\(round)")?.body == "\(round)")
            let exchange = try #require(handler.takeHeld())
            exchange.reply(HTTPResponse(status: 200, body: exchange.body))
            let text = String(decoding: exchange.body, as: UTF8.self)
            let resumed = held[try #require(Int(text))]
            #expect(resumed.answer()?.body == text)
            resumed.send(RawClient.post("/hold", text))
        }
    }

    /// The daemon takes 128 events at a time, and left to itself it waits for more after exactly so
    /// many although it has not served the first.
    @Test(arguments: [127, 128, 129, 256])
    func `answers any number that became ready at once`(count: Int) throws {
        var options = HTTPServerOptions()
        options.idleSeconds = 300
        let server = try HTTPServer(options, handler: handler)
        defer { server.stop() }
        let clients = try (0..<count).map { _ in
            let client = try #require(RawClient(port: server.port))
            #expect(client.get("/echo")?.status == 200)
            return client
        }
        let blocker = try #require(RawClient(port: server.port))
        blocker.send(RawClient.post("/block", ""))
        let start = ContinuousClock.now
        let blocked = handler.whileBlocked {
            for client in clients { client.send(RawClient.post("/echo", "ready")) }
        }
        #expect(blocked)
        for client in clients { #expect(client.answer()?.body == "ready") }
        #expect(blocker.answer()?.status == 200)
        // Idle connections would have ended the wait after five minutes.
        #expect(ContinuousClock.now - start < .seconds(100))
    }
}
