import Glibc
import HTTPServer
import OwnThreads
import Testing

/// Connections that leave HTTP.
@Suite(.ownThreads)
struct UpgradeTests {
    let handler = TestHandler(upgradeHeaders: [("Sec-Test", "accepted")])

    private static let head =
        "GET /upgrade HTTP/1.1\r\nHost: here\r\nConnection: keep-alive, Upgrade\r\nUpgrade: test\r\n\r\n"

    private func server(connectionsMax: Int = 512) throws -> HTTPServer {
        var options = HTTPServerOptions()
        options.connectionsMax = connectionsMax
        return try HTTPServer(options, handler: handler)
    }

    private func read(_ socket: UpgradedSocket, _ count: Int) -> [UInt8]? {
        var bytes = socket.leftover
        while bytes.count < count {
            var waited = pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&waited, 1, 20_000) == 1 else { return nil }
            var piece = [UInt8](repeating: 0, count: count)
            let got = recv(socket.descriptor, &piece, piece.count, 0)
            guard got > 0 else { return nil }
            bytes += piece.prefix(got)
        }
        return bytes
    }

    private func write(_ socket: UpgradedSocket, _ bytes: [UInt8]) -> Bool {
        send(socket.descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    @Test func `hands over the socket and what was sent ahead`() throws {
        let server = try server()
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        client.send(Self.head + "early\u{0}\u{1}")
        let answer = try #require(client.answer())
        #expect(answer.status == 101)
        #expect(answer.head.contains("Sec-Test: accepted\r\n"))
        #expect(answer.head.contains("Upgrade: test\r\n"))
        #expect(answer.head.lowercased().contains("connection: upgrade\r\n"))
        let socket = try #require(handler.takeUpgraded())
        #expect(socket.leftover == Array("early\u{0}\u{1}".utf8))
        #expect(server.requestsUnderWay == 0)
        client.send("later")
        let bytes = try #require(read(socket, 12))
        #expect(bytes == Array("early\u{0}\u{1}later".utf8))
        #expect(write(socket, bytes))
        #expect(client.read(12) == bytes)
        socket.close()
        #expect(client.isEnded())
        socket.close()
    }

    @Test func `holds back no small message`() throws {
        let server = try server()
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        client.send(Self.head)
        #expect(client.answer()?.status == 101)
        let socket = try #require(handler.takeUpgraded())
        var isOff: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(socket.descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &isOff, &size)
        #expect(isOff != 0)
        #expect(fcntl(socket.descriptor, F_GETFL) & O_NONBLOCK != 0)
        #expect(fcntl(socket.descriptor, F_GETFD) & FD_CLOEXEC != 0)
        socket.close()
    }

    @Test func `ends upgraded sockets when it stops, and leaves their descriptors`() throws {
        let server = try server()
        let client = try #require(RawClient(port: server.port))
        client.send(Self.head)
        #expect(client.answer()?.status == 101)
        let socket = try #require(handler.takeUpgraded())
        server.stop()
        #expect(client.isEnded())
        #expect(read(socket, 1) == nil)
        #expect(fcntl(socket.descriptor, F_GETFD) >= 0)
        socket.close()
    }

    @Test func `closes a socket nobody keeps`() throws {
        let server = try server()
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        client.send(Self.head)
        #expect(client.answer()?.status == 101)
        _ = try #require(handler.takeUpgraded()).descriptor
        #expect(client.isEnded())
    }

    @Test func `aborts with a reset`() throws {
        let server = try server()
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        client.send(Self.head)
        #expect(client.answer()?.status == 101)
        let socket = try #require(handler.takeUpgraded())
        socket.abort()
        #expect(client.isReset())
    }

    @Test func `counts an upgraded socket as a connection until it is closed`() throws {
        let server = try server(connectionsMax: 1)
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        client.send(Self.head)
        #expect(client.answer()?.status == 101)
        let socket = try #require(handler.takeUpgraded())
        let waiting = try #require(RawClient(port: server.port))
        waiting.send("GET /echo HTTP/1.1\r\nHost: here\r\n\r\n")
        #expect(handler.admitted == 1)
        socket.close()
        #expect(waiting.answer()?.status == 200)
    }

    @Test(arguments: [
        "GET /upgrade HTTP/1.1\r\nHost: here\r\n\r\n",
        "GET /upgrade HTTP/1.1\r\nHost: here\r\nUpgrade: test\r\n\r\n",
        "GET /upgrade HTTP/1.1\r\nHost: here\r\nConnection: upgrade\r\n\r\n",
        "GET /upgrade HTTP/1.0\r\nHost: here\r\nConnection: upgrade\r\nUpgrade: test\r\n\r\n",
        "GET /upgrade HTTP/1.1\r\nHost: here\r\nConnection: upgrade\r\nUpgrade: test\r\n"
            + "Content-Length: 1\r\n\r\nx",
    ])
    func `refuses an upgrade the client did not ask for`(request: String) throws {
        let server = try server()
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        client.send(request)
        #expect(client.answer()?.status == 400)
        #expect(client.isEnded())
    }
}
