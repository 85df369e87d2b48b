import HTTPClient
import OwnThreads
import RawSockets
import Synchronization
import Testing

/// The peer is `openssl s_server` with a certificate of its own making.
@Suite(.ownThreads, .timeLimit(.minutes(10)))
struct TLSTests {
    @Test func `talks to a server whose certificate the file vouches for`() async throws {
        let relay = try TLSRelay()
        let served = WorkerThread {
            _ = relay.connection.readRequest()
            relay.connection.respond("secured")
        }
        let client = try HTTPClient(.init(caFile: relay.caFile))
        let answer = await client.send(.init(.post, url: relay.url, body: [1], sendOnce: true))
        #expect(try answer.get().text == "secured")
        client.stop()
        served?.join()
        relay.stop()
    }

    @Test func `a certificate that nothing vouches for means not sent`() async throws {
        let relay = try TLSRelay()
        let client = try HTTPClient()
        let failure = try #require(await client.send(.init(.post, url: relay.url, body: [1])).failure)
        #expect(failure.reach == .notSent)
        #expect(failure.reason.contains("certificate"))
        client.stop()
        relay.stop()
    }

    @Test func `a certificate for another name means not sent`() async throws {
        let relay = try TLSRelay()
        let client = try HTTPClient(.init(caFile: relay.caFile))
        let url = "https://127.0.0.1:\(relay.port)/"
        #expect(await client.send(.init(.post, url: url, body: [1])).failure?.reach == .notSent)
        client.stop()
        relay.stop()
    }

    @Test func `a file of authorities that does not exist means not sent`() async throws {
        let relay = try TLSRelay()
        let client = try HTTPClient(.init(caFile: relay.caFile + ".absent"))
        #expect(await client.send(.init(.get, url: relay.url)).failure?.reach == .notSent)
        client.stop()
        relay.stop()
    }

    @Test func `authorities from a file replace the system's`() async throws {
        let (vouching, other) = (try TLSRelay(), try TLSRelay())
        let client = try HTTPClient(.init(caFile: vouching.caFile))
        #expect(await client.send(.init(.get, url: other.url)).failure?.reach == .notSent)
        client.stop()
        vouching.stop()
        other.stop()
    }
}

extension TLSRelay {
    var url: String { "https://localhost:\(port)/" }
}
