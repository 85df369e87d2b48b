import Dispatch
import Glibc
import RawSockets
import Synchronization
import WebSocket

/// Both ends of ours as Autobahn wants them: whatever message comes is sent back.
///
///     Echo server          prints its port and serves until it is ended
///     Echo client PORT     runs every case of the fuzzing server at that port
@main
struct Echo {
    static func main() throws {
        let words = CommandLine.arguments.dropFirst()
        switch (words.first, words.last.flatMap { Int($0) }) {
        case ("server", _): try serve()
        case ("client", let port?): runCases(at: "ws://127.0.0.1:\(port)")
        default: print("usage: Echo server | Echo client PORT")
        }
    }

    /// The longest message of cases 9.* has 16 MiB.
    static let messageBytesMax = 32 << 20
}

// MARK: - Our server's end

extension Echo {
    private static func serve() throws {
        let server = try RawServer { connection in
            guard let key = connection.readRequest()?.header("Sec-WebSocket-Key") else { return }
            connection.write(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: \(WebSocketHandshake.accept(key: key))\r\n\r\n")
            let (descriptor, unread) = connection.takeDescriptor()
            let owner = RawConnection(descriptor, index: connection.index)
            echo(WebSocketServerSocket(descriptor: descriptor, leftover: unread) { owner.close() })
        }
        print(server.port)
        fflush(nil)
        DispatchSemaphore(value: 0).wait()
    }

    /// Returns when the connection has ended.
    private static func echo(_ socket: WebSocketServerSocket) {
        let ended = DispatchSemaphore(value: 0)
        let peer = Peer<WebSocketServerConnection>()
        let connection = WebSocketServerConnection(socket, messageBytesMax: messageBytesMax) { event in
            switch event {
            case .text(let text): peer.end?.send(text: text)
            case .binary(let bytes): peer.end?.send(binary: bytes)
            case .opened, .ponged: break
            case .closed, .failed: ended.signal()
            }
        }
        peer.end = connection
        connection.start()
        ended.wait()
        connection.stop()
        peer.end = nil
    }
}

// MARK: - Our client's end

extension Echo {
    private static func runCases(at url: String) {
        let counted = talk(url + "/getCaseCount")
        guard let count = Int(counted) else { return print("no count of cases, but: \(counted)") }
        for number in 1...max(1, count) { talk("\(url)/runCase?case=\(number)&agent=AlertBridge-client") }
        talk("\(url)/updateReports?agent=AlertBridge-client")
        print("\(count) cases run")
    }

    /// - Returns: The first text, or how it failed before there was one.
    @discardableResult
    private static func talk(_ url: String) -> String {
        let ended = DispatchSemaphore(value: 0)
        let first = Mutex<String?>(nil)
        let peer = Peer<WebSocketClient>()
        let client = WebSocketClient(.init(url: url, messageBytesMax: messageBytesMax)) { event in
            switch event {
            case .text(let text):
                first.withLock { $0 = $0 ?? String(decoding: text, as: UTF8.self) }
                peer.end?.send(text: text)
            case .binary(let bytes): peer.end?.send(binary: bytes)
            case .opened, .ponged: break
            case .closed(_, let reason), .failed(let reason, _):
                first.withLock { $0 = $0 ?? reason }
                ended.signal()
            }
        }
        peer.end = client
        client.start()
        ended.wait()
        client.stop()
        peer.end = nil
        return first.withLock { $0 } ?? ""
    }
}

/// One end, known to its own events.
private final class Peer<End: Sendable>: Sendable {
    private let held = Mutex<End?>(nil)
    var end: End? {
        get { held.withLock { $0 } }
        set { held.withLock { $0 = newValue } }
    }
}
