import Journey
import OwnThreads
import Settings
import Testing

@Suite(.ownThreads)
struct SettingsListenTests {
    private func listen(_ keys: String) -> String { "listen: { \(keys) }\n" + SampleSettings.least }

    @Test(arguments: [
        ("127.0.0.1:8080", "127.0.0.1", 8080, "127.0.0.1:8080"), ("0.0.0.0:1", "0.0.0.0", 1, "0.0.0.0:1"),
        ("[::1]:65535", "::1", 65_535, "[::1]:65535"), ("[0:0::1]:0", "::1", 0, "[::1]:0"),
        ("127.255.0.9:0", "127.255.0.9", 0, "127.255.0.9:0"),
    ])
    func `reads an address and a port`(text: String, address: String, port: UInt16, written: String) throws {
        let endpoint = try #require(Configuration.Endpoint(text))
        #expect(endpoint.address == address && endpoint.port == port)
        #expect(endpoint.description == written)
    }

    @Test(arguments: [
        "", ":", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
        "127.0.0.1:+1",
        "127.0.0.1:080", "127.1:80", "127.0.0.01:80", "localhost:80", "::1:80", "[127.0.0.1]:80", "[::1]80",
        "[]:80",
        "[::1%lo]:80", " 127.0.0.1:80", "127.0.0.1:80 ", "::1", "[::1]", "127.0.0.1:8 0",
    ])
    func `takes nothing else`(text: String) {
        #expect(Configuration.Endpoint(text) == nil)
    }

    @Test(arguments: [("127.0.0.1:1", true), ("127.9.9.9:1", true), ("[::1]:1", true)])
    func `knows the loopback`(text: String, isLoopback: Bool) {
        #expect(Configuration.Endpoint(text)?.isLoopback == isLoopback)
    }

    @Test(arguments: [
        "0.0.0.0:1", "[::]:1", "126.255.255.255:1", "128.0.0.1:1", "[::2]:1", "[::ffff:127.0.0.1]:1",
    ])
    func `takes nothing else for the loopback`(text: String) {
        #expect(Configuration.Endpoint(text)?.isLoopback == false)
    }

    @Test func `reads both listeners and the proxies`() throws {
        let text = listen("webhook: 127.0.0.1:0, control: \"[::1]:9\", trusted_proxies: [\"0::1\", 10.0.0.1]")
        let configuration = try SampleSettings.parse(text)
        #expect(configuration.webhook == Configuration.Endpoint("127.0.0.1:0"))
        #expect(configuration.control == Configuration.Endpoint("[::1]:9"))
        #expect(configuration.trustedProxies == ["::1", "10.0.0.1"])
        #expect(configuration.notices.isEmpty)
    }

    static let form = "which is no IP address with a port; write one such as 127.0.0.1:8080 or \"[::1]:8080\""

    @Test(arguments: [
        ("webhook: ▸localhost:8080", "listen.webhook is \"localhost:8080\", \(form)"),
        ("control: ▸8081", "listen.control is \"8081\", \(form)"),
        (
            "webhook: ▸[a]",
            "listen.webhook is no single value; write one value instead of a list or a mapping"
        ),
        (
            "trusted_proxies: [127.0.0.1, ▸10.0.0.0/8]",
            "listen.trusted_proxies[1] is \"10.0.0.0/8\", which is no IP address; "
                + "write one such as 127.0.0.1 or \"::1\""
        ),
        (
            "trusted_proxies: ▸127.0.0.1",
            "listen.trusted_proxies is no list; write [a, b], or a line with a dash for each"
        ),
        (
            "webhook: 127.0.0.1:9, control: ▸127.0.0.1:9",
            "webhook and control listen on the same port 9; give one of them another port"
        ),
        (
            "webhook: 0.0.0.0:9, control: ▸127.0.0.1:9",
            "webhook and control listen on the same port 9; give one of them another port"
        ),
    ])
    func `refuses listeners that cannot be`(keys: String, fault: String) {
        let (found, expected) = SampleSettings.marked(listen(keys), faults: [fault])
        #expect(found == expected)
    }

    @Test func `reads the headers in which proxies tell of certificates`() throws {
        let configuration = try SampleSettings.parse(
            listen(
                "trusted_proxies: [127.0.0.1], certificate_headers: { subject: X-Subject, "
                    + "fingerprint: X-SHA256, certificate: Client-Cert }"))
        #expect(
            configuration.certificateHeaders
                == CertificateHeaders(
                    subject: "X-Subject", fingerprint: "X-SHA256", certificate: "Client-Cert"))
        #expect(try SampleSettings.parse(listen("webhook: 127.0.0.1:0")).certificateHeaders.names.isEmpty)
    }

    @Test(arguments: [
        (
            "trusted_proxies: [127.0.0.1], certificate_headers: { subject: ▸\"X Subject\" }",
            "listen.certificate_headers.subject is \"X Subject\", which is no header's name; "
                + "write letters, digits and hyphens, such as X-Client-Certificate-SHA256"
        ),
        (
            "▸certificate_headers: { subject: X-Subject }",
            "listen.certificate_headers stands without trusted_proxies: nobody's word about a certificate is "
                + "believed; add trusted_proxies: [127.0.0.1], or where your proxy calls from"
        ),
    ])
    func `refuses headers that nobody would be believed in`(keys: String, fault: String) {
        let (found, expected) = SampleSettings.marked(listen(keys), faults: [fault])
        #expect(found == expected)
    }

    @Test(arguments: ["Caddyfile", "nginx.conf", "cloudflared.yml"])
    func `each proxy's sample tells in the headers that it says`(name: String) throws {
        let sample = try ProjectFile.text("config/proxy/\(name)")
        let lines = sample.split(separator: "\n").map(String.init)
        let start = try #require(lines.firstIndex(of: "#   listen:"))
        let settings = lines[start...].prefix { $0.hasPrefix("#   ") }.map { $0.dropFirst(4) + "\n" }
        let configuration = try SampleSettings.parse(settings.joined() + SampleSettings.least)
        #expect(configuration.trustedProxies == ["127.0.0.1"])
        let headers = configuration.certificateHeaders.names
        #expect(headers.count == 2)
        for header in headers {
            #expect(lines.dropFirst(start + settings.count).contains { $0.contains(header) }, "\(header)")
        }
    }

    @Test func `refuses a listener on the other's default`() {
        let (found, expected) = SampleSettings.marked(
            "▸" + listen("webhook: 127.0.0.1:8081"),
            faults: ["webhook and control listen on the same port 8081; give one of them another port"])
        #expect(found == expected)
    }

    @Test(arguments: [
        "webhook: 127.0.0.1:0, control: 127.0.0.1:0", "webhook: 127.0.0.1:9, control: 127.0.0.2:9",
        "webhook: \"[::]:9\", control: 127.0.0.1:9",
    ])
    func `takes listeners that do not meet`(keys: String) {
        #expect(SampleSettings.faults(listen(keys)).isEmpty)
    }
}
