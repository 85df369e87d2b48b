import Crypto
import HTTPClient
import Journey
import OwnThreads
import Testing
import Trading

@testable import Webhook

/// The certificate of a sender, as the proxy in front tells it.
@Suite(.ownThreads)
struct CertificateHeaderTests {
    private static let digits = String(repeating: "0a", count: 32)
    private static let names = CertificateHeaders(
        subject: "X-Client-Subject", fingerprint: "X-Client-SHA256", certificate: "Client-Cert")
    private static let subject = #"CN=TradingView Webhooks,O=TradingView\, Inc.,L=Westerville,ST=Ohio,C=US"#

    private func fixture(
        proxies: Set<String> = ["127.0.0.1"], certificates: KnownCertificates = KnownCertificates(),
        alarm: WebhookIntake.Alarm? = nil
    ) throws -> IntakeFixture {
        let secret = LiveSecrets(SharedSecret(IntakeFixture.secret))
        return try IntakeFixture(
            trustedProxies: proxies, certificateHeaders: Self.names,
            sources: [Source(name: "orb", secrets: secret, certificates: certificates)],
            answers: { _ in .unavailable(reason: "test") }, alarm: alarm)
    }

    private func told(by headers: [(name: String, value: String)]) throws -> ClientCertificate? {
        let fixture = try fixture()
        #expect(try fixture.post("/hooks/orb", WebhookTests.good, headers: headers).status == 503)
        return fixture.arrivals.first?.delivery.certificate
    }

    @Test func `is recorded with the delivery`() throws {
        let certificate = try told(by: [
            ("X-Client-Subject", Self.subject), ("X-Client-SHA256", Self.digits.uppercased()),
        ])
        #expect(certificate?.subject == Self.subject)
        #expect(certificate?.fingerprint?.description == Self.digits)
    }

    @Test func `a proxy that is not listed is not believed`() throws {
        let headers = [(name: "X-Client-Subject", value: Self.subject), ("X-Client-SHA256", Self.digits)]
        let open = try fixture(proxies: [])
        #expect(try open.post("/hooks/orb", WebhookTests.good, headers: headers).status == 503)
        #expect(open.arrivals.map(\.delivery.certificate) == [nil])
        let strict = try fixture(proxies: ["10.0.0.1"], certificates: try known())
        #expect(try strict.post("/hooks/orb", WebhookTests.good, headers: headers).status == 401)
    }

    @Test(arguments: [
        [("X-Client-SHA256", "")], [("X-Client-SHA256", "none")], [("X-Client-Subject", "")], [],
        [("Client-Cert", ":%%%:")], [("Client-Cert", "::")], [("Client-Cert", "")],
        [("Client-Cert", "-----BEGIN CERTIFICATE----- AAAA")],
        [("Client-Cert", "-----BEGIN%20CERTIFICATE-----%0AAAA%0-----END%20CERTIFICATE-----")],
        [("X-Client-SHA256", digits), ("X-Client-SHA256", digits)],
    ])
    func `what says nothing, or cannot be read, is no certificate`(headers: [(String, String)]) throws {
        #expect(try told(by: headers.map { (name: $0.0, value: $0.1) }) == nil)
    }

    @Test(arguments: ["caddy", "cloudflare", "nginx"])
    func `a whole certificate is known by its digest, however the proxy writes it`(proxy: String) throws {
        let der = (0..<600).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let base64 = Base64.encode(der)
        var lines = [String]()
        for start in stride(from: 0, to: base64.count, by: 64) {
            lines.append(String(base64.dropFirst(start).prefix(64)))
        }
        let pem = "-----BEGIN CERTIFICATE-----\n\(lines.joined(separator: "\n"))\n-----END CERTIFICATE-----\n"
        let value =
            switch proxy {
            case "caddy": base64
            case "cloudflare": ":\(base64):"
            default:
                pem.utf8.map { byte in
                    " \n+=/".utf8.contains(byte)
                        ? "%" + Hexadecimal.text([byte]).uppercased()
                        : String(UnicodeScalar(byte))
                }.joined()
            }
        let certificate = try told(by: [("Client-Cert", value)])
        #expect(certificate?.fingerprint == CertificateFingerprint(sha256: SHA256.hash(der)))
    }

    private func known() throws -> KnownCertificates {
        KnownCertificates(
            fingerprints: [try #require(CertificateFingerprint(Self.digits))],
            subjects: [KnownSenders.tradingViewCertificate])
    }

    @Test(arguments: [
        ("", "", 401), ("", digits, 503), (subject, "", 503), ("CN=TradingView Webhooks", "", 401),
        ("", String(repeating: "0b", count: 32), 401), (subject, String(repeating: "0b", count: 32), 503),
    ])
    func `a source that asks for a certificate is believed with a listed one alone`(
        subject: String, fingerprint: String, status: Int
    ) throws {
        let fixture = try fixture(certificates: known())
        let headers = [(name: "X-Client-Subject", value: subject), ("X-Client-SHA256", fingerprint)]
            .filter { !$0.value.isEmpty }
        #expect(try fixture.post("/hooks/orb", WebhookTests.good, headers: headers).status == status)
    }

    @Test func `without a listed one it is answered as a wrong secret is, after the same time`() throws {
        let spans = SpanLog()
        let fixture = try fixture(certificates: known(), alarm: spans.alarm)
        let wrong = WebhookTests.good.replacing(
            IntakeFixture.secret, with: "wrong-wrong-wrong-wrong-wrong-ww")
        let good = [(name: "X-Client-SHA256", value: Self.digits)]
        let answers = [
            try fixture.post("/hooks/orb", WebhookTests.good),
            try fixture.post("/hooks/orb", wrong, headers: good),
            try fixture.post("/hooks/nobody", WebhookTests.good, headers: good),
        ]
        #expect(answers.allSatisfy { $0.status == 401 && $0.body.isEmpty })
        #expect(spans.all == [Span](repeating: WrongSecrets.shortest, count: 3))
        #expect(Set(answers.map { $0.headers["Connection"] }).count == 1)
    }
}
