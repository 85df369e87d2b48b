import HTTPClient
import OwnThreads
import Testing

@Suite(.ownThreads)
struct WebAddressTests {
    @Test(arguments: [
        ("http://a.example", false, "a.example", 80, "/", "http://a.example:80"),
        ("https://A.Example/x?y=z#part", true, "a.example", 443, "/x?y=z", "https://a.example:443"),
        ("ws://a.example:81/hub", false, "a.example", 81, "/hub", "http://a.example:81"),
        ("WSS://a.example/hub?id=1&t=2", true, "a.example", 443, "/hub?id=1&t=2", "https://a.example:443"),
        ("https://[::1]:8443?q", true, "[::1]", 8443, "/?q", "https://[::1]:8443"),
    ])
    func `takes a URL apart`(
        url: String, isSecure: Bool, host: String, port: UInt16, target: String, origin: String
    ) throws {
        let address = try #require(WebAddress(url))
        #expect(address.isSecure == isSecure)
        #expect(address.host == host)
        #expect(address.port == port)
        #expect(address.target == target)
        #expect(address.origin == origin)
    }

    @Test(arguments: [
        "", "a.example", "ftp://a.example/", "file:///x", "https://user@a.example/",
        "https://:pass@a.example/",
        "https://a example/", "https://a.example:65536/", "https://a.example/\r\nX: y", "https://",
    ])
    func `refuses what it cannot read, other schemes and passwords`(url: String) {
        #expect(WebAddress(url) == nil)
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("127.255.0.9", true), ("localhost", true), ("LocalHost", true), ("[::1]", true),
        ("126.0.0.1", false), ("128.0.0.1", false), ("127.0.0.1.example.com", false), ("[::2]", false),
        ("localhost.example.com", false), ("example.com", false), ("10.0.0.1", false), ("0.0.0.0", false),
        ("127.0.0.1@example.com", false),
    ])
    func `knows this machine by its names`(host: String, isLoopback: Bool) {
        #expect(WebAddress("http://\(host)/")?.isLoopback ?? false == isLoopback)
    }
}
