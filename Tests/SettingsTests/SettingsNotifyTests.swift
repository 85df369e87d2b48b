import Journey
import OwnThreads
import Testing

@testable import Settings

@Suite(.ownThreads)
struct SettingsNotifyTests {
    static let token = "hidden-token-0123456789"
    static let environment = SampleSettings.environment.merging(
        [
            "NOTIFY_URL": "https://hooks.example.com:8443/services/\(token)?key=\(token)",
            "NOTIFY_AUTH": "Bearer \(token)", "BAD_URL": "http://example.com/\(token)", "BAD_AUTH": "ünïcode",
        ]) { first, _ in first }

    private func parse(_ notify: String) throws -> Configuration {
        try SampleSettings.parse(SampleSettings.least + "notify: \(notify)\n", environment: Self.environment)
    }

    @Test func `nobody is told anything without it`() throws {
        #expect(try SampleSettings.parse(SampleSettings.least).receivers.isEmpty)
    }

    @Test func `reads one receiver with its levels`() throws {
        let configuration = try parse(
            """
            { url: env:NOTIFY_URL, authorization: env:NOTIFY_AUTH, level: info,
              kinds: { order_lost: warning, denied: off, started: critical } }
            """)
        let receiver = try #require(configuration.receivers.first)
        #expect(configuration.receivers.count == 1)
        #expect(receiver.target.name == "notify" && receiver.host == "hooks.example.com:8443")
        #expect(receiver.url.reveal().hasSuffix("?key=\(Self.token)"))
        #expect(receiver.authorization?.reveal() == "Bearer \(Self.token)")
        #expect(receiver.target.level(of: .orderLost) == .warning)
        #expect(receiver.target.level(of: .denied) == nil)
        #expect(receiver.target.level(of: .started) == .critical)
        #expect(receiver.target.level(of: .verifiedFlat) == .info)
        #expect(configuration.notices.isEmpty)
        #expect(!"\(configuration)".contains(Self.token))
        var dumped = ""
        dump(configuration, to: &dumped)
        #expect(!dumped.contains(Self.token))
    }

    @Test func `reads several, each with its name, told warnings and above by default`() throws {
        let receivers = try parse(
            "[{ url: http://127.0.0.1:9/a, name: pager }, { url: \"http://[::1]:9/?x=1\" }]"
        ).receivers
        #expect(receivers.map(\.target.name) == ["pager", "notify-2"])
        #expect(receivers.map(\.host) == ["127.0.0.1:9", "[::1]:9"])
        #expect(receivers[0].target.level(of: .hubDown) == .warning)
        #expect(receivers[0].target.level(of: .denied) == nil)
        #expect(receivers[0].target.level(of: .dropped) == .warning)
    }

    @Test func `a kind below the level that is sent is worth a notice`() throws {
        let notices = try parse("{ url: http://127.0.0.1:9/, kinds: { denied: info } }").notices
        #expect(
            notices.map(\.what) == ["notify.kinds.denied is info, below the level warning that is sent"])
    }

    @Test(arguments: [
        ("▸{ level: info }", "notify.url is missing; add url: env:NAME, file:PATH, or the address"),
        (
            "{ url: ▸env:BAD_URL }",
            "notify.url is not encrypted; use https://; http:// is for this machine's loopback only"
        ),
        (
            "{ url: ▸env:NO_SUCH }",
            "notify.url needs NO_SUCH, which is not set; set it where the program starts"
        ),
        ("{ url: ▸nonsense }", "notify.url is no address; write https://host/path"),
        (
            "{ url: ▸https://a:b@host/x }",
            "notify.url holds a login; write it as authorization: env:NAME, or file:PATH"
        ),
        (
            "{ url: http://127.0.0.1/, authorization: ▸Bearer-x }",
            "notify.authorization is neither env:NAME nor file:PATH; move the secret itself into an environment "
                + "variable or a file of mode 0600"
        ),
        (
            "{ url: http://127.0.0.1/, authorization: ▸env:BAD_AUTH }",
            "notify.authorization leads to a secret that no header takes; store it in printable ASCII alone"
        ),
        (
            "{ url: http://127.0.0.1/, level: ▸loud }",
            "notify.level is \"loud\", an unknown word; use one of info, warning, critical"
        ),
        (
            "{ url: http://127.0.0.1/, kinds: { ▸order_lots: critical } }",
            "\"order_lots\" is no key of notify.kinds; write order_lost"
        ),
        (
            "{ url: http://127.0.0.1/, kinds: { denied: ▸loud } }",
            "notify.kinds.denied is \"loud\", an unknown word; use one of off, info, warning, critical"
        ),
        ("▸[]", "notify has 0 receivers; write 1 to 8, or remove the key"),
        (
            "[{ url: http://127.0.0.1/, name: a }, { url: http://127.0.0.1/, name: ▸a }]",
            "notify[1].name is \"a\", as of another receiver; give each a name of its own"
        ),
        ("{ ▸urll: http://127.0.0.1/ }", "\"urll\" is no key of notify; write url"),
    ])
    func `reports each fault with its place, and no secret`(notify: String, fault: String) {
        let text =
            SampleSettings.least
            + (notify.hasPrefix("▸{") ? "▸notify: \(notify.dropFirst())\n" : "notify: \(notify)\n")
        let (found, expected) = SampleSettings.marked(text, faults: [fault], environment: Self.environment)
        #expect(found == expected)
        #expect(!found.joined().contains(Self.token))
    }
}
