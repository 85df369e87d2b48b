import HTTPServer
import OwnThreads
import Testing

/// How a server ends.
@Suite(.ownThreads)
struct StopTests {
    let handler = TestHandler()

    /// An address of its own: what these tests find closed, nobody else may have opened meanwhile.
    private static let address = "127.0.0.3"

    private var options: HTTPServerOptions {
        var options = HTTPServerOptions()
        options.address = Self.address
        (options.idleSeconds, options.requestSeconds) = (300, 300)
        return options
    }

    private func server() throws -> HTTPServer { try HTTPServer(options, handler: handler) }

    @Test func `answers everything held with 503 and returns`() throws {
        let server = try server()
        let idle = try #require(RawClient(port: server.port, to: Self.address))
        #expect(idle.get("/echo")?.status == 200)
        let clients = try (0..<20).map { _ in try #require(RawClient(port: server.port, to: Self.address)) }
        for client in clients { client.send(RawClient.post("/hold", "x")) }
        let exchanges = try clients.map { _ in try #require(handler.takeHeld()) }
        let start = ContinuousClock.now
        server.stop()
        // An idle connection would live for five minutes.
        #expect(ContinuousClock.now - start < .seconds(100))
        for client in clients {
            let answer = try #require(client.answer())
            #expect(answer.status == 503)
            #expect(answer.closes)
            #expect(client.isEnded())
        }
        #expect(idle.isEnded())
        #expect(server.requestsUnderWay == 0)
        for exchange in exchanges { exchange.reply(HTTPResponse(status: 200)) }
        #expect(RawClient(port: server.port, to: Self.address) == nil)
    }

    @Test func `sends a reply given just before`() throws {
        let server = try server()
        let client = try #require(RawClient(port: server.port, to: Self.address))
        client.send(RawClient.post("/hold", "x"))
        try #require(handler.takeHeld()).reply(HTTPResponse(status: 200))
        server.stop()
        #expect(client.answer()?.status == 200)
    }

    @Test func `does not wait for a body that never ends`() throws {
        let server = try server()
        let client = try #require(RawClient(port: server.port, to: Self.address))
        client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx")
        let other = try #require(RawClient(port: server.port, to: Self.address))
        #expect(other.get("/echo")?.status == 200)
        let start = ContinuousClock.now
        server.stop()
        #expect(ContinuousClock.now - start < .seconds(100))
        #expect(client.isEnded())
    }

    @Test func `stops as often as it is told to, from anywhere`() async throws {
        let server = try server()
        await withTaskGroup { group in
            for _ in 0..<4 { group.addTask { server.stop() } }
        }
        server.stop()
        server.quiesce()
        #expect(RawClient(port: server.port, to: Self.address) == nil)
    }

    @Test func `stops when it is given up`() throws {
        var server: HTTPServer? = try server()
        let port = try #require(server?.port)
        let client = try #require(RawClient(port: port, to: Self.address))
        #expect(client.get("/echo")?.status == 200)
        server = nil
        #expect(client.isEnded())
        #expect(RawClient(port: port, to: Self.address) == nil)
    }

    @Test func `refuses new connections once quiesced and serves the old`() throws {
        let server = try server()
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port, to: Self.address))
        #expect(client.get("/echo")?.status == 200)
        server.quiesce()
        #expect(RawClient(port: server.port, to: Self.address) == nil)
        #expect(client.get("/echo")?.status == 200)
        client.send(RawClient.post("/hold", "x"))
        try #require(handler.takeHeld()).reply(HTTPResponse(status: 200))
        #expect(client.answer()?.status == 200)
        server.quiesce()
    }

    @Test func `stops under load without losing its head`() async throws {
        for _ in 0..<10 {
            let handler = TestHandler()
            let server = try HTTPServer(options, handler: handler)
            let clients = try (0..<16).map { _ in try #require(RawClient(port: server.port, to: Self.address))
            }
            for (number, client) in clients.enumerated() {
                client.send(RawClient.post(number.isMultiple(of: 2) ? "/hold" : "/echo", "x"))
            }
            let exchanges = try (0..<8).map { _ in try #require(handler.takeHeld()) }
            await withTaskGroup { group in
                group.addTask { for exchange in exchanges { exchange.reply(HTTPResponse(status: 200)) } }
                group.addTask { server.stop() }
            }
            for client in clients {
                let status = client.answer()?.status
                #expect(status == 200 || status == 503)
            }
        }
    }

    @Test func `names an address in use`() throws {
        let server = try server()
        defer { server.stop() }
        var options = options
        options.port = server.port
        do {
            _ = try HTTPServer(options, handler: handler)
            Issue.record("two servers on one port")
        } catch {
            #expect(error.kind == .addressInUse)
            #expect(error.description.contains("\(Self.address):\(server.port)"))
        }
    }

    @Test(arguments: [
        ("localhost", HTTPServerError.Kind.badAddress), ("", .badAddress), ("256.0.0.1", .badAddress),
        ("192.0.2.1", .addressNotHere),
    ])
    func `names an address it cannot take`(address: String, kind: HTTPServerError.Kind) {
        var options = HTTPServerOptions()
        options.address = address
        do {
            _ = try HTTPServer(options, handler: handler)
            Issue.record("listens on \(address)")
        } catch {
            #expect(error.kind == kind)
        }
    }

    @Test func `takes the port of a server that has stopped`() throws {
        let first = try server()
        let client = try #require(RawClient(port: first.port, to: Self.address))
        #expect(client.get("/echo")?.status == 200)
        first.stop()
        var options = options
        options.port = first.port
        let second = try HTTPServer(options, handler: handler)
        defer { second.stop() }
        let next = try #require(RawClient(port: second.port, to: Self.address))
        #expect(next.get("/echo")?.status == 200)
    }
}
