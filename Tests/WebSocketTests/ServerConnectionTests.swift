import CLinux
import Glibc
import OwnThreads
import RawSockets
import Synchronization
import Testing
import WebSocket

/// Our server connection against a client that builds and reads its frames by hand.
@Suite(.ownThreads, .timeLimit(.minutes(10)))
struct ServerConnectionTests {
    private let mask: [UInt8] = [9, 8, 7, 6]

    @Test func `reads what the HTTP server had already read, first`() async throws {
        let peer = try RawPeer(leftover: WireFrame(.text, "one", mask: mask).bytes + [0x81])
        peer.connection.write(Array(WireFrame(.text, "two", mask: mask).bytes.dropFirst()))
        #expect(await peer.log.next() == .opened)
        #expect(await peer.log.next() == .text("one"))
        #expect(await peer.log.next() == .text("two"))
        peer.stop()
    }

    @Test func `sends unmasked texts and answers pings`() async throws {
        let peer = try RawPeer()
        peer.server.send(text: Array("hello".utf8))
        var reader = WireReader(peer.connection)
        #expect(reader.next() == WireFrame(.text, "hello"))
        peer.connection.write(WireFrame(.ping, "p", mask: mask).bytes)
        #expect(reader.next() == WireFrame(.pong, "p"))
        peer.stop()
    }

    @Test func `does not wait for acknowledgements before it sends small frames`() throws {
        let peer = try RawPeer()
        var reader = WireReader(peer.connection)
        peer.server.send(text: [0x78])
        _ = reader.next()
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        #expect(getsockopt(peer.serverDescriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &value, &length) == 0)
        #expect(value != 0)
        peer.stop()
    }

    @Test(arguments: [(1_000, true), (1_001, false)])
    func `takes a message up to the limit and answers a longer one with 1009`(
        count: Int, isTaken: Bool
    ) async throws {
        let peer = try RawPeer(messageBytesMax: 1_000)
        let text = [UInt8](repeating: 0x78, count: count)
        peer.connection.write(WireFrame(.text, text, mask: mask).bytes)
        #expect(await peer.log.next() == .opened)
        if isTaken {
            #expect(await peer.log.next() == .text(text))
        } else {
            #expect(await peer.log.next()?.failure?.reason.contains("1009") == true)
            var reader = WireReader(peer.connection)
            #expect(reader.next()?.closeCode == 1009)
        }
        peer.stop()
    }

    @Test func `answers a frame without a mask with 1002`() async throws {
        let peer = try RawPeer()
        peer.connection.write(WireFrame(.text, "bare").bytes)
        #expect(await peer.log.end()?.failure?.reason.contains("1002") == true)
        var reader = WireReader(peer.connection)
        #expect(reader.next()?.closeCode == 1002)
        peer.stop()
    }

    @Test func `aborts with a reset, not an end`() async throws {
        let peer = try RawPeer()
        peer.server.abort()
        #expect(await peer.log.end()?.failure != nil)
        let (descriptor, _) = peer.connection.takeDescriptor()
        var byte: UInt8 = 0
        let count = recv(descriptor, &byte, 1, 0)
        let code = errno
        #expect(count == -1)
        #expect(code == ECONNRESET)
        close(descriptor)
        peer.stop()
    }

    @Test func `gives up on a peer that never reads`() async throws {
        let peer = try RawPeer()
        let megabyte = [UInt8](repeating: 0x78, count: 1 << 20)
        for _ in 0..<48 { peer.server.send(text: megabyte) }
        #expect(await peer.log.end()?.failure?.reason.contains("does not read") == true)
        peer.stop()
    }

    @Test(arguments: ["close", "cut", "abort", "stop", "violation"])
    func `gives its socket back exactly once, whatever ends it`(ending: String) async throws {
        let peer = try RawPeer()
        #expect(await peer.log.next() == .opened)
        switch ending {
        case "close": peer.connection.write(WireFrame.close(1000, mask: mask).bytes)
        case "cut": peer.connection.close()
        case "abort": peer.server.abort()
        case "violation": peer.connection.write([0xff, 0xff])
        default: peer.server.stop()
        }
        #expect(await peer.log.end() != nil)
        peer.stop()
        peer.server.stop()
        #expect(peer.closeCount == 1)
        #expect(peer.log.terminals.count == 1)
    }

    @Test func `gives its socket back when it is never started`() throws {
        let peer = try RawPeer(starts: false)
        peer.stop()
        peer.server.stop()
        peer.server.start()
        #expect(peer.closeCount == 1)
        #expect(peer.log.all.isEmpty)
    }
}

/// A server connection of ours on one end of a TCP connection, raw bytes on the other.
private struct RawPeer {
    let connection: RawConnection
    let server: WebSocketServerConnection
    let log = EventLog()
    let serverDescriptor: Int32
    private let closes = Counter()

    init(leftover: [UInt8] = [], messageBytesMax: Int = 2 << 20, starts: Bool = true) throws {
        let listener = try Loopback.listen()
        connection = RawConnection(try Loopback.connect(to: listener.port), index: 0)
        let descriptor = accept(listener.descriptor, nil, nil)
        close(listener.descriptor)
        serverDescriptor = descriptor
        let socket = WebSocketServerSocket(descriptor: descriptor, leftover: leftover) { [closes] in
            closes.add()
            close(descriptor)
        }
        server = WebSocketServerConnection(socket, messageBytesMax: messageBytesMax) { [log] in log.record($0)
        }
        if starts { server.start() }
    }

    var closeCount: Int { closes.value }

    func stop() {
        server.stop()
        connection.close()
    }
}

private final class Counter: Sendable {
    private let count = Mutex(0)
    func add() { count.withLock { $0 += 1 } }
    var value: Int { count.withLock { $0 } }
}
