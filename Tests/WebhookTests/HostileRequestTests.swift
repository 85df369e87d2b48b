import OwnThreads
import Testing
import Webhook

@Suite(.ownThreads)
struct HostileRequestTests {
    private static let proxy: Set<String> = ["127.0.0.1"]

    private func fixture(trusting proxies: Set<String>) throws -> IntakeFixture {
        try IntakeFixture(trustedProxies: proxies) { _ in
            .refused(.init(.bodyEmpty, reason: "test", remedy: "none"))
        }
    }

    @Test func `the table is long, and says nothing twice`() {
        let all = HostileRequest.all
        #expect(all.count >= 200)
        #expect(Set(all.map { "\($0.isSecond)\($0.text)" }).count == all.count)
    }

    @Test func `the alert that stands in each would be taken if it came plainly`() throws {
        let fixture = try IntakeFixture(trustedProxies: Self.proxy) { _ in .unavailable(reason: "test") }
        let plain = HostileRequest(text: HostileRequest.plain, statuses: [503])
        let last = HostileRequest(text: HostileRequest.last, statuses: [503])
        #expect(RawHook.statuses(sending: plain.bytes + last.bytes, port: fixture.port) == [503, 503])
        #expect(fixture.arrivals.count == 2)
    }

    @Test(arguments: HostileRequest.all)
    func `is refused, orders nothing and leaves the listener as it was`(request: HostileRequest) throws {
        let fixture = try fixture(trusting: request.isSecond ? Self.proxy : [])
        let plain = HostileRequest(text: HostileRequest.plain, statuses: [400]).bytes
        let statuses = RawHook.statuses(
            sending: request.isSecond ? plain + request.bytes : request.bytes, port: fixture.port)
        let answers = try #require(statuses)
        let own = request.isSecond ? Array(answers.dropFirst()) : answers
        // libmicrohttpd sends the head of some of its own errors twice.
        #expect(request.statuses.isSuperset(of: own.isEmpty ? [0] : own), "\(answers)")
        #expect(answers.allSatisfy { $0 < 500 })
        #expect(fixture.arrivals.count == (request.isSecond ? 1 : 0))
        let last = HostileRequest(text: HostileRequest.last, statuses: [400]).bytes
        #expect(RawHook.statuses(sending: last, port: fixture.port) == [400])
    }

    @Test(
        arguments: HostileRequest.all.filter(\.isSecond).map(\.text) + [HostileRequest.plain, nulled, later])
    func `nothing is read behind a stranger's first request`(text: String) throws {
        let fixture = try fixture(trusting: [])
        let bytes = HostileRequest(text: HostileRequest.plain + text, statuses: []).bytes
        #expect(RawHook.statuses(sending: bytes, port: fixture.port) == [400])
        #expect(fixture.arrivals.count == 1)
    }

    /// Caddy keeps an unused connection for 120 s, cloudflared for 90 s and nginx for 60 s, by their manuals.
    @Test func `a listed proxy ends its connections before the listener does`() {
        #expect(WebhookIntake.listenerOptions.idleSeconds > 120)
    }

    /// A line that ends with NUL and a line feed: libmicrohttpd's buffer shows it like CR and LF.
    private static let nulled = HostileRequest.plain.replacing(#"Host: a\r\n"#, with: #"Host: a\0\n"#)
    private static let later = HostileRequest.plain.replacing("HTTP/1.1", with: "HTTP/2.0")

    @Test func `a listed proxy's later line may end so, since nothing tells it apart`() throws {
        let fixture = try fixture(trusting: Self.proxy)
        let bytes = HostileRequest(text: HostileRequest.plain + Self.nulled, statuses: []).bytes
        #expect(RawHook.statuses(sending: bytes, port: fixture.port) == [400, 400])
        #expect(fixture.arrivals.count == 2)
    }

    /// Of a listed proxy. libmicrohttpd judges the version before it shows a later request to anybody, and says 505
    /// itself.
    @Test(arguments: [
        ("2.0", 505), ("3.0", 505), ("0.9", 505), ("9.9", 505), ("1.2", 400), ("1.9", 400), ("2", 400),
    ])
    func `a later request of another version is refused and ends the connection`(
        version: String, status: Int
    ) throws {
        let fixture = try fixture(trusting: Self.proxy)
        let first = HostileRequest.plain
        let other = first.replacing("HTTP/1.1", with: "HTTP/\(version)")
        let bytes = HostileRequest(text: first + other + first, statuses: []).bytes
        let answers = try #require(RawHook.statuses(sending: bytes, port: fixture.port))
        // The head of such an error comes twice.
        #expect(answers.first == 400 && Set(answers.dropFirst()) == [status])
        #expect(fixture.arrivals.count == 1)
    }

    /// libmicrohttpd would answer it by itself, with its head twice.
    @Test func `a length that no number holds is answered once`() throws {
        let fixture = try fixture(trusting: [])
        let request = HostileRequest.plain.replacing(
            "Content-Length: #", with: "Content-Length: 18446744073709551616")
        let bytes = HostileRequest(text: request, statuses: []).bytes
        #expect(RawHook.statuses(sending: bytes, port: fixture.port) == [413])
    }
}
