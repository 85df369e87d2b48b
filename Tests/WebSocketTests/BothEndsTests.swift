import HTTPClient
import OwnThreads
import RawSockets
import Synchronization
import Testing
import WebSocket

/// Our client and our server connection, face to face.
@Suite(.ownThreads, .timeLimit(.minutes(10)))
struct BothEndsTests {
    @Test(arguments: [0, 1, 125, 126, 65_535, 65_536, 3 << 19])
    func `carries a text of any length both ways`(count: Int) async throws {
        let pair = try await ConnectedPair()
        let text = (0..<count).map { UInt8(ascii: "a") + UInt8($0 % 26) }
        pair.client.send(text: text)
        #expect(await pair.serverLog.next() == .text(text))
        pair.server.send(text: text)
        #expect(await pair.clientLog.next() == .text(text))
        pair.stop()
    }

    @Test func `keeps the order of many texts both ways at once`() async throws {
        let pair = try await ConnectedPair()
        for number in 0..<500 {
            pair.client.send(text: Array("up \(number)".utf8))
            pair.server.send(text: Array("down \(number)".utf8))
        }
        for number in 0..<500 {
            #expect(await pair.serverLog.next() == .text("up \(number)"))
            #expect(await pair.clientLog.next() == .text("down \(number)"))
        }
        pair.stop()
    }

    @Test(arguments: [true, false])
    func `closes by handshake from either end`(fromClient: Bool) async throws {
        let pair = try await ConnectedPair()
        if fromClient { pair.client.close(code: 3000) } else { pair.server.close(code: 3000) }
        #expect(await pair.serverLog.end() == .closed(code: 3000, reason: ""))
        #expect(await pair.clientLog.end() == .closed(code: 3000, reason: ""))
        pair.stop()
        #expect(pair.clientLog.terminals.count == 1)
        #expect(pair.serverLog.terminals.count == 1)
    }

    @Test func `closes from both ends at once`() async throws {
        let pair = try await ConnectedPair()
        pair.client.close()
        pair.server.close()
        #expect(await pair.serverLog.end() == .closed(code: 1000, reason: ""))
        #expect(await pair.clientLog.end() == .closed(code: 1000, reason: ""))
        pair.stop()
    }

    @Test func `tells the peer when it is stopped`() async throws {
        let pair = try await ConnectedPair()
        pair.client.stop()
        #expect(await pair.serverLog.end() == .closed(code: 1001, reason: ""))
        #expect(pair.clientLog.terminals.first?.failure?.reason == "stopped on this side")
        pair.stop()
    }

    @Test func `reports a server's reset as a failure`() async throws {
        let pair = try await ConnectedPair()
        pair.server.abort()
        #expect(await pair.clientLog.end()?.failure != nil)
        #expect(await pair.serverLog.end()?.failure?.reason == "aborted on this side")
        pair.stop()
    }

    @Test func `can be stopped from within an event`() async throws {
        let held = Mutex<WebSocketClient?>(nil)
        let server = try RawServer { connection in
            connection.upgrade()
            connection.readToEnd()
        }
        let log = EventLog()
        let client = WebSocketClient(.init(url: server.webSocketURL)) { event in
            log.record(event)
            if event == .opened { held.withLock { $0 }?.stop() }
        }
        held.withLock { $0 = client }
        client.start()
        #expect(await log.end()?.failure?.reason == "stopped on this side")
        held.withLock { $0 = nil }
        server.stop()
    }

    @Test func `drops what is sent after the end`() async throws {
        let pair = try await ConnectedPair()
        pair.client.close()
        _ = await pair.clientLog.end()
        pair.client.send(text: [0x78])
        pair.client.close()
        pair.stop()
        #expect(pair.clientLog.terminals == [.closed(code: 1000, reason: "")])
    }

    @Test func `carries messages over TLS both ways`() async throws {
        let relay = try TLSRelay()
        let serverLog = EventLog()
        let life = Mutex<WebSocketServerConnection?>(nil)
        let upgrading = WorkerThread {
            relay.connection.upgrade(behind: WireFrame(.text, "behind the head").bytes)
            let server = WebSocketServerConnection(relay.connection.handOver()) { serverLog.record($0) }
            life.withLock { $0 = server }
            server.start()
        }
        let clientLog = EventLog()
        let url = "wss://localhost:\(relay.port)/hub"
        let client = WebSocketClient(.init(url: url, caFile: relay.caFile)) { clientLog.record($0) }
        client.start()
        #expect(await clientLog.next() == .opened)
        #expect(await clientLog.next() == .text("behind the head"))
        upgrading?.join()
        #expect(await serverLog.next() == .opened)
        let text = [UInt8](repeating: 0x78, count: 300_000)
        client.send(text: text)
        #expect(await serverLog.next() == .text(text))
        let server = try #require(life.withLock { $0 })
        server.send(text: text)
        #expect(await clientLog.next() == .text(text))
        client.close()
        #expect(await clientLog.end() == .closed(code: 1000, reason: ""))
        client.stop()
        server.stop()
        relay.stop()
    }

    @Test func `refuses a certificate that nothing vouches for`() async throws {
        let relay = try TLSRelay()
        let log = EventLog()
        let client = WebSocketClient(.init(url: "wss://localhost:\(relay.port)/")) { log.record($0) }
        client.start()
        #expect(await log.end()?.failure?.reason.contains("certificate") == true)
        client.stop()
        relay.stop()
    }
}
