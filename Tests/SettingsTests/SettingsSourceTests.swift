import Journey
import OwnThreads
import Settings
import Testing

/// Who may send as a source, and how often.
@Suite(.ownThreads)
struct SettingsSourceTests {
    private static let key = "whsec_" + String(repeating: "A", count: 32)
    private static let environment = SampleSettings.environment.merging([
        "NEXT": "next-secret-0123456789abcdef", "KEY": key, "BAD_KEY": "whsec_short",
        "HEX": "0123456789abcdef0123456",
        "LONG_HEX": "0123456789abcdef0123456789abcdef",
    ]) { first, _ in first }

    private func text(_ keys: String) throws -> String {
        try SampleSettings.changed("demo: { secret: env:ALERT_SECRET }", to: "demo: { \(keys) }")
    }

    private func source(_ keys: String) throws -> Source {
        try #require(SampleSettings.parse(text(keys), environment: Self.environment).sources.first)
    }

    @Test func `reads two secrets, a key, addresses and a rate`() throws {
        let source = try source(
            "secret: env:ALERT_SECRET, secret_next: env:NEXT, signing_key: env:KEY, "
                + "from: [tradingview, \"0::1\"], rate: 60, burst: 5")
        #expect(source.secret.matches(Array("next-secret-0123456789abcdef".utf8)))
        #expect(source.secret.matches(Array(SampleSettings.alertSecret.utf8)))
        #expect(source.signingKey != nil)
        #expect(source.addresses == KnownSenders.tradingView.union(["::1"]))
        #expect(source.rate == AlertRate(perMinute: 60, burst: 5))
    }

    @Test(arguments: [
        ("sync: follow", 250), ("sync: refuse, sync_window: 0ms", 0), ("sync: warn, sync_window: 1s", 1_000),
    ])
    func `reads how long an entry waits for the alert before it`(keys: String, milliseconds: Int64) throws {
        let sync = try source("secret: env:ALERT_SECRET, \(keys)").sync
        #expect(sync.mode != .off && sync.window == .milliseconds(milliseconds))
    }

    @Test func `needs none of them`() throws {
        let source = try source("secret: env:ALERT_SECRET")
        #expect(source.addresses.isEmpty && source.rate == nil && source.signingKey == nil)
        #expect(try self.source("signing_key: env:KEY").signingKey != nil)
        #expect(try self.source("secret: env:LONG_HEX, rate: 1").rate == AlertRate(perMinute: 1, burst: 20))
    }

    @Test(arguments: [
        (
            "secret: ▸env:HEX",
            "sources.demo.secret leads to a secret that can be guessed: 23 characters, 16 different ones, hold fewer than 128 bits; "
                + "make one with: alertbridge secret new"
        ),
        (
            "secret: env:ALERT_SECRET, secret_next: ▸env:HEX",
            "sources.demo.secret_next leads to a secret that can be guessed: 23 characters, 16 different ones, hold fewer than 128 bits; "
                + "make one with: alertbridge secret new"
        ),
        (
            "secret: env:ALERT_SECRET, secret_next: ▸env:ALERT_SECRET",
            "sources.demo.secret_next leads to the same secret as secret: nothing is rotated; "
                + "make a new one with: alertbridge secret new, or remove secret_next"
        ),
        (
            "signing_key: env:KEY, secret_next: ▸env:NEXT",
            "sources.demo.secret_next has no secret to follow; name it secret"
        ),
        (
            "signing_key: ▸env:BAD_KEY",
            "sources.demo.signing_key leads to no whsec_ with 24 to 64 bytes in base64 behind it; "
                + "copy the signing secret whole, as the sender shows it"
        ),
        (
            "secret: env:ALERT_SECRET, from: [▸nasdaq]",
            "sources.demo.from[0] is \"nasdaq\", which is no IP address; "
                + "write tradingview for its four, or an address such as 203.0.113.7 or \"2001:db8::7\""
        ),
        (
            "secret: env:ALERT_SECRET, from: ▸[]",
            "sources.demo.from is empty; list addresses, or remove the key"
        ),
        (
            "secret: env:ALERT_SECRET, rate: ▸0", "sources.demo.rate is 0, out of range; write 1 to 60000"
        ),
        (
            "secret: env:ALERT_SECRET, sync: follow, sync_window: ▸1001ms",
            "sources.demo.sync_window is 1001ms, out of range; "
                + "write 0ms to 1s: its sender waits as long, and TradingView gives up after 3s"
        ),
        (
            "secret: env:ALERT_SECRET, sync_window: ▸1s",
            "sources.demo.sync_window stands where nothing is compared; add sync: warn, refuse or follow"
        ),
        (
            "secret: env:ALERT_SECRET, burst: ▸5",
            "sources.demo.burst stands without a rate; add rate: alerts a minute"
        ),
    ])
    func `refuses what cannot be meant, and says what to do`(keys: String, fault: String) throws {
        let (found, expected) = SampleSettings.marked(
            try text(keys), faults: [fault], environment: Self.environment)
        #expect(found == expected)
    }

