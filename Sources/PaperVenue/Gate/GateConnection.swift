import Glibc

/// One client of the gate and its connection to the server behind.
struct GateConnection {
    let client: Int32
    private(set) var server: Int32?
    private var scanner = RequestScanner()
    private var toServer: [UInt8] = []
    private var toClient: [UInt8] = []
    private var requests = 0
    /// The answer that is coming is not to be seen.
    private var cutsAnswer = false
    private var clientEnded = false
    private var serverEnded = false
    private(set) var isOver = false

    private static let bufferedMax = 1 << 20
    private let isLocal: Bool

    init(client: Int32) {
        self.client = client
        isLocal = GateSocket.isLocal(client)
    }

    var clientEvents: Int16 {
        var events: Int32 = 0
        if !clientEnded, toServer.count < Self.bufferedMax { events |= POLLIN }
        if !toClient.isEmpty { events |= POLLOUT }
        return Int16(events)
    }

    var serverEvents: Int16 {
        var events: Int32 = 0
        if !serverEnded, toClient.count < Self.bufferedMax { events |= POLLIN }
        if !toServer.isEmpty { events |= POLLOUT }
        return Int16(events)
    }

    mutating func clientIsReadable(_ chunk: inout [UInt8], port: UInt16, faults: VenueFaults) {
        switch GateSocket.read(client, into: &chunk) {
        case .nothing: break
        case .end where clientEnded: close()
        case .end:
            clientEnded = true
            if toServer.isEmpty { endServer() }
        case .bytes where serverEnded: break
        case .bytes(let bytes):
            for piece in scanner.take(bytes) where !isOver { pass(piece, port: port, faults: faults) }
        }
    }

    private mutating func pass(_ piece: RequestScanner.Piece, port: UInt16, faults: VenueFaults) {
        switch piece {
        case .raw(let bytes): toServer += bytes
        case .request(let request):
            requests += 1
            let isCall = VenueEndpoint(path: request.path) != nil
            if isCall, requests > 1, faults.take(path: request.path, where: { $0 == .cutReused }) != nil {
                faults.note(path: request.path, body: request.body)
                return cut()
            }
            cutsAnswer = isCall && faults.take(path: request.path, where: { $0 == .cutAnswer }) != nil
            toServer += request.bytes
        }
        if server == nil { server = GateSocket.connect(port: port, isLocal: isLocal) }
        if server == nil { cut() } else { flushToServer() }
    }

    mutating func serverIsReadable(_ chunk: inout [UInt8]) {
        guard let server else { return }
        switch GateSocket.read(server, into: &chunk) {
        case .nothing: break
        case .bytes where cutsAnswer: cut()
        case .bytes(let bytes):
            toClient += bytes
            flushToClient()
        case .end:
            serverEnded = true
            Glibc.close(server)
            self.server = nil
            if toClient.isEmpty { close() }
        }
    }

    mutating func flushToServer() {
        guard let server, !toServer.isEmpty else { return }
        guard let count = GateSocket.write(server, toServer) else { return close() }
        toServer.removeFirst(count)
        if toServer.isEmpty, clientEnded { endServer() }
    }

    mutating func flushToClient() {
        guard !toClient.isEmpty else { return }
        guard let count = GateSocket.write(client, toClient) else { return cut() }
        toClient.removeFirst(count)
        if toClient.isEmpty, serverEnded { close() }
    }

    /// The client sends nothing more; the answer may still come.
    private mutating func endServer() {
        guard let server else { return close() }
        if shutdown(server, Int32(SHUT_WR)) != 0 { close() }
    }

    /// Resets the client.
    mutating func cut() { end { GateSocket.reset($0) } }

    mutating func close() { end { Glibc.close($0) } }

    private mutating func end(_ finish: (Int32) -> Void) {
        guard !isOver else { return }
        isOver = true
        finish(client)
        if let server { GateSocket.reset(server) }
        server = nil
    }
}
