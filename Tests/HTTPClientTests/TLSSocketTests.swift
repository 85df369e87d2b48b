import Glibc
import HTTPClient
import OwnThreads
import RawSockets
import Testing

@Suite(.ownThreads, .timeLimit(.minutes(10)))
struct TLSSocketTests {
    @Test func `carries bytes both ways over TLS`() throws {
        let relay = try TLSRelay()
        let echo = WorkerThread {
            while let bytes = relay.connection.readSome() { relay.connection.write(bytes) }
        }
        let socket = try TLSSocket(
            to: #require(WebAddress("wss://localhost:\(relay.port)/")), caFile: relay.caFile,
            connectMilliseconds: 5_000)
        let sent = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        #expect(try echoed(sent, by: socket) == sent)
        socket.close()
        relay.connection.shut()
        echo?.join()
        relay.stop()
    }

    @Test func `carries bytes both ways in the clear, and sees the end`() throws {
        let server = try RawServer { connection in
            if let bytes = connection.readSome() { connection.write(bytes) }
        }
        let socket = try TLSSocket(
            to: #require(WebAddress("ws://127.0.0.1:\(server.port)/")), caFile: nil,
            connectMilliseconds: 5_000)
        #expect(try echoed(Array("hello".utf8), by: socket) == Array("hello".utf8))
        #expect(try nextRead(of: socket).isEmpty)
        socket.close()
        server.stop()
    }

    @Test func `refuses a server that the file does not vouch for`() throws {
        let relay = try TLSRelay()
        let address = try #require(WebAddress("https://localhost:\(relay.port)/"))
        let failure = #expect(throws: HTTPClientFailure.self) {
            _ = try TLSSocket(to: address, caFile: nil, connectMilliseconds: 5_000)
        }
        #expect(failure?.reason.contains("certificate") == true)
        relay.stop()
    }

    @Test func `refuses to go in the clear to another host`() throws {
        let address = try #require(WebAddress("ws://example.com/?access_token=s3cr3t"))
        let failure = #expect(throws: HTTPClientFailure.self) {
            _ = try TLSSocket(to: address, caFile: nil, connectMilliseconds: 5_000)
        }
        #expect(failure?.description.contains("s3cr3t") == false)
    }

    @Test func `stops connecting when told to`() throws {
        // It accepts by its backlog, and never begins with TLS.
        let listener = try Loopback.listen()
        let wake = try Loopback.pair()
        write(wake.1, "x", 1)
        let address = try #require(WebAddress("https://127.0.0.1:\(listener.port)/"))
        var askedCount = 0
        let failure = #expect(throws: HTTPClientFailure.self) {
            _ = try TLSSocket(to: address, caFile: nil, connectMilliseconds: 60_000, wake: wake.0) {
                askedCount += 1
                return true
            }
        }
        #expect(failure?.timedOut == false)
        #expect(askedCount == 1)
        for descriptor in [listener.descriptor, wake.0, wake.1] { close(descriptor) }
    }

    private func echoed(_ bytes: [UInt8], by socket: TLSSocket) throws -> [UInt8] {
        var left = bytes[...]
        var back: [UInt8] = []
        while back.count < bytes.count {
            if !left.isEmpty, let count = try left.withUnsafeBytes({ try socket.write($0) }) {
                left = left.dropFirst(count)
            }
            if let some = try someRead(of: socket) {
                if some.isEmpty { return back }
                back += some
            } else {
                wait(on: socket, for: left.isEmpty ? POLLIN : POLLIN | POLLOUT)
            }
        }
        return back
    }

    private func nextRead(of socket: TLSSocket) throws -> [UInt8] {
        while true {
            if let bytes = try someRead(of: socket) { return bytes }
            wait(on: socket, for: POLLIN)
        }
    }

    private func someRead(of socket: TLSSocket) throws -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        let count = try buffer.withUnsafeMutableBytes { try socket.read(into: $0) }
        return count.map { Array(buffer[..<$0]) }
    }

    private func wait(on socket: TLSSocket, for events: Int32) {
        var watched = pollfd(fd: socket.descriptor, events: Int16(events), revents: 0)
        poll(&watched, 1, 20_000)
    }
}
