import Glibc
import OwnThreads
import Testing

@testable import HTTPServer

/// What counts as one address where addresses have a limit.
@Suite(.ownThreads)
struct NetworkTests {
    private static func storage(_ text: String) throws -> sockaddr_storage {
        var storage = sockaddr_storage()
        let isRead = withUnsafeMutableBytes(of: &storage) { raw -> Bool in
            guard let base = raw.baseAddress else { return false }
            guard text.contains(":") else {
                let place = base.assumingMemoryBound(to: sockaddr_in.self)
                place.pointee.sin_family = sa_family_t(AF_INET)
                return inet_pton(AF_INET, text, &place.pointee.sin_addr) == 1
            }
            let place = base.assumingMemoryBound(to: sockaddr_in6.self)
            place.pointee.sin6_family = sa_family_t(AF_INET6)
            return inet_pton(AF_INET6, text, &place.pointee.sin6_addr) == 1
        }
        try #require(isRead)
        return storage
    }

    @Test(arguments: [
        ("192.0.2.7", "192.0.2.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::", "2001:db8:1:2::"), ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"), ("::1", "::"),
    ])
    func `is an address of IPv4, and of IPv6 the network of 64 bits`(address: String, network: String) throws
    {
        let storage = try Self.storage(address)
        #expect(PeerAddress.network(of: storage) == network)
        #expect(PeerAddress.text(of: storage) == address)
    }

    @Test func `all addresses of one customer share his places, and his neighbour has his own`() throws {
        var options = HTTPServerOptions()
        options.connectionsPerAddressMax = 2
        options.addressesUnlimited = ["2001:db8:1:2::9"]
        var counts = ConnectionCounts(options)
        func come(_ address: String) throws -> Bool {
            let storage = try Self.storage(address)
            let network = PeerAddress.network(of: storage)
            guard counts.hasRoom(for: PeerAddress.text(of: storage), of: network) else { return false }
            counts.add(network)
            return true
        }
        #expect(try come("2001:db8:1:2::1"))
        #expect(try come("2001:db8:1:2:ffff::1"))
        #expect(try !come("2001:db8:1:2::2"))
        #expect(try come("2001:db8:1:3::1"))
        #expect(try come("2001:db8:1:2::9"), "a listed proxy has no limit")
        counts.remove("2001:db8:1:2::")
        counts.remove("2001:db8:1:2::")
        #expect(try come("2001:db8:1:2::2"))
    }

    @Test func `a listener on IPv6 closes connections beyond the limit`() throws {
        var options = HTTPServerOptions()
        options.address = "::1"
        options.connectionsPerAddressMax = 2
        let server = try HTTPServer(options, handler: TestHandler())
        defer { server.stop() }
        func connect() throws -> RawClient {
            try #require(RawClient(port: server.port, from: "::1", to: "::1"))
        }
        let first = try connect()
        let second = try connect()
        #expect(first.get("/echo")?.status == 200)
        #expect(second.get("/facts")?.body.contains("|::1|") == true)
        #expect(try connect().isEnded())
        first.disconnect()
        #expect(second.get("/echo")?.status == 200)
        #expect(try connect().get("/echo")?.status == 200)
    }
}
