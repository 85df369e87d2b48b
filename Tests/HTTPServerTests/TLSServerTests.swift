import Glibc
import HTTPServer
import OwnThreads
import TLS
import TLSPeer
import Testing

/// TLS that the server ends itself, over real sockets.
@Suite(.ownThreads, .timeLimit(.minutes(5)))
struct TLSServerTests {
    private let own = TestCertificate()

    private func server(
        _ handler: TestHandler = TestHandler(), authorities: [UInt8]? = nil,
        _ change: (inout HTTPServerOptions) -> Void = { _ in }
    ) throws -> HTTPServer {
        var options = HTTPServerOptions()
        options.idleSeconds = 300
        options.tls = try TLSIdentity(certificate: own.certificate, key: own.key, authorities: authorities)
        change(&options)
        return try HTTPServer(options, handler: handler)
    }

    private func connect(
        _ server: HTTPServer, _ tls: TLSChannel.Options = .init(), from address: String = "127.0.0.1"
    ) -> RawClient? {
        RawClient(port: server.port, from: address, tls: tls)
    }

    @Test(arguments: [TLSChannel.Version.tls12, .tls13])
    func `answers over the versions of today, and tells the client's own address`(
        version: TLSChannel.Version
    ) throws {
        let server = try server()
        defer { server.stop() }
        let client = try #require(connect(server, .init(version: version), from: "127.0.0.7"))
        #expect(client.channel?.version == (version == .tls13 ? "TLSv1.3" : "TLSv1.2"))
        #expect(client.channel?.serverSHA256 == own.sha256)
        let facts = client.get("/facts")?.body.split(separator: "|")
        #expect(facts?[2] == "127.0.0.7")
        #expect(facts?.last == "in order")
        #expect(client.post("/echo", "again")?.body == "again")
    }

    @Test func `the next request on a kept connection has its time from its first byte`() throws {
        let server = try server { $0.requestSeconds = 1 }
        defer { server.stop() }
        let (client, silent) = (try #require(connect(server)), try #require(connect(server)))
        #expect(client.post("/echo", "first")?.body == "first")
        #expect(silent.post("/echo", "first")?.body == "first")
        client.send("POST /ec")
        #expect(client.isReadable(within: 100_000))
        #expect(client.isEnded())
        #expect(silent.post("/echo", "second")?.body == "second")
    }

    @Test(arguments: [TLSChannel.Version.tls10, .tls11])
    func `refuses the versions of yesterday`(version: TLSChannel.Version) throws {
        let server = try server()
        defer { server.stop() }
        #expect(connect(server, .init(version: version)) == nil)
        #expect(connect(server)?.get("/echo")?.status == 200)
    }

    @Test(arguments: [
        Array("GET /echo HTTP/1.1\r\nHost: here\r\n\r\n".utf8), [22, 2], [22, 3, 1, 0, 0],
        [22, 3, 1, 0xFF, 0xFF],
        [22, 3, 1, 0, 4, 9, 9, 9, 9], [0x80, 0x2E, 1, 3, 1],
    ])
    func `what is no TLS is answered with a close`(bytes: [UInt8]) throws {
        let server = try server()
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        client.send(bytes)
        // An alert at most: nothing that HTTP would be.
        while let byte = client.read(1) { #expect(byte[0] < 32) }
        #expect(client.isEnded())
        #expect(self.connect(server)?.get("/echo")?.status == 200)
    }

    @Test func `speaks HTTP 1.1 where a client offers protocols, and refuses who offers others alone`() throws
    {
        let server = try server()
        defer { server.stop() }
        #expect(connect(server, .init(protocols: ["h2", "http/1.1"]))?.channel?.agreed == "http/1.1")
        #expect(connect(server, .init(protocols: ["h2"])) == nil)
    }

    // MARK: Certificates

    @Test(arguments: [TLSChannel.Version.tls12, .tls13])
    func `tells the certificate that a client shows, and needs none`(version: TLSChannel.Version) throws {
        let root = TestCertificate([("CN", "root")], isAuthority: true)
        let server = try server(authorities: root.certificate)
        defer { server.stop() }
        let subject = [
            ("C", "US"), ("ST", "Ohio"), ("L", "Westerville"), ("O", "TradingView, Inc."),
            ("CN", "TradingView Webhooks"),
        ]
        let written = #"CN=TradingView Webhooks,O=TradingView\, Inc.,L=Westerville,ST=Ohio,C=US"#
        let vouched = TestCertificate(subject, issuer: root)
        let selfMade = TestCertificate(subject)
        for (shown, word) in [(vouched, "vouched for"), (selfMade, "anybody's")] {
            let client = try #require(connect(server, .init(version: version, certificate: shown)))
            #expect(client.get("/certificate")?.body == "\(written)|\(shown.sha256)|\(word)")
            #expect(client.get("/certificate")?.body == "\(written)|\(shown.sha256)|\(word)")
        }
        #expect(connect(server, .init(version: version))?.get("/certificate")?.body == "none")
    }

    @Test func `an authority vouches without the one above it`() throws {
        let root = TestCertificate([("CN", "root")], isAuthority: true)
        let middle = TestCertificate([("CN", "middle")], issuer: root, isAuthority: true)
        let shown = TestCertificate([("CN", "a")], issuer: middle)
        let server = try server(authorities: middle.certificate)
        defer { server.stop() }
        #expect(
            connect(server, .init(certificate: shown))?.get("/certificate")?.body
                == "CN=a|\(shown.sha256)|vouched for")
    }

    @Test func `nobody is vouched for where no authority is named`() throws {
        let server = try server()
        defer { server.stop() }
        let shown = TestCertificate([("CN", "a")])
        #expect(
            connect(server, .init(certificate: shown))?.get("/certificate")?.body
                == "CN=a|\(shown.sha256)|anybody's")
    }

