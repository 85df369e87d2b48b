import HTTPClient
import Journey
import OwnThreads
import Synchronization
import Testing
import Trading

@testable import Webhook

/// What a wrong secret costs, and that it costs nobody else.
@Suite(.ownThreads)
struct StrangerTests {
    private static let wrong = "wrong-wrong-wrong-wrong-wrong-ww"
    private let wrongBody = WebhookTests.good.replacing(WebhookTests.secret, with: wrong)

    /// Alarms that go off when they are told to.
    private final class Alarms: Sendable {
        private let waiting = Mutex<[(span: Span, body: @Sendable () -> Void)]>([])

        var alarm: WebhookIntake.Alarm {
            { span, body in self.waiting.withLock { $0.append((span, body)) } }
        }

        var spans: [Span] { waiting.withLock { $0.map(\.span) } }

        func goOff() {
            let bodies = waiting.withLock { waiting in
                defer { waiting = [] }
                return waiting.map(\.body)
            }
            for body in bodies { body() }
        }
    }

    @Test func `an unknown source and a wrong secret are answered after the same time`() throws {
        let impatience = SpanLog()
        let fixture = try IntakeFixture(alarm: impatience.alarm)
        let paths = ["", "/\(Self.wrong)"].flatMap { ["/hooks/orb\($0)", "/hooks/nobody\($0)"] }
        let answers = try paths.map { try fixture.post($0, wrongBody) }
        #expect(answers.allSatisfy { $0.status == 401 && $0.body.isEmpty })
        for name in ["Content-Length", "Connection"] {
            #expect(Set(answers.map { $0.headers[name] }).count == 1)
        }
        #expect(impatience.all == [Span](repeating: WrongSecrets.shortest, count: 4))
    }

