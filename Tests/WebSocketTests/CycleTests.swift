import OwnThreads
import RawSockets
import Testing
import WebSocket

/// Counted in a process of its own, where no other test opens or closes anything.
@Suite(.ownThreads, .timeLimit(.minutes(10)))
struct CycleTests {
    @Test func `a thousand connections, however they end, leave nothing behind`() async {
        await #expect(processExitsWith: .success) {
            for number in 0..<100 { try await connectAndDrop(number) }
            let descriptors = OpenResources.descriptors()
            let threads = OpenResources.threads()
            let resident = OpenResources.residentBytes()
            for number in 0..<1_000 { try await connectAndDrop(number) }
            #expect(OpenResources.descriptors() <= descriptors)
            // A joined thread may show for another moment.
            #expect(OpenResources.threads() <= threads + 4)
            // Each connection reads into 64 KiB: had they stayed, there would be 62 MiB more.
            #expect(OpenResources.residentBytes() - resident < 24 << 20)
        }
    }
}

private func connectAndDrop(_ number: Int) async throws {
    switch number % 8 {
    case 0: try await join { $0.client.close() }
    case 1: try await join { $0.server.close() }
    case 2: try await join { $0.server.abort() }
    case 3: try await join { $0.client.stop() }
    case 4:
        // The answer to the upgrade breaks off.
        try await serve { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 101 Switch")
            connection.reset()
        }
    case 5:
        // Cut within a frame.
        try await serve { connection in
            connection.upgrade(behind: [0x81, 100, 0x78])
            connection.reset()
        }
    case 6: try await serve { $0.close() }
    default: try await leaveServer(behind: [0x81, 0xe4, 1, 2, 3, 4, 5])
    }
}

private func join(_ end: (ConnectedPair) -> Void) async throws {
    let pair = try await ConnectedPair()
    end(pair)
    #expect(await pair.clientLog.end() != nil)
    #expect(await pair.serverLog.end() != nil)
    pair.stop()
}

private func serve(_ serve: @escaping @Sendable (RawConnection) -> Void) async throws {
    let served = try RawServed(serve)
    #expect(await served.log.end()?.failure != nil)
    served.stop()
}

private func leaveServer(behind bytes: [UInt8]) async throws {
    let (near, far) = try Loopback.pair()
    let (owner, peer) = (RawConnection(near, index: 0), RawConnection(far, index: 1))
    let log = EventLog()
    let socket = WebSocketServerSocket(descriptor: near) { owner.close() }
    let server = WebSocketServerConnection(socket) { log.record($0) }
    server.start()
    peer.write(bytes)
    peer.close()
    #expect(await log.end()?.failure != nil)
    server.stop()
}
