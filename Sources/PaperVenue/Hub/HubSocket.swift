import HTTPServer
import WebSocket

/// The hub's end of one WebSocket: what comes in goes to the pump, what the pump says goes out.
final class HubSocket: HubLink {
    private let connection: WebSocketServerConnection

    private init(_ connection: WebSocketServerConnection) { self.connection = connection }

    /// Takes over a connection that the HTTP server has upgraded. Runs on the server's thread.
    static func open(_ socket: UpgradedSocket, on kind: HubKind, reach: Reach, pump: HubPump) {
        let id = pump.newMember()
        let owned = WebSocketServerSocket(
            descriptor: socket.descriptor, leftover: socket.leftover, close: { socket.close() })
        let connection = WebSocketServerConnection(owned, messageBytesMax: 65_536) { event in
            switch event {
            case .text(let bytes): pump.received(bytes, from: id)
            case .closed, .failed: pump.left(id)
            case .opened, .binary, .ponged: break
            }
        }
        pump.joined(id, link: HubSocket(connection), on: kind, reach: reach)
        connection.start()
    }

    func send(text: [UInt8]) { connection.send(text: text) }
    func close() { connection.close() }
    func abort() { connection.abort() }
}
