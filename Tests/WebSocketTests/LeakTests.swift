import OwnThreads
import RawSockets
import Testing
import WebSocket

/// Counted in a process of its own, where no other test opens or closes anything.
@Suite(.ownThreads, .timeLimit(.minutes(10)))
struct LeakTests {
    @Test func `fifty connections, however they end, leave no descriptor and no thread`() async {
        await #expect(processExitsWith: .success) {
            try await connectAndDrop(times: 8)
            let descriptors = OpenResources.descriptors()
            let threads = OpenResources.threads()
            try await connectAndDrop(times: 50)
            #expect(OpenResources.descriptors() <= descriptors)
            // A joined thread may show for another moment.
            #expect(OpenResources.threads() <= threads + 4)
        }
    }
}

private func connectAndDrop(times: Int) async throws {
    for number in 0..<times {
        let pair = try await ConnectedPair()
        switch number % 4 {
        case 0: pair.client.close()
        case 1: pair.server.abort()
        case 2: pair.server.close()
        default: break
        }
        if number % 4 < 3 { _ = await pair.clientLog.end() }
        pair.stop()
        let refused = WebSocketClient(.init(url: "ws://127.0.0.1:1/")) { _ in }
        refused.start()
        refused.stop()
    }
}
