import OwnThreads
import RawSockets
import Testing
import WebSocket

/// How long a message may be, over real connections.
@Suite(.ownThreads, .timeLimit(.minutes(10)))
struct LimitTests {
    /// How the bytes of one message are spread over frames and segments.
    enum Shape: CaseIterable { case whole, fragments, segments }

    /// The depth snapshot of a live market passes one MiB.
    private static let snapshot = (0..<3 << 19).map { UInt8(ascii: "a") + UInt8($0 % 26) }

    @Test func `lets a client take four MiB unless told otherwise`() {
        #expect(WebSocketOptions(url: "").messageBytesMax >= 4 << 20)
    }

    @Test(arguments: Shape.allCases)
    func `a client takes one and a half MiB`(shape: Shape) async throws {
        let served = try RawServed { connection in
            connection.upgrade()
            write(Self.snapshot, as: shape, mask: nil, to: connection)
            connection.readToEnd()
        }
        #expect(await served.log.next() == .opened)
        #expect(await served.log.next() == .text(Self.snapshot))
        served.stop()
    }

    @Test(arguments: Shape.allCases)
    func `a server takes one and a half MiB`(shape: Shape) async throws {
        let peer = try ServedPeer(messageBytesMax: 2 << 20)
        write(Self.snapshot, as: shape, mask: [7, 8, 9, 10], to: peer.connection)
        #expect(await peer.log.next() == .opened)
        #expect(await peer.log.next() == .text(Self.snapshot))
        peer.stop()
    }

    @Test(arguments: Shape.allCases, [0, 1])
    func `both ends take what is allowed, and one byte more ends with 1009`(
        shape: Shape, excess: Int
    ) async throws {
        let text = Array(Self.snapshot[..<(1 << 17)]) + [UInt8](repeating: 0x78, count: excess)
        let codes = EventLog()
        let served = try RawServed {
            $0.messageBytesMax = 1 << 17
        } _: { connection in
            connection.upgrade()
            write(text, as: shape, mask: nil, to: connection)
            var reader = WireReader(connection)
            codes.record(.closed(code: reader.next()?.closeCode ?? 0, reason: ""))
        }
        let peer = try ServedPeer(messageBytesMax: 1 << 17)
        write(text, as: shape, mask: [7, 8, 9, 10], to: peer.connection)
        for log in [served.log, peer.log] {
            #expect(await log.next() == .opened)
            let next = await log.next()
            #expect(excess > 0 || next == .text(text))
            #expect(excess == 0 || next?.failure?.reason.contains("1009") == true)
        }
        if excess > 0 {
            #expect(await codes.next() == .closed(code: 1009, reason: ""))
            var reader = WireReader(peer.connection)
            #expect(reader.next()?.closeCode == 1009)
        }
        served.stop()
        peer.stop()
    }
}

private func write(
    _ text: [UInt8], as shape: LimitTests.Shape, mask: [UInt8]?, to connection: RawConnection
) {
    switch shape {
    case .whole: connection.write(WireFrame(.text, text, mask: mask).bytes)
    case .segments:
        var left = WireFrame(.text, text, mask: mask).bytes[...]
        while !left.isEmpty {
            connection.write(Array(left.prefix(1_447)))
            left = left.dropFirst(1_447)
        }
    case .fragments:
        let part = 100_000
        for start in stride(from: 0, to: text.count, by: part) {
            let end = min(start + part, text.count)
            connection.write(
                WireFrame(
                    start == 0 ? .text : .continuation, Array(text[start..<end]), isFinal: end == text.count,
                    mask: mask
                ).bytes)
        }
    }
}

/// A server connection of ours at one end of a socket pair, raw bytes at the other.
private struct ServedPeer {
    let connection: RawConnection
    let log = EventLog()
    private let server: WebSocketServerConnection

    init(messageBytesMax: Int) throws {
        let (near, far) = try Loopback.pair()
        connection = RawConnection(far, index: 0)
        let owner = RawConnection(near, index: 1)
        let socket = WebSocketServerSocket(descriptor: near) { owner.close() }
        server = WebSocketServerConnection(socket, messageBytesMax: messageBytesMax) { [log] in log.record($0)
        }
        server.start()
    }

    func stop() {
        server.stop()
        connection.close()
    }
}
