import OwnThreads
import RawSockets
import Testing
import WebSocket

/// Our client against a server that builds and reads its frames by hand.
@Suite(.ownThreads, .timeLimit(.minutes(10)))
struct ClientTests {
    @Test func `asks for the upgrade as the standard wants it`() async throws {
        let (requests, feed) = AsyncStream.makeStream(of: RawRequest?.self)
        let served = try RawServed {
            $0.url += "?access_token=t&id=1"
            $0.headers = [("X-Client", "bridge")]
        } _: { connection in
            feed.yield(connection.upgrade())
            connection.readToEnd()
        }
        #expect(await served.log.next() == .opened)
        // The answer may be on its way before the server's thread has told of the request.
        let told = await requests.first { $0 != nil }
        let request = try #require(told ?? nil)
        #expect(request.line == "GET /hub?access_token=t&id=1 HTTP/1.1")
        #expect(request.header("Host")?.hasPrefix("127.0.0.1:") == true)
        #expect(request.header("Upgrade") == "websocket")
        #expect(request.header("Connection") == "Upgrade")
        #expect(request.header("Sec-WebSocket-Version") == "13")
        #expect(request.header("Sec-WebSocket-Key").map(WebSocketHandshake.isKey) == true)
        #expect(request.header("X-Client") == "bridge")
        served.stop()
    }

    @Test func `sends its texts masked and in order, also those given before it opened`() async throws {
        let (texts, feed) = AsyncStream.makeStream(of: WireFrame.self)
        let server = try RawServer { connection in
            connection.upgrade()
            var reader = WireReader(connection)
            while let frame = reader.next() { feed.yield(frame) }
        }
        let client = WebSocketClient(.init(url: server.webSocketURL)) { _ in }
        for number in 0..<3 { client.send(text: Array("early \(number)".utf8)) }
        client.start()
        for number in 3..<6 { client.send(text: Array("early \(number)".utf8)) }
        let frames = await texts.prefix(6).reduce(into: []) { $0.append($1) }
        #expect(frames.map { String(decoding: $0.payload, as: UTF8.self) } == (0..<6).map { "early \($0)" })
        #expect(frames.allSatisfy { $0.mask != nil && $0.kind == .text })
        client.stop()
        server.stop()
    }

    @Test func `reads frames that came with the upgrade's answer`() async throws {
        let served = try RawServed {
            $0.upgrade(behind: WireFrame(.text, "first").bytes + WireFrame(.text, "second").bytes)
            $0.readToEnd()
        }
        #expect(await served.log.next() == .opened)
        #expect(await served.log.next() == .text("first"))
        #expect(await served.log.next() == .text("second"))
        served.stop()
    }

    @Test func `reads frames in single bytes, batches and fragments`() async throws {
        let served = try RawServed { connection in
            connection.upgrade()
            for byte in WireFrame(.text, "slow").bytes { connection.write([byte]) }
            connection.write((0..<50).flatMap { WireFrame(.text, "\($0)").bytes })
            connection.write(WireFrame(.binary, [1], isFinal: false).bytes)
            connection.write(WireFrame(.continuation, [2]).bytes)
            connection.readToEnd()
        }
        #expect(await served.log.next() == .opened)
        #expect(await served.log.next() == .text("slow"))
        for number in 0..<50 { #expect(await served.log.next() == .text("\(number)")) }
        #expect(await served.log.next() == .binary([1, 2]))
        served.stop()
    }

    @Test func `answers a ping with its payload`() async throws {
        let pongs = EventLog()
        let served = try RawServed { connection in
            connection.upgrade(behind: WireFrame(.ping, "are you there").bytes)
            var reader = WireReader(connection)
            if let frame = reader.next(), frame.kind == .pong { pongs.record(.text(frame.payload)) }
            connection.readToEnd()
        }
        #expect(await pongs.next() == .text("are you there"))
        served.stop()
    }

    @Test func `pings by itself and reports the answer`() async throws {
        let served = try RawServed {
            $0.pingSeconds = 1
        } _: { connection in
            connection.upgrade()
            var reader = WireReader(connection)
            while let frame = reader.next() {
                if frame.kind == .ping { connection.write(WireFrame(.pong, frame.payload).bytes) }
            }
        }
        #expect(await served.log.next() == .opened)
        #expect(await served.log.next() == .ponged)
        served.stop()
    }

    @Test func `gives up on a peer that has fallen silent, pings or not`() async throws {
        let served = try RawServed {
            $0.pingSeconds = 1
            $0.silenceSeconds = 2
        } _: { connection in
            connection.upgrade()
            connection.readToEnd()
        }
        let failure = try #require(await served.log.end()?.failure)
        #expect(failure.reason.contains("nothing came"))
        #expect(served.log.all.count == 2)
        served.stop()
    }

    @Test func `answers a close frame and reports its code`() async throws {
        let answers = EventLog()
        let served = try RawServed { connection in
            connection.upgrade(behind: WireFrame.close(1001, "restarting").bytes)
            var reader = WireReader(connection)
            if let frame = reader.next(), let code = frame.closeCode {
                answers.record(.closed(code: code, reason: ""))
            }
        }
        #expect(await served.log.end() == .closed(code: 1001, reason: "restarting"))
        #expect(await answers.next() == .closed(code: 1001, reason: ""))
        served.stop()
    }

    @Test func `says goodbye behind what it has sent`() async throws {
        let served = try RawServed { connection in
            connection.upgrade()
            var reader = WireReader(connection)
            guard reader.next()?.payload == Array("last words".utf8) else { return }
            guard let closing = reader.next(), closing.kind == .close else { return }
            connection.write(WireFrame(.close, closing.payload).bytes)
        }
        #expect(await served.log.next() == .opened)
        served.client.send(text: Array("last words".utf8))
        served.client.close(code: 4000)
        #expect(await served.log.end() == .closed(code: 4000, reason: ""))
        served.stop()
    }

    @Test func `gives up on a peer that does not answer its close frame`() async throws {
        let served = try RawServed { connection in
            connection.upgrade()
            connection.readToEnd()
        }
        served.client.close()
        #expect(await served.log.end()?.failure?.reason.contains("close frame") == true)
        served.stop()
    }

    @Test(arguments: [false, true])
    func `reports a cut as a failure`(hard: Bool) async throws {
        let served = try RawServed { connection in
            connection.upgrade(behind: WireFrame(.text, "cut").bytes + [0x81, 5, 0x78])
            _ = connection.readSome()
            if hard { connection.reset() }
        }
        #expect(await served.log.next() == .opened)
        #expect(await served.log.next() == .text("cut"))
        served.client.send(text: [0x78])
        #expect(await served.log.next()?.failure?.status == .some(nil))
        served.stop()
        #expect(served.log.terminals.count == 1)
    }

    @Test func `tells a peer whose message is too long, and fails`() async throws {
        let codes = EventLog()
        let served = try RawServed {
            $0.messageBytesMax = 1_000
        } _: { connection in
            connection.upgrade(behind: WireFrame(.text, [UInt8](repeating: 0x78, count: 100_000)).bytes)
            var reader = WireReader(connection)
            codes.record(.closed(code: reader.next()?.closeCode ?? 0, reason: ""))
        }
        #expect(await served.log.end()?.failure?.reason.contains("1009") == true)
        #expect(await codes.next() == .closed(code: 1009, reason: ""))
        served.stop()
    }
}
