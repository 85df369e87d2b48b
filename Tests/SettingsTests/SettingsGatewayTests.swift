import OwnThreads
import Settings
import Testing
import Trading

@Suite(.ownThreads)
struct SettingsGatewayTests {
    /// The least settings with other addresses in place of the gateway's own.
    private func gateway(_ addresses: String) -> String {
        SampleSettings.least.replacing(
            "rest: http://127.0.0.1:8090, user_hub: ws://127.0.0.1:8090/hubs/user", with: addresses)
    }

    private func login(_ addresses: String) throws -> Configuration.GatewayLogin {
        try #require(try SampleSettings.parse(gateway(addresses)).gateways.first)
    }

    @Test func `takes a firm's addresses from the table`() throws {
        let login = try login("firm: topstepx")
        #expect(login.name == GatewayName("paper") && login.firm == "topstepx")
        #expect(login.rest == "https://api.topstepx.com")
        #expect(login.userHub == "wss://rtc.topstepx.com/hubs/user")
        #expect(login.marketHub == "wss://rtc.topstepx.com/hubs/market")
    }

    @Test(arguments: [
        "alphafutures", "alphaticks", "aquafutures", "blueguardianfutures", "blusky", "bulenox", "daytraders",
        "e8", "fundingfutures", "futureselite", "fxifyfutures", "goatfundedfutures", "holaprime", "nexgen",
        "thefuturesdesk", "tickticktrader", "toponefutures", "tradeday", "tx3funding",
    ])
    func `knows the other firms by their pattern, and says that nobody verified it`(key: String) throws {
        let configuration = try SampleSettings.parse(gateway("firm: \(key)"))
        let login = try #require(configuration.gateways.first)
        #expect(login.rest == "https://api.\(key).projectx.com")
        #expect(login.userHub == "wss://rtc.\(key).projectx.com/hubs/user")
        #expect(login.marketHub == "wss://rtc.\(key).projectx.com/hubs/market")
        #expect(
            configuration.notices.map(\.description) == [
                "test.yaml:2:18: gateways.paper.firm is \(key), whose addresses are unverified; "
                    + "compare rest and user_hub with what the firm publishes"
            ])
    }

    @Test func `lets an address of its own win over the firm's`() throws {
        let login = try login("firm: topstepx, rest: https://proxy.example/topstepx")
        #expect(login.rest == "https://proxy.example/topstepx")
        #expect(login.userHub == "wss://rtc.topstepx.com/hubs/user")
    }

    @Test(
        arguments: [
            ("firm: topstepx", true), ("firm: topstepx, marks: false", false), ("firm: bulenox", false),
            ("firm: bulenox, marks: true", true),
            ("firm: bulenox, market_hub: wss://a.example", true),
            ("rest: https://a.example, user_hub: wss://a.example", false),
            ("rest: https://a.example, user_hub: wss://a.example, market_hub: wss://a.example", true),
        ])
    func `marks are told where a market hub is known, and nobody says otherwise`(
        addresses: String, tells: Bool
    )
        throws
    {
        #expect(try login(addresses).tellsMarks == tells)
    }

    @Test func `marks from no hub are a fault`() throws {
        let faults = SampleSettings.faults(
            gateway("rest: https://a.example, user_hub: wss://a.example, marks: true"))
        #expect(faults.contains { $0.contains("marks is true, and no market hub is known") })
    }

    @Test func `needs no market hub`() throws {
        #expect(try login("rest: https://a.example, user_hub: wss://a.example").marketHub == nil)
    }

    @Test(arguments: [
        (
            "firm: ▸topstep",
            "gateways.paper.firm is \"topstep\", which is not in the firm table; "
                + "write topstepx, or give rest and user_hub instead"
        )
    ])
    func `refuses a firm that is not in the table, and nothing that follows from it`(
        keys: String, fault: String
    ) {
        let (found, expected) = SampleSettings.marked(gateway(keys), faults: [fault])
        #expect(found == expected)
    }

    @Test(arguments: [
        "https://api.topstepx.com", "https://api.topstepx.com:8443/a/b", "https://10.0.0.1",
        "https://[2001:db8::1]:1",
        "http://127.0.0.1:8090", "http://127.9.0.1", "http://localhost:65535", "http://[::1]:8090",
    ])
    func `takes an address that is encrypted or stays on this machine`(rest: String) throws {
        let hub = rest.replacing("http", with: "ws")
        let login = try login("rest: \"\(rest)\", user_hub: \"\(hub)\"")
        #expect(login.rest == rest && login.userHub == hub)
    }

    @Test(arguments: [
        (
            "http://api.topstepx.com",
            "is not encrypted; use https://; http:// is for this machine's loopback only"
        ),
        (
            "http://127.0.0.1.example",
            "is not encrypted; use https://; http:// is for this machine's loopback only"
        ),
        ("http://127.1", "is not encrypted; use https://; http:// is for this machine's loopback only"),
        ("http://[::2]", "is not encrypted; use https://; http:// is for this machine's loopback only"),
        (
            "wss://api.topstepx.com",
            "starts with the wrong scheme; start it with https://, or on this machine with http://"
        ),
        (
            "HTTPS://api.topstepx.com",
            "starts with the wrong scheme; start it with https://, or on this machine with http://"
        ),
        ("api.topstepx.com", "is no address; write https://host/path"),
        ("https:api.topstepx.com", "is no address; write https://host/path"),
        ("https://api.topstepx.com/", "ends with a slash; remove the slash at its end"),
        ("https://user:hunter2@api.topstepx.com", "holds a login; write the login as username and api_key"),
        ("http://127.0.0.1@evil.example", "holds a login; write the login as username and api_key"),
        ("https://a.example/?key=hunter2", "holds a query or a fragment; write https://host/path alone"),
        ("https://a.example/#x", "holds a query or a fragment; write https://host/path alone"),
        ("https://a example", "holds a character that no address takes; write https://host/path"),
        ("https://a.example\\\\b", "holds a character that no address takes; write https://host/path"),
        ("https://ä.example", "holds a character that no address takes; write https://host/path"),
        ("https:///", "ends with a slash; remove the slash at its end"),
        ("https://", "names no host; write https://host/path"),
        ("https://:80", "names no host; write https://host/path"),
        ("https://a..b", "names no host; write https://host/path"),
        ("https://-a.b", "names no host; write https://host/path"),
        ("https://[::1", "names no host; write https://host/path"),
        ("https://[1.2.3.4]", "names no host; write https://host/path"),
        ("https://::1", "names no host; write https://host/path"),
        ("https://a.b:", "has no valid port; write 1 to 65535 after the host's colon"),
        ("https://a.b:0", "has no valid port; write 1 to 65535 after the host's colon"),
        ("https://a.b:65536", "has no valid port; write 1 to 65535 after the host's colon"),
        ("https://a.b:x/y", "has no valid port; write 1 to 65535 after the host's colon"),
        ("https://[::1]x:1", "names no host; write https://host/path"),
    ])
    func `refuses any other address, and repeats none`(rest: String, fault: String) {
        let (found, expected) = SampleSettings.marked(
            gateway("rest: ▸\"\(rest)\", user_hub: wss://a.example"), faults: ["gateways.paper.rest \(fault)"]
        )
        #expect(found == expected)
    }

    @Test(arguments: [
        (
            "user_hub", "ws://a.example",
            "is not encrypted; use wss://; ws:// is for this machine's loopback only"
        ),
        (
            "user_hub", "https://rtc.topstepx.com/hubs/user",
            "starts with the wrong scheme; start it with wss://, or on this machine with ws://"
        ),
        ("market_hub", "wss://a.example/", "ends with a slash; remove the slash at its end"),
    ])
    func `holds hubs to the same rules`(key: String, address: String, fault: String) {
        let (found, expected) = SampleSettings.marked(
            gateway("firm: topstepx, \(key): ▸\(address)"), faults: ["gateways.paper.\(key) \(fault)"])
        #expect(found == expected)
    }

    @Test(arguments: [1_048_576, 4_194_304, 67_108_864])
    func `takes a cap on a hub's messages`(bytes: Int) throws {
        let text = gateway("firm: topstepx, hub_max_bytes: \(bytes)")
        #expect(try SampleSettings.parse(text).gateways.first?.hubBytesMax == bytes)
    }

    @Test(arguments: ["1048575", "67108865", "-1"])
    func `refuses a cap that no depth snapshot or no memory would fit`(bytes: String) {
        let (found, expected) = SampleSettings.marked(
            gateway("firm: topstepx, hub_max_bytes: ▸\(bytes)"),
            faults: ["gateways.paper.hub_max_bytes is \(bytes), out of range; write 1048576 to 67108864"])
        #expect(found == expected)
    }

    @Test(arguments: [100, 200, 1_000_000])
    func `takes what a venue lets a login ask within a minute`(requests: Int) throws {
        let text = gateway("firm: topstepx, requests_per_minute: \(requests)")
        #expect(try SampleSettings.parse(text).gateways.first?.requestsPerMinute == requests)
    }

    @Test(arguments: ["99", "1000001", "-1"])
    func `refuses a number of requests that no reserve fits into`(requests: String) {
        let (found, expected) = SampleSettings.marked(
            gateway("firm: topstepx, requests_per_minute: ▸\(requests)"),
            faults: ["gateways.paper.requests_per_minute is \(requests), out of range; write 100 to 1000000"])
        #expect(found == expected)
    }

    @Test func `finds a certificate file beside the settings`() throws {
        let text = gateway("firm: topstepx, ca_file: ▸README.md")
        let folder = ProjectFile.path("config")
        let plain = text.replacing("▸", with: "")
        let login = try #require(try SampleSettings.parse(plain, folder: folder).gateways.first)
        #expect(login.caFile == folder + "/README.md")
        let (found, expected) = SampleSettings.marked(
            text.replacing("README.md", with: "none.pem"),
            faults: [
                "gateways.paper.ca_file is /nowhere/none.pem, which cannot be read: "
                    + "No such file or directory; "
                    + "correct the path, or remove the key to believe the system's authorities"
            ], folder: "/nowhere")
        #expect(found == expected)
    }
}
