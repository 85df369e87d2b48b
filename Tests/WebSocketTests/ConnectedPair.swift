import RawSockets
import Testing
import WebSocket

/// A client and a server connection of ours, both opened.
struct ConnectedPair {
    let client: WebSocketClient
    let server: WebSocketServerConnection
    let clientLog = EventLog()
    let serverLog = EventLog()
    private let listener: RawServer

    init(closing closed: @escaping @Sendable () -> Void = {}) async throws {
        let (connections, feed) = AsyncStream.makeStream(of: WebSocketServerConnection.self)
        listener = try RawServer { [serverLog] connection in
            guard connection.upgrade() != nil else { return }
            let socket = connection.handOver(closing: closed)
            let server = WebSocketServerConnection(socket) { serverLog.record($0) }
            server.start()
            feed.yield(server)
        }
        client = WebSocketClient(.init(url: listener.webSocketURL)) { [clientLog] in clientLog.record($0) }
        client.start()
        server = try #require(await connections.first { _ in true })
        #expect(await clientLog.next() == .opened)
        #expect(await serverLog.next() == .opened)
    }

    func stop() {
        client.stop()
        server.stop()
        listener.stop()
    }
}