    @Test func `one that has ended is told, and not vouched for`() throws {
        let root = TestCertificate([("CN", "root")], isAuthority: true)
        let server = try server(authorities: root.certificate)
        defer { server.stop() }
        let old = TestCertificate([("CN", "a")], issuer: root, lasts: -7_200 ... -3_600)
        #expect(
            connect(server, .init(certificate: old))?.get("/certificate")?.body
                == "CN=a|\(old.sha256)|anybody's")
    }

    @Test func `shows a new certificate to who comes next, and drops no connection`() throws {
        let handler = TestHandler()
        let server = try server(handler)
        defer { server.stop() }
        let (kept, waiting) = (try #require(connect(server)), try #require(connect(server)))
        #expect(kept.get("/echo")?.status == 200)
        waiting.send(RawClient.post("/hold", "x"))
        let exchange = try #require(handler.takeHeld())
        let next = TestCertificate()
        server.renew(try TLSIdentity(certificate: next.certificate, key: next.key))
        var shown: String?
        for _ in 0..<100 where shown != next.sha256 { shown = connect(server)?.channel?.serverSHA256 }
        #expect(shown == next.sha256)
        #expect(kept.post("/echo", "still")?.body == "still")
        exchange.reply(HTTPResponse(status: 200))
        #expect(waiting.answer()?.status == 200)
        #expect(kept.channel?.serverSHA256 == own.sha256)
    }

    // MARK: Bytes

    @Test(arguments: [0, 1, 16_383, 16_384, 16_385, 1_000_000])
    func `carries bodies of any length both ways`(count: Int) throws {
        let server = try server { $0.bodyBytesMax = 1 << 20 }
        defer { server.stop() }
        let client = try #require(connect(server))
        let body = String(repeating: "abcdefg", count: count / 7 + 1).prefix(count)
        for _ in 0..<2 { #expect(client.post("/echo", String(body))?.body == String(body)) }
    }

    @Test func `answers a client that has said goodbye already`() throws {
        let handler = TestHandler()
        let server = try server(handler)
        defer { server.stop() }
        let client = try #require(connect(server))
        client.send(RawClient.post("/hold", "x"))
        client.channel?.sayGoodbye()
        let exchange = try #require(handler.takeHeld())
        exchange.reply(HTTPResponse(status: 200, body: Array("late".utf8)))
        #expect(client.answer()?.body == "late")
    }

    @Test(arguments: [true, false])
    func `lets go at once of a client that ends within its body`(saysGoodbye: Bool) throws {
        let server = try server {
            $0.requestSeconds = 60
            $0.connectionsPerAddressMax = 1
        }
        defer { server.stop() }
        let client = try #require(connect(server))
        client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")
        if saysGoodbye { client.channel?.sayGoodbye() }
        client.sayEnd()
        #expect(client.isReadable(within: 40_000))
        #expect(client.isEnded())
        // An answer to somebody else shows that the server has gone on since.
        #expect(connect(server, from: "127.0.0.2")?.get("/echo")?.status == 200)
        #expect(connect(server)?.get("/echo")?.status == 200)
    }

    @Test func `says goodbye itself where the answer is the last`() throws {
        let server = try server()
        defer { server.stop() }
        let client = try #require(connect(server))
        #expect(client.get("/closing")?.status == 200)
        #expect(client.isEnded() && client.saidGoodbye)
    }

    @Test func `judges heads as without TLS`() throws {
        let server = try server()
        defer { server.stop() }
        for head in [
            "GET /echo HTTP/1.1\r\n\r\n", "GET /echo HTTP/2.0\r\nHost: a\r\n\r\n",
            "GET /echo HTTP/1.1\nHost: a\n\n",
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        ] {
            let client = try #require(connect(server))
            client.send(head)
            #expect(client.answer()?.status == 400)
            #expect(client.isEnded())
        }
    }

    // MARK: Limits

    private static let hello: [UInt8] = [22, 3, 1, 1, 0, 1, 0, 0, 0xFC, 3, 3]

    @Test(arguments: [[], [22], hello])
    func `cuts who does not shake hands in time`(begin: [UInt8]) throws {
        let server = try server { $0.requestSeconds = 1 }
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        client.send(begin)
        #expect(client.isReadable(within: 40_000))
        #expect(client.isEnded())
    }

    @Test(arguments: ["", "GET /echo HTTP/1.1\r\nHost: a\r\nX: "])
    func `counts the time of shaking hands to the first request's`(begin: String) throws {
        let server = try server { $0.requestSeconds = 1 }
        defer { server.stop() }
        let client = try #require(connect(server))
        client.send(begin)
        #expect(client.isReadable(within: 40_000))
        #expect(client.isEnded())
    }

    @Test func `cuts a client that takes its answer too slowly`() throws {
        let server = try server { $0.answerSeconds = 1 }
        defer { server.stop() }
        let client = try #require(connect(server))
        client.send("GET /large HTTP/1.1\r\nHost: here\r\n\r\n")
        let (clock, start) = (ContinuousClock(), ContinuousClock.now)
        var received = 0
        while received < TestHandler.large, let piece = client.read(1_024) {
            received += piece.count
            guard clock.now - start < .seconds(4) else { continue }
            client.awaitEnd(milliseconds: 20)
        }
        #expect(received < TestHandler.large)
    }

    @Test func `counts connections of an address from their first byte on`() throws {
        let server = try server { $0.connectionsPerAddressMax = 2 }
        defer { server.stop() }
        let silent = try #require(RawClient(port: server.port))
        silent.send([22])
        let kept = try #require(connect(server))
        #expect(kept.get("/echo")?.status == 200)
        let third = try #require(RawClient(port: server.port))
        #expect(third.isReadable(within: 40_000) && third.isEnded())
        #expect(connect(server, from: "127.0.0.9")?.get("/echo")?.status == 200)
        kept.disconnect()
        // The place is free once the server has seen the end.
        var status: Int?
        for _ in 0..<1_000 where status == nil { status = connect(server)?.get("/echo")?.status }
        #expect(status == 200)
    }

    @Test func `makes room where all places are taken by who says nothing`() throws {
        let server = try server {
            $0.connectionsMax = 8
            $0.requestSeconds = 60
        }
        defer { server.stop() }
        let silent = (0..<4).compactMap { _ in RawClient(port: server.port) }
        let secured = (0..<4).compactMap { _ in connect(server) }
        #expect(silent.count == 4 && secured.count == 4)
        let (clock, start) = (ContinuousClock(), ContinuousClock.now)
        #expect(connect(server)?.get("/echo")?.status == 200)
        #expect(clock.now - start < .seconds(40))
    }

    @Test func `survives clients that break off at any moment`() throws {
        let server = try server()
        defer { server.stop() }
        for step in 0..<60 {
            switch step % 4 {
            case 0:
                let client = RawClient(port: server.port)
                client?.send(Self.hello)
                client?.reset()
            case 1: connect(server)?.reset()
            case 2:
                let client = connect(server)
                client?.send("GET /large HTTP/1.1\r\nHost: here\r\n\r\n")
                client?.reset()
            default:
                let client = connect(server)
                client?.send(RawClient.post("/echo", "x"))
                client?.disconnect()
            }
        }
        #expect(connect(server)?.get("/echo")?.status == 200)
    }

    // MARK: Stopping

    @Test func `a stop answers who waits, and ends`() throws {
        let handler = TestHandler()
        let server = try server(handler)
        let (held, idle) = (try #require(connect(server)), try #require(connect(server)))
        let silent = try #require(RawClient(port: server.port))
        #expect(idle.get("/echo")?.status == 200)
        held.send(RawClient.post("/hold", "x"))
        _ = try #require(handler.takeHeld())
        server.stop()
        #expect(held.answer()?.status == 503)
        #expect(idle.isEnded() && silent.isEnded())
        #expect(RawClient(port: server.port) == nil)
    }

    @Test func `a quiet server takes nobody new, and goes on with the others`() throws {
        let server = try server()
        defer { server.stop() }
        let kept = try #require(connect(server))
        server.quiesce()
        #expect(RawClient(port: server.port) == nil)
        #expect(kept.get("/echo")?.status == 200)
    }
}