    @Test func `the eleventh in a minute is answered later, and the ledger takes no note of it`() throws {
        let impatience = SpanLog()
        let fixture = try IntakeFixture(alarm: impatience.alarm)
        for _ in 0..<13 { #expect(try fixture.post("/hooks/orb", wrongBody).status == 401) }
        for _ in 0..<10 { #expect(fixture.waitForInput()) }
        let spans = impatience.all
        #expect(spans.prefix(10).allSatisfy { $0 == WrongSecrets.shortest })
        #expect(spans.dropFirst(10) == [WrongSecrets.longest, WrongSecrets.longest, WrongSecrets.longest])
        #expect(fixture.arrivals.count == 10)
    }

    @Test(arguments: [
        ("2001:db8:1:2:%::1", true), ("2001:db8:1:%::1", false), ("::ffff:192.0.2.%", false),
        ("192.0.2.%", false),
    ])
    func `addresses of one IPv6 customer count as one`(address: String, areOne: Bool) throws {
        let impatience = SpanLog()
        let fixture = try IntakeFixture(trustedProxies: ["127.0.0.1"], alarm: impatience.alarm)
        for number in 1...11 {
            let sender = address.replacing("%", with: "\(number)")
            let headers = [(name: "X-Forwarded-For", value: sender)]
            #expect(try fixture.post("/hooks/orb", wrongBody, headers: headers).status == 401)
        }
        #expect(impatience.all.last == (areOne ? WrongSecrets.longest : WrongSecrets.shortest))
    }

    @Test func `the real sender pays for nobody's wrong secrets, not even from the same address`() throws {
        let alarms = Alarms()
        let fixture = try IntakeFixture(
            answers: { _ in .refused(Refusal(.bodyEmpty, reason: "test", remedy: "none")) },
            alarm: alarms.alarm)
        let held = (0..<4).map { _ in fixture.send("/hooks/orb", wrongBody) }
        for _ in 0..<1_000 where alarms.spans.count < 4 {
            #expect(try fixture.post("/hooks/orb", WebhookTests.good).status == 400)
        }
        #expect(held.allSatisfy { !$0.hasArrived })
        #expect(try fixture.post("/hooks/orb", WebhookTests.good).status == 400)
        alarms.goOff()
        for pending in held { #expect(pending.wait()?.status == 401) }
    }

    /// Sends wrong secrets all at once and waits until each was judged.
    private func sendAtOnce(
        _ count: Int, from address: String, to fixture: IntakeFixture, judged: Alarms, before: Int = 0
    ) throws -> [PendingAnswer] {
        let headers = [(name: "X-Forwarded-For", value: address)]
        let all = (0..<count).map { _ in fixture.send("/hooks/orb", wrongBody, headers: headers) }
        // Each is asked about once all before it were: one more is answered behind them.
        for _ in 0..<10_000 where judged.spans.count < before + count {
            #expect(try fixture.post("/nothing", "").status == 404)
        }
        return all
    }

    @Test func `of forty wrong secrets at once ten have no delay, and the right one is answered`() throws {
        let alarms = Alarms()
        let fixture = try IntakeFixture(
            trustedProxies: ["127.0.0.1"],
            answers: { _ in .refused(Refusal(.bodyEmpty, reason: "test", remedy: "none")) },
            alarm: alarms.alarm, connections: 60)
        let all = try sendAtOnce(40, from: "52.89.214.238", to: fixture, judged: alarms)
        #expect(alarms.spans.count { $0 == WrongSecrets.shortest } == WrongSecrets.freePerMinute)
        #expect(alarms.spans.count { $0 == WrongSecrets.longest } == 40 - WrongSecrets.freePerMinute)
        let own = [(name: "X-Forwarded-For", value: "52.89.214.238")]
        #expect(try fixture.post("/hooks/orb", WebhookTests.good, headers: own).status == 400)
        #expect(all.allSatisfy { !$0.hasArrived })
        alarms.goOff()
        for pending in all { #expect(pending.wait()?.status == 401) }
    }

    @Test func `where no place is left to wait in, a wrong secret gets no answer`() throws {
        let alarms = Alarms()
        let fixture = try IntakeFixture(
            trustedProxies: ["127.0.0.1"],
            answers: { _ in .refused(Refusal(.bodyEmpty, reason: "test", remedy: "none")) },
            alarm: alarms.alarm, connections: 60, places: 64)
        let (free, share) = (WrongSecrets.freePerMinute, 64 / 8)
        let first = try sendAtOnce(free + share + 3, from: "52.89.214.238", to: fixture, judged: alarms)
        // Another address has places of its own.
        let other = try sendAtOnce(
            free + 1, from: "34.212.75.30", to: fixture, judged: alarms, before: first.count)
        #expect(alarms.spans.count { $0 == WrongSecrets.longest } == share + 1)
        let own = [(name: "X-Forwarded-For", value: "52.89.214.238")]
        #expect(try fixture.post("/hooks/orb", WebhookTests.good, headers: own).status == 400)
        alarms.goOff()
        let answers = first.map { $0.wait()?.status }
        #expect(answers.count { $0 == 401 } == free + share)
        #expect(answers.count { $0 == nil } == 3)
        #expect(other.allSatisfy { $0.wait()?.status == 401 })
        // Whoever waited has gone, and others may wait again.
        let again = try sendAtOnce(share, from: "52.89.214.238", to: fixture, judged: alarms)
        #expect(alarms.spans == [Span](repeating: WrongSecrets.longest, count: share))
        alarms.goOff()
        #expect(again.allSatisfy { $0.wait()?.status == 401 })
    }

    // MARK: Secrets, addresses, rates

    private func source(
        _ name: String = "orb", secret: String = IntakeFixture.secret, next: String? = nil,
        addresses: Set<String> = [], rate: AlertRate? = nil
    ) -> Source {
        Source(
            name: name,
            secrets: LiveSecrets(SharedSecret(secret), next: next.flatMap(SharedSecret.init)),
            addresses: addresses, rate: rate)
    }

    @Test func `either of two secrets is believed, and neither is kept`() throws {
        let next = "next-next-next-next-next-next-ne"
        let fixture = try IntakeFixture(
            sources: [source(next: next)], answers: { _ in .unavailable(reason: "test") })
        for secret in [IntakeFixture.secret, next] {
            let body = WebhookTests.good.replacing(IntakeFixture.secret, with: secret)
            #expect(try fixture.post("/hooks/orb", body).status == 503)
            #expect(try fixture.post("/hooks/orb/\(secret)", body + secret).status == 503)
        }
        #expect(try fixture.post("/hooks/orb", wrongBody).status == 401)
        for arrival in fixture.arrivals {
            let kept = String(decoding: arrival.delivery.body, as: UTF8.self)
            #expect(!kept.contains(next) && !kept.contains(IntakeFixture.secret))
        }
    }

    @Test(arguments: [
        ("203.0.113.9", 503), ("198.51.100.1, 203.0.113.9", 503), ("203.0.113.9, 198.51.100.1", 401),
        ("203.0.113.9, nonsense", 401), ("203.0.113.9,", 401), ("nonsense, 203.0.113.9", 503), ("", 401),
        ("203.0.113.9, 127.0.0.1", 503), (" 203.0.113.9\t", 503), ("203.0.113.9:80", 401),
        ("203.0.113.09", 401), ("::ffff:203.0.113.9", 503), ("::ffff:203.0.113.8", 401),
    ])
    func `a source with listed addresses is believed from those alone`(hops: String, status: Int) throws {
        let fixture = try IntakeFixture(
            trustedProxies: ["127.0.0.1"], sources: [source(addresses: ["203.0.113.9"])],
            answers: { _ in .unavailable(reason: "test") })
        let headers = hops.isEmpty ? [] : [(name: "X-Forwarded-For", value: hops)]
        #expect(try fixture.post("/hooks/orb", WebhookTests.good, headers: headers).status == status)
    }

    @Test func `a sender that forwards his own word from an unlisted address is not believed`() throws {
        let fixture = try IntakeFixture(sources: [source(addresses: KnownSenders.tradingView)])
        for address in KnownSenders.tradingView {
            let headers = [(name: "X-Forwarded-For", value: address)]
            #expect(try fixture.post("/hooks/orb", WebhookTests.good, headers: headers).status == 401)
        }
    }

    @Test func `beyond its rate a source is told when to come back, and its exits are taken`() throws {
        let fixture = try IntakeFixture(
            sources: [source(rate: AlertRate(perMinute: 10, burst: 2)), source("vwap")],
            answers: { _ in .refused(Refusal(.bodyEmpty, reason: "test", remedy: "none")) })
        for _ in 0..<2 { #expect(try fixture.post("/hooks/orb", WebhookTests.good).status == 400) }
        let answer = try fixture.post("/hooks/orb", WebhookTests.good)
        #expect(answer.status == 503)
        #expect(answer.headers["Retry-After"] == "6")
        let exit = WebhookTests.good.replacing(#""buy""#, with: #""close""#).replacing(
            #","size":2"#, with: "")
        #expect(try fixture.post("/hooks/orb", exit).status == 400)
        #expect(try fixture.post("/hooks/vwap", WebhookTests.good).status == 400)
        #expect(fixture.arrivals.count == 5)
        let turnedAway = fixture.arrivals.compactMap { arrival -> Refusal? in
            if case .refused(let refusal) = arrival.content { refusal } else { nil }
        }
        #expect(turnedAway.map(\.code) == [.sourceRateExceeded])
        #expect(turnedAway.first?.reason == "the source sent more than 10 a minute, and 2 at once")
    }

    @Test func `of what is turned away for its rate so much is written down as a ledger bears`() throws {
        let fixture = try IntakeFixture(
            sources: [source(rate: AlertRate(perMinute: 1, burst: 1))],
            answers: { _ in .refused(Refusal(.bodyEmpty, reason: "test", remedy: "none")) })
        for number in 0..<50 {
            #expect(try fixture.post("/hooks/orb", WebhookTests.good).status == (number == 0 ? 400 : 503))
        }
        #expect((2...45).contains(fixture.arrivals.count))
    }
}