    private static let headers =
        "listen: { trusted_proxies: [127.0.0.1], certificate_headers: { fingerprint: A, subject: B } }\n"
    private static let fingerprint = String(repeating: "0a", count: 32)

    @Test func `reads the certificates of which a sender must show one`() throws {
        let text =
            try Self.headers
            + text("secret: env:ALERT_SECRET, certificates: [tradingview, \(Self.fingerprint), \"CN=a,O=b\"]")
        let configuration = try SampleSettings.parse(text, environment: Self.environment)
        let known = try #require(configuration.sources.first?.certificates)
        #expect(known.fingerprints.map(\.description) == [Self.fingerprint])
        #expect(
            known.subjects == [
                KnownSenders.tradingViewCertificate, try #require(CertificateSubject("O=b, CN=a")),
            ])
        #expect(
            configuration.notices.map(\.what) == [
                "sources.demo.certificates names a subject, which anyone can write into a certificate of his own"
            ])
        #expect(try source("secret: env:ALERT_SECRET").certificates.isEmpty)
    }

    @Test(arguments: [
        (
            "", "▸demo", fingerprint,
            "sources.demo.certificates asks for a certificate, and nobody tells of one; "
                + "add certificate_headers to listen, as config/proxy shows, or tls"
        ),
        (
            "listen: { trusted_proxies: [127.0.0.1], certificate_headers: { fingerprint: A } }\n", "▸demo",
            "tradingview",
            "sources.demo.certificates names a subject, and nobody vouches for one; "
                + "add subject to listen.certificate_headers or client_ca to listen.tls, or list fingerprints"
        ),
        (
            headers, "demo", "▸abc",
            "sources.demo.certificates[0] is \"abc\", which is neither a SHA-256 fingerprint nor a subject; "
                + "write tradingview, 64 hexadecimal digits, or a subject such as \"CN=…,O=…\" with a "
                + "backslash before a comma inside a part"
        ),
        (
            headers, "demo", "",
            "sources.demo.certificates is empty; list fingerprints or subjects, or remove the key"
        ),
    ])
    func `refuses certificates that nobody could show`(
        listen: String, name: String, certificate: String, fault: String
    ) throws {
        let list = certificate.isEmpty ? "▸[]" : "[\(certificate)]"
        let text = try SampleSettings.changed(
            "demo: { secret: env:ALERT_SECRET }",
            to: "\(name): { secret: env:ALERT_SECRET, certificates: \(list) }")
        let (found, expected) = SampleSettings.marked(
            listen + text, faults: [fault], environment: Self.environment)
        #expect(found == expected)
    }

    @Test func `refuses limits of connections out of range`() throws {
        for (key, value) in [("connections", 15), ("connections", 8_193), ("connections_per_address", 0)] {
            let (found, expected) = SampleSettings.marked(
                "listen: { \(key): ▸\(value) }\n" + SampleSettings.least,
                faults: ["listen.\(key) is \(value), out of range; write 16 to 8192"])
            #expect(found == expected)
        }
        let configuration = try SampleSettings.parse(
            "listen: { connections: 16, connections_per_address: 8192 }\n" + SampleSettings.least)
        #expect(
            configuration.connectionLimits.most == 16
                && configuration.connectionLimits.mostPerAddress == 8_192)
    }
}
