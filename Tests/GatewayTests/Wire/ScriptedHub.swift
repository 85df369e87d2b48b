import RawSockets
import WebSocket

/// A hub that does what a test writes, frame by frame.
final class ScriptedHub: Sendable {
    /// What every client sent, records without their separator.
    let received = Collected<String>()
    /// The query of each upgrade, in order.
    let queries = Collected<String>()
    private let server: RawServer

    /// - Parameter script: runs for each connection on a thread of its own; when it returns, the connection ends.
    init(_ script: @escaping @Sendable (HubPeer) -> Void) throws {
        server = try RawServer { [received, queries] connection in
            script(HubPeer(connection, received, queries))
        }
    }

    var address: String { "http://127.0.0.1:\(server.port)/hubs/market" }

    func stop() { server.stop() }
}

/// One client at a scripted hub. Belongs to its connection's thread.
final class HubPeer {
    private let connection: RawConnection
    private let received: Collected<String>
    private let queries: Collected<String>
    private var bytes: [UInt8] = []
    private var records: [String] = []
    private var rest: [UInt8] = []

    init(_ connection: RawConnection, _ received: Collected<String>, _ queries: Collected<String>) {
        self.connection = connection
        self.received = received
        self.queries = queries
    }

    /// Counts connections from 0.
    var index: Int { connection.index }

    // MARK: Opening

    func refuse(_ status: String) {
        note(connection.readRequest())
        connection.respond("", status: status)
    }

    /// Takes the upgrade and says nothing more.
    func upgrade() {
        let request = connection.readRequest()
        note(request)
        guard let key = request?.header("Sec-WebSocket-Key") else { return }
        connection.write(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: \(WebSocketHandshake.accept(key: key))\r\n\r\n")
    }

    /// Upgrades, shakes hands, and confirms so many subscriptions.
    func serve(subscriptions: Int) {
        upgrade()
        _ = next()
        send("{}")
        for _ in 0..<subscriptions { complete(next()) }
    }

    /// Answers a call.
    func complete(_ call: String?, error: String? = nil) {
        guard let id = call?.firstMatch(of: /"invocationId":"(\d+)"/)?.output.1 else { return }
        send(
            "{\"type\":3,\"invocationId\":\"\(id)\",\(error.map { "\"error\":\"\($0)\"" } ?? "\"result\":null")}"
        )
    }

    private func note(_ request: RawRequest?) {
        queries.add(request?.line.split(separator: "?").last.map(String.init) ?? "")
    }

    // MARK: Frames

    /// One record in one frame.
    func send(_ record: String) { frame(1, Array(record.utf8) + [0x1E], isFinal: true) }

    /// One message of these bytes, in frames of a size.
    func sendFragments(_ message: [UInt8], of size: Int) {
        var start = 0
        while start < message.count {
            let end = min(start + size, message.count)
            frame(start == 0 ? 1 : 0, Array(message[start..<end]), isFinal: end == message.count)
            start = end
        }
    }

    /// One message of these bytes.
    func sendMessage(_ message: [UInt8]) { frame(1, message, isFinal: true) }

    func reset() { connection.reset() }

    /// Reads until the client is gone.
    func linger() { while next() != nil {} }

    private func frame(_ opcode: UInt8, _ payload: [UInt8], isFinal: Bool) {
        var head: [UInt8] = [(isFinal ? 0x80 : 0) | opcode]
        switch payload.count {
        case ..<126: head.append(UInt8(payload.count))
        case ..<65_536: head += [126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
        default: head += [127] + (0..<8).map { UInt8(truncatingIfNeeded: payload.count >> (56 - 8 * $0)) }
        }
        connection.write(head + payload)
    }

    /// The client's next record; nil when it has gone.
    func next() -> String? {
        while records.isEmpty {
            guard let payload = payload() else { return nil }
            rest += payload
            while let end = rest.firstIndex(of: 0x1E) {
                records.append(String(decoding: rest[..<end], as: UTF8.self))
                rest.removeSubrange(...end)
            }
        }
        let record = records.removeFirst()
        received.add(record)
        return record
    }

    /// The payload of the client's next text frame; nil at a close frame or the end.
    private func payload() -> [UInt8]? {
        guard fill(2) else { return nil }
        let opcode = bytes[0] & 15
        var length = Int(bytes[1] & 127)
        var start = 2
        if length == 126 {
            guard fill(4) else { return nil }
            length = Int(bytes[2]) << 8 | Int(bytes[3])
            start = 4
        }
        guard length < 65_536, fill(start + 4 + length) else { return nil }
        let mask = Array(bytes[start..<start + 4])
        let payload = bytes[(start + 4)..<(start + 4 + length)].enumerated().map { $1 ^ mask[$0 % 4] }
        bytes.removeFirst(start + 4 + length)
        return opcode == 1 ? payload : nil
    }

    private func fill(_ count: Int) -> Bool {
        while bytes.count < count {
            guard let more = connection.readSome() else { return false }
            bytes += more
        }
        return true
    }
}
