import Dispatch
import Glibc
import OwnThreads
import RawSockets
import Testing
import WebSocket

/// How a connection fails to come about.
@Suite(.ownThreads, .timeLimit(.minutes(10)))
struct OpeningTests {
    @Test(arguments: [401, 403, 404, 500, 302, 200])
    func `reports the status of a refused upgrade`(status: Int) async throws {
        let failure = try await failure { connection in
            _ = connection.readRequest()
            connection.respond("{}", status: "\(status) Whatever")
        }
        #expect(failure.status == status)
    }

    @Test(arguments: [
        "HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: wrong\r\n\r\n",
        "HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        "HTTP/1.1 101 S\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: <right>\r\n\r\n",
        "HTTP/1.1 101 S\r\nUpgrade: h2c\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: <right>\r\n\r\n",
        "HTTP/1.1 101 S\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: <right>\r\n\r\n",
        "HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: <right>\r\n"
            + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n",
        "HTTP/1.1 101 S\r\nnonsense\r\n\r\n", "HTTP/2 101\r\n\r\n", "SSH-2.0-OpenSSH\r\n\r\n", "\r\n\r\n", "",
        "HTTP/1.1 101 S\r\nUpgr",
    ])
    func `refuses a server that does not agree to the upgrade`(answer: String) async throws {
        let failure = try await failure { connection in
            let key = connection.readRequest()?.header("Sec-WebSocket-Key") ?? ""
            connection.write(answer.replacing("<right>", with: WebSocketHandshake.accept(key: key)))
        }
        #expect(failure.status == nil)
    }

    @Test func `accepts the upgrade whatever the case and the order, byte by byte`() async throws {
        let served = try RawServed { connection in
            let key = connection.readRequest()?.header("Sec-WebSocket-Key") ?? ""
            let head =
                "HTTP/1.1 101 \r\nsec-websocket-ACCEPT:\(WebSocketHandshake.accept(key: key))  \r\n"
                + "CONNECTION: keep-alive, UPGRADE\r\nupgrade:\tWebSocket\r\n\r\n"
            for byte in Array(head.utf8) + WireFrame(.text, "hi").bytes { connection.write([byte]) }
            connection.readToEnd()
        }
        #expect(await served.log.next() == .opened)
        #expect(await served.log.next() == .text("hi"))
        served.stop()
    }

    @Test func `refuses an answer without end`() async throws {
        let failure = try await failure { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 101 S\r\n")
            for _ in 0..<1_000 { connection.write("X: \(String(repeating: "y", count: 100))\r\n") }
        }
        #expect(failure.reason.contains("too long"))
    }

    @Test func `gives up on a server that never answers`() async throws {
        let failure = try await failure {
            $0.connectMilliseconds = 1_000
        } _: {
            $0.readToEnd()
        }
        #expect(failure.reason.contains("too long"))
    }

    @Test(arguments: [
        "ws://example.com/hub", "ws://127.0.0.1.example.com/", "nonsense", "ftp://127.0.0.1/",
        "ws://u:p@127.0.0.1/",
        "wss://nobody.invalid/",
    ])
    func `refuses other schemes, passwords and the clear to other hosts`(url: String) async throws {
        let log = EventLog()
        let client = WebSocketClient(.init(url: url)) { log.record($0) }
        client.start()
        #expect(await log.end()?.failure?.status == .some(nil))
        client.stop()
        #expect(log.all.count == 1)
    }

    @Test func `no failure shows the token, a header or the path`() async throws {
        let secret = "s3cr3t"
        let refusing = try RawServer { connection in
            _ = connection.readRequest()
            connection.respond(secret, status: "401 \(secret)")
        }
        let cutting = try RawServer { _ = $0.readRequest() }
        let silent = try RawServer { $0.readToEnd() }
        let hosts = try [
            "127.0.0.1:\(refusing.port)", "127.0.0.1:\(cutting.port)", "127.0.0.1:\(silent.port)",
            "127.0.0.1:\(Loopback.closedPort())", "example.com", "\(secret)@127.0.0.1", "bad host",
        ]
        for (host, scheme) in hosts.flatMap({ [($0, "ws"), ($0, "wss")] })
        where host != "example.com" || scheme == "ws" {
            let log = EventLog()
            let url = "\(scheme)://\(host)/\(secret)?access_token=\(secret)"
            let client = WebSocketClient(
                .init(url: url, headers: [("Authorization", secret)], connectMilliseconds: 300)
            ) { log.record($0) }
            client.start()
            let end = try #require(await log.end())
            #expect(!String(reflecting: end).contains(secret))
            client.stop()
        }
        for server in [refusing, cutting, silent] { server.stop() }
    }

    @Test func `refuses a header that would smuggle in another`() async throws {
        let failure = try await failure {
            $0.headers = [("X-Key", "a\r\nX-Other: b")]
        } _: {
            $0.readToEnd()
        }
        #expect(failure.reason.contains("header"))
    }

    // MARK: Stopping

    @Test func `can be stopped while the server keeps it waiting`() async throws {
        let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self)
        let served = try RawServed { connection in
            _ = connection.readRequest()
            arrived.yield()
            connection.readToEnd()
        }
        _ = await arrivals.first { true }
        served.stop()
        #expect(served.log.all == [.failed(reason: "stopped on this side", status: nil)])
    }

    @Test func `can be stopped while TLS keeps it waiting`() async throws {
        let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self)
        let server = try RawServer { connection in
            _ = connection.readSome()
            arrived.yield()
            connection.readToEnd()
        }
        let log = EventLog()
        let url = "wss://127.0.0.1:\(server.port)/"
        let client = WebSocketClient(.init(url: url, connectMilliseconds: 3_600_000)) { log.record($0) }
        client.start()
        // A word from another thread wakes the wait for the connection, and must not end it.
        client.send(text: [0x78])
        _ = await arrivals.first { true }
        #expect(log.all.isEmpty)
        client.stop()
        #expect(log.all == [.failed(reason: "stopped on this side", status: nil)])
        server.stop()
    }

    @Test func `does nothing when stopped before it starts`() throws {
        let log = EventLog()
        let client = WebSocketClient(.init(url: "ws://127.0.0.1:1/")) { log.record($0) }
        client.stop()
        client.start()
        client.stop()
        #expect(log.all.isEmpty)
    }

    private func failure(
        changing change: (inout WebSocketOptions) -> Void = { _ in },
        _ serve: @escaping @Sendable (RawConnection) -> Void
    ) async throws -> (reason: String, status: Int?) {
        let served = try RawServed(changing: change, serve)
        let end = await served.log.end()
        served.stop()
        #expect(served.log.all.count == 1)
        return try #require(end?.failure)
    }
}
