import HTTPClient
import OwnThreads
import RawSockets
import Synchronization
import Testing

@Suite(.ownThreads, .timeLimit(.minutes(10)))
struct HTTPClientTests {
    @Test func `posts a body with its headers and reads the answer`() async throws {
        let seen = Mutex<RawRequest?>(nil)
        let answer = try await exchange({ connection in
            let request = connection.readRequest()
            seen.withLock { $0 = request }
            connection.respond(
                "{\"ok\":1}", status: "201 Created", fields: "X-Kind: first\r\nx-kind: second\r\n")
        }) {
            HTTPClientRequest(
                .post, url: $0 + "/orders?account=7",
                headers: [("Content-Type", "application/json"), ("X-Empty", ""), ("X-Blank", " ")],
                body: Array("{\"size\":1}".utf8))
        }.get()
        #expect(answer.status == 201)
        #expect(String(decoding: answer.body, as: UTF8.self) == "{\"ok\":1}")
        #expect(answer.headers["X-KIND"] == "first")
        #expect(answer.headers["x-absent"] == nil)
        #expect(answer.firstByteSentAt.map { $0 <= monotonicNanoseconds() } == true)
        let request = try #require(seen.withLock { $0 })
        #expect(request.line == "POST /orders?account=7 HTTP/1.1")
        #expect(request.text == "{\"size\":1}")
        #expect(request.header("Content-Type") == "application/json")
        #expect(request.header("X-Empty") == "")
        #expect(request.header("X-Blank") == "")
        #expect(request.header("Expect") == nil)
    }

    @Test(arguments: [0, 1, 16_383, 1 << 20], [false, true])
    func `sends bodies of any length, once or not`(count: Int, sendOnce: Bool) async throws {
        let body = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let arrived = Mutex<RawRequest?>(nil)
        let answer = try await exchange({ connection in
            let request = connection.readRequest()
            arrived.withLock { $0 = request }
            connection.respond("")
        }) {
            HTTPClientRequest(.post, url: $0, body: body, sendOnce: sendOnce)
        }.get()
        #expect(answer.status == 200)
        let request = try #require(arrived.withLock { $0 })
        #expect(request.body == body)
        #expect(request.header("Content-Length") == "\(count)")
        #expect(request.header("Content-Type") == nil)
    }

    @Test func `takes a gateway's HTML page for an answer`() async throws {
        let page = "<html>Bad gateway</html>"
        let answer = try await exchange({ connection in
            _ = connection.readRequest()
            connection.respond(page, status: "502 Bad Gateway", fields: "Content-Type: text/html\r\n")
        }) { HTTPClientRequest(.get, url: $0) }.get()
        #expect(answer.status == 502)
        #expect(answer.headers["content-type"] == "text/html")
        #expect(String(decoding: answer.body, as: UTF8.self) == page)
    }

    @Test func `follows no redirect`() async throws {
        let answer = try await exchange({ connection in
            _ = connection.readRequest()
            connection.respond("", status: "302 Found", fields: "Location: http://127.0.0.1:1/\r\n")
        }) { HTTPClientRequest(.get, url: $0) }.get()
        #expect(answer.status == 302)
    }

    @Test func `skips an interim answer and its fields`() async throws {
        let answer = try await exchange({ connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 103 Early Hints\r\nX-Hint: early\r\n\r\n")
            connection.respond("late", fields: "X-Final: yes\r\n")
        }) { HTTPClientRequest(.get, url: $0) }.get()
        #expect(answer.status == 200)
        #expect(answer.headers["x-hint"] == nil)
        #expect(answer.headers["x-final"] == "yes")
    }

    @Test func `keeps a connection and uses it again`() async throws {
        let server = try RawServer { connection in
            while connection.readRequest() != nil { connection.respond("\(connection.index)") }
        }
        let client = try HTTPClient()
        for _ in 0..<5 {
            let answer = try await client.send(.init(.get, url: server.url)).get()
            #expect(String(decoding: answer.body, as: UTF8.self) == "0")
        }
        client.stop()
        server.stop()
    }

    @Test func `carries eight requests at once`() async throws {
        let arrived = Mutex<[RawConnection]>([])
        let server = try RawServer { connection in
            guard connection.readRequest() != nil else { return }
            // Nobody is answered before all eight are here.
            let all = arrived.withLock { arrived in
                arrived.append(connection)
                return arrived.count == 8 ? arrived : []
            }
            for waiting in all { waiting.respond("\(waiting.index)") }
            connection.readToEnd()
        }
        let client = try HTTPClient()
        let url = server.url
        let answers = await withTaskGroup(of: String?.self) { group in
            for _ in 0..<8 {
                group.addTask { try? await client.send(.init(.get, url: url)).get().text }
            }
            return await group.reduce(into: Set<String>()) { $0.insert($1 ?? "failed") }
        }
        #expect(answers == Set((0..<8).map(String.init)))
        client.stop()
        server.stop()
    }

    @Test func `lets no more connections to a host stand than allowed`() async throws {
        let server = try RawServer { connection in
            while connection.readRequest() != nil { connection.respond("\(connection.index)") }
        }
        let client = try HTTPClient(.init(connectionsPerHostMax: 2))
        let url = server.url
        let connections = await withTaskGroup(of: String?.self) { group in
            for _ in 0..<20 {
                group.addTask { try? await client.send(.init(.get, url: url)).get().text }
            }
            return await group.reduce(into: Set<String>()) { $0.insert($1 ?? "failed") }
        }
        #expect(connections.isSubset(of: ["0", "1"]))
        client.stop()
        server.stop()
    }

    @Test func `sends to IPv4 loopback, by name or number`() async throws {
        let server = try RawServer { connection in
            while connection.readRequest() != nil { connection.respond("here") }
        }
        let client = try HTTPClient()
        for host in ["127.0.0.1", "localhost", "LOCALHOST"] {
            let answer = await client.send(.init(.get, url: "http://\(host):\(server.port)/"))
            #expect(try answer.get().text == "here")
        }
        client.stop()
        server.stop()
    }
}
