import Dispatch
import HTTPServer
import Synchronization
import WebSocket

/// Both hubs of a venue that confirms every subscription and ends the connection soon after: by a reset, a close
/// frame, or a close record, in turn.
final class CuttingHub: HTTPHandler {
    private struct Member {
        let connection: WebSocketServerConnection
        var completionsLeft: Int
        var hasShaken = false
    }

    private struct State {
        var members: [Int: Member] = [:]
        var count = 0
    }

    private let state = Mutex(State())
    /// Letting a connection go waits for its thread, so it is never done on it.
    private let graves = DispatchQueue(label: "cutting-hub")

    func admit(_ head: borrowing HTTPRequestHead) -> HTTPAdmission {
        guard let key = head.header("Sec-WebSocket-Key") else { return .refuse(HTTPResponse(status: 404)) }
        let subscriptions = head.path.hasSuffix("user") ? 4 : 1
        return .upgrade(headers: [("Sec-WebSocket-Accept", WebSocketHandshake.accept(key: key))]) { socket in
            self.open(socket, subscriptions)
        }
    }

    func respond(to exchange: HTTPExchange) { exchange.reply(HTTPResponse(status: 404)) }

    private func open(_ socket: UpgradedSocket, _ subscriptions: Int) {
        let owned = WebSocketServerSocket(
            descriptor: socket.descriptor, leftover: socket.leftover, close: { socket.close() })
        let id = state.withLock { state in
            state.count += 1
            return state.count
        }
        let connection = WebSocketServerConnection(owned) { [weak self] event in
            switch event {
            case .text(let bytes): self?.heard(bytes, id)
            case .closed, .failed: self?.bury(id)
            case .opened, .binary, .ponged: break
            }
        }
        state.withLock { $0.members[id] = Member(connection: connection, completionsLeft: subscriptions) }
        connection.start()
    }

    /// Every message of the client is one record.
    private func heard(_ bytes: [UInt8], _ id: Int) {
        let text = String(decoding: bytes, as: UTF8.self)
        guard var member = state.withLock({ $0.members[id] }) else { return }
        if !member.hasShaken {
            member.hasShaken = true
            member.connection.send(text: Array("{}\u{1E}".utf8))
        } else if let call = text.firstMatch(of: /"invocationId":"(\d+)"/)?.output.1 {
            member.completionsLeft -= 1
            let end = "{\"type\":3,\"invocationId\":\"\(call)\",\"result\":null}\u{1E}"
            member.connection.send(text: Array(end.utf8))
        }
        let changed = member
        state.withLock { $0.members[id] = changed }
        if member.completionsLeft == 0 { end(member.connection, id) }
    }

    private func end(_ connection: WebSocketServerConnection, _ id: Int) {
        switch id % 3 {
        case 0:
            // The reset may overtake what was sent, so it comes with the client's next word or soon.
            graves.asyncAfter(deadline: .now() + .milliseconds(2)) { connection.abort() }
        case 1: connection.close(code: 1001)
        default:
            connection.send(text: Array("{\"type\":7,\"error\":\"cut\"}\u{1E}".utf8))
            connection.close()
        }
    }

    private func bury(_ id: Int) {
        let member = state.withLock { $0.members.removeValue(forKey: id) }
        graves.async { withExtendedLifetime(member) {} }
    }

    /// Ends what is left; the server has been stopped.
    func clear() {
        let left = state.withLock { state in
            defer { state.members = [:] }
            return state.members
        }
        for member in left.values { member.connection.stop() }
        graves.sync {}
    }
}
