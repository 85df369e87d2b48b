import HTTPClient
import JSON
import Journey
import OwnThreads
import Testing
import Trading
import Webhook

@Suite(.ownThreads)
struct WebhookTests {
    static let secret = IntakeFixture.secret
    static let good = #"{"secret":"\#(secret)","id":"a1","action":"buy","ticker":"NQ1!","size":2}"#

    let verdict = Verdict(
        account: AccountName("paper-1"), tag: OrderTag("ab-x-1001-0"), isApproved: false,
        code: "QUANTITY_EXCEEDS_MAXIMUM", reason: "asked for 9", size: 9)

    private func text(_ response: HTTPClientResponse) -> String {
        String(decoding: response.body, as: UTF8.self)
    }

    @Test func `leaves the sender waiting until the decision is on disk`() throws {
        let fixture = try IntakeFixture()
        let pending = fixture.send("/hooks/orb", Self.good)
        #expect(fixture.waitForInput())
        #expect(!pending.hasArrived)
        #expect(fixture.intake.waitingCount == 1)
        let arrival = try #require(fixture.arrivals.first)
        guard case .alert(let alert, let identity) = arrival.content else {
            Issue.record("not an alert: \(arrival.content)")
            return
        }
        #expect(alert.size == Size(2))
        fixture.intake.answer(
            AlertReply(id: try #require(arrival.reply), outcome: .accepted(identity.fingerprint, [verdict])))
        let answer = try #require(pending.wait())
        #expect(answer.status == 200)
        let root = try JSONDocument(answer.body).root
        #expect(root["status"]?.string == "accepted")
        #expect(root["alert"]?.string == identity.fingerprint.prefix)
        let order = try #require(root["orders"]?.elements.first)
        #expect(order["account"]?.string == "paper-1")
        #expect(order["tag"]?.string == "ab-x-1001-0")
        #expect(order["verdict"]?.string == "denied")
        #expect(order["code"]?.string == "QUANTITY_EXCEEDS_MAXIMUM")
        #expect(order["size"]?.int64 == 9)
        #expect(fixture.intake.waitingCount == 0)
    }

    @Test func `takes the secret from the path as well`() throws {
        let fixture = try IntakeFixture { _ in .unavailable(reason: "test") }
        let body = #"{"action":"buy","ticker":"NQ1!","size":1}"#
        #expect(try fixture.post("/hooks/orb/\(Self.secret)", body).status == 503)
        #expect(fixture.arrivals.count == 1)
    }

    @Test(arguments: [
        ("/hooks/orb", good.replacing(secret, with: "wrong-wrong-wrong-wrong-wrong-ww")),
        ("/hooks/orb/wrong-wrong-wrong-wrong-wrong-ww", good), ("/hooks/orb", #"{"action":"buy"}"#),
        ("/hooks/orb", "no alert at all"), ("/hooks/nobody", good), ("/hooks/nobody/\(secret)", good),
        ("/hooks/nobody", ""),
    ])
    func `answers a wrong secret and an unknown source alike`(path: String, body: String) throws {
        let fixture = try IntakeFixture()
        let answer = try fixture.post(path, body)
        #expect(answer.status == 401)
        #expect(answer.body.isEmpty)
        let isKnown = path.hasPrefix("/hooks/orb")
        if isKnown { #expect(fixture.waitForInput()) }
        #expect(fixture.arrivals.map(\.content) == (isKnown ? [.unauthorized] : []))
        #expect(fixture.arrivals.allSatisfy { $0.delivery.body.isEmpty && $0.reply == nil })
    }

    @Test(arguments: [
        "/", "/hooks", "/hooks/", "/hooks/orb/", "/hooks/orb/a/b", "/hook/orb", "/hooks/%6Frb", "//hooks/orb",
    ])
    func `knows no other path`(path: String) throws {
        let answer = try IntakeFixture().post(path, Self.good)
        #expect(answer.status == 404)
        #expect(answer.body.isEmpty)
    }

    @Test func `knows no other method`() throws {
        #expect(try IntakeFixture().get("/hooks/orb").status == 404)
    }

    @Test func `explains a broken body to whoever knows the secret, and keeps it without the secret`() throws
    {
        let fixture = try IntakeFixture { arrival in
            if case .refused(let refusal) = arrival.content { .refused(refusal) } else { nil }
        }
        let answer = try fixture.post("/hooks/orb", Self.good + "\nsent by my phone")
        #expect(answer.status == 400)
        let root = try JSONDocument(answer.body).root
        #expect(root["status"]?.string == "refused")
        #expect(root["code"]?.string == "TRAILING_TEXT")
        #expect(root["line"]?.int64 == 2)
        #expect(root["column"]?.int64 == 1)
        #expect(root["remedy"]?.string?.isEmpty == false)
        let kept = String(decoding: try #require(fixture.arrivals.first).delivery.body, as: UTF8.self)
        #expect(kept.contains("***"))
        #expect(!kept.contains(Self.secret))
        #expect(!text(answer).contains(Self.secret))
    }

    @Test(arguments: [
        (#""size":0.5"#, 422, "VALUE_INVALID", "size"),
        (#""size":"{{strategy.order.contracts}}""#, 400, "PLACEHOLDER_LEFT", "size"),
        (#""size":1,"size":2"#, 400, "REPEATED_KEY", "size"), (#""sise":1"#, 422, "KEY_UNKNOWN", "sise"),
    ])
    func `names code, key and remedy of a refusal`(member: String, status: Int, code: String, key: String)
        throws
    {
        let fixture = try IntakeFixture { arrival in
            if case .refused(let refusal) = arrival.content { .refused(refusal) } else { nil }
        }
        let body = #"{"secret":"\#(Self.secret)","action":"buy","ticker":"NQ1!",\#(member)}"#
        let answer = try fixture.post("/hooks/orb", body)
        let root = try JSONDocument(answer.body).root
        #expect(answer.status == status)
        #expect(root["code"]?.string == code)
        #expect(root["key"]?.string == key)
        #expect(root["line"]?.int64 == 1)
        #expect((root["column"]?.int64 ?? 0) > 1)
        #expect(root["remedy"]?.string?.isEmpty == false)
    }

    @Test func `turns senders away with 503 and a time to come back when too many wait`() throws {
        let answer = try IntakeFixture(isOverloaded: true).post("/hooks/orb", Self.good)
        #expect(answer.status == 503)
        #expect(answer.headers["Retry-After"] != nil)
        #expect(text(answer).contains("unavailable"))
    }

    @Test func `refuses a body above 16 KiB unread`() throws {
        let fixture = try IntakeFixture()
        let answer = try fixture.post("/hooks/orb", String(repeating: " ", count: 16_385))
        #expect(answer.status == 413)
        #expect(fixture.arrivals.isEmpty)
    }

    @Test func `answers a conflict with 409`() throws {
        let fixture = try IntakeFixture { arrival in
            if case .alert(_, let identity) = arrival.content { .conflict(identity.fingerprint) } else { nil }
        }
        let answer = try fixture.post("/hooks/orb", Self.good)
        #expect(answer.status == 409)
        #expect(text(answer).contains(#""status":"conflict""#))
    }

    @Test(arguments: [
        ("", "203.0.113.9", "127.0.0.1"), ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1 10.0.0.1", "198.51.100.1, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        ("127.0.0.1", "not an address", "127.0.0.1"),
    ])
    func `believes a forwarded address only from a listed proxy`(
        proxies: String, header: String, peer: String
    ) throws {
        let trusted = Set(proxies.split(separator: " ").map(String.init))
        let fixture = try IntakeFixture(trustedProxies: trusted) { _ in .unavailable(reason: "test") }
        _ = try fixture.post("/hooks/orb", Self.good, headers: [(name: "X-Forwarded-For", value: header)])
        #expect(fixture.arrivals.map(\.delivery.peer) == [peer])
    }

    @Test(arguments: [
        #""comment":"\#(secret)""#, #""extras":{"a":"\\u0030123456789abcdef0123456789abcdef"}"#,
        #""size":"\#(secret)""#, #""\#(secret)":1"#, #""action":"\#(secret)""#,
    ])
    func `keeps and answers no secret that stands in the wrong place`(member: String) throws {
        let fixture = try IntakeFixture { arrival in
            if case .refused(let refusal) = arrival.content {
                .refused(refusal)
            } else {
                .unavailable(reason: "x")
            }
        }
        let action = member.contains("action") ? "" : #""action":"buy","#
        let size = member.contains("size") ? "" : #""size":1,"#
        let answer = try fixture.post(
            "/hooks/orb", #"{"secret":"\#(Self.secret)",\#(action)\#(size)"ticker":"NQ1!",\#(member)}"#)
        let half = String(Self.secret.prefix(24))
        #expect(!text(answer).contains(half))
        let arrival = try #require(fixture.arrivals.first)
        #expect(!String(decoding: arrival.delivery.body, as: UTF8.self).contains(half.dropFirst()))
        if case .alert(let alert, _) = arrival.content {
            #expect(!String(decoding: alert.canonical, as: UTF8.self).contains(half))
        }
    }

    @Test func `a message of another bridge is believed by its own key, and kept without it`() throws {
        let fixture = try IntakeFixture(answers: { _ in .unavailable(reason: "test") })
        let order = "command=place; instrument=NQ1!; action=buy; qty=1; order_type=market;"
        _ = try fixture.post("/hooks/orb", "key=\(IntakeFixture.secret); \(order)")
        #expect(fixture.waitForInput())
        let arrival = try #require(fixture.arrivals.last)
        guard case .alert(let alert, _) = arrival.content else { Issue.record("no alert"); return }
        #expect(alert.dialect == "crosstrade")
        #expect(String(decoding: arrival.delivery.body, as: UTF8.self) == "key=***; \(order)")
        #expect(try fixture.post("/hooks/orb", "key=wrong; \(order)").status == 401)
    }

    @Test func `another bridge's token is kept nowhere when the secret stands in the URL`() throws {
        let fixture = try IntakeFixture(answers: { _ in .unavailable(reason: "test") })
        let message = #"{"token":"their-own","data":"buy","symbol":"NQ1!","quantity":1,"order_type":"MKT""#
        for end in ["}", ",,"] {
            _ = try fixture.post("/hooks/orb/\(IntakeFixture.secret)", message + end)
            #expect(fixture.waitForInput())
            let body = try #require(fixture.arrivals.last).delivery.body
            #expect(String(decoding: body, as: UTF8.self).contains(#""token":"***""#))
        }
    }

    // MARK: What is kept of a refusal

    private func refusals(_ fixture: IntakeFixture) -> [Refusal] {
        fixture.arrivals.compactMap { arrival in
            if case .refused(let refusal) = arrival.content { refusal } else { nil }
        }
    }

    @Test(arguments: [
        #"{"secret":"S","id":"a1","action":"S","ticker":"NQ1!"}"#,
        #"{"secret":"S","id":"a1","action":"and S","ticker":"NQ1!"}"#,
        #"{"secret":"S","id":"a1","action":"buy","ticker":"NQ1!","size":"S"}"#,
        #"{"secret":"S","id":"a1","action":"buy","ticker":"NQ1!","S":1}"#,
        #"{"secret":"S","id":"a1","action":"buy","ticker":"NQ1!","extras":{"{{S":1}}"#,
        #"{"secret":"S","signalId":"1","symbol":"S","side":"SHORT","size":2,"contractId":"CON.F.US.MNQ.Z25"}"#,
        #"{"secret":"S","signalId":"1","symbol":"MNQ","side":"SHORT","size":2,"contractId":"S"}"#,
        "EVAL(S) { S(side=sell, amount=S); S() } #bot", "EVAL(MNQ1!) { limit(side=sell); S(x=1); } S",
        "key=S; command=S; account=S; instrument=S; action=S; qty=S;", "s=S b=S q=S t=S", "secret=S&action=S",
        "S", "{{S}}", #"{"secret":"S"} S"#, #"["S"]"#,
    ])
    func `no refusal quotes the secret`(text: String) throws {
        let fixture = try IntakeFixture(answers: { _ in .unavailable(reason: "test") })
        let body = text.replacing("S", with: Self.secret)
        _ = try fixture.post("/hooks/orb/\(Self.secret)", body)
        let arrival = try #require(fixture.arrivals.first)
        let words = refusals(fixture).flatMap { [$0.reason, $0.remedy, $0.key ?? ""] }
        #expect(!words.contains { $0.contains(Self.secret.prefix(8)) }, "\(words)")
        #expect(!String(decoding: arrival.delivery.body, as: UTF8.self).contains(Self.secret))
    }

    @Test(arguments: [
        ("/hooks/orb/\(secret)", 1), ("/hooks/orb", 0), ("/hooks/orb/wrong-wrong-wrong-wrong-wrong-ww", 0),
        ("/hooks/nobody/\(secret)", 0),
    ])
    func `of a message that is too large its known sender's delivery is kept`(path: String, kept: Int) throws
    {
        let fixture = try IntakeFixture()
        let body = String(repeating: " ", count: 16_385)
        #expect(try fixture.post(path, body).status == 413)
        #expect(refusals(fixture).map(\.code) == [Refusal.Code](repeating: .bodyTooLarge, count: kept))
        #expect(fixture.arrivals.allSatisfy { $0.reply == nil && $0.delivery.body.isEmpty })
        #expect(
            refusals(fixture).allSatisfy { $0.reason == "the message has 16385 bytes, and 16384 are read" })
    }

    @Test func `of many messages that are too large so many are kept as a ledger bears`() throws {
        let fixture = try IntakeFixture()
        let body = String(repeating: " ", count: 16_385)
        for _ in 0..<40 { #expect(try fixture.post("/hooks/orb/\(Self.secret)", body).status == 413) }
        #expect(fixture.arrivals.count == 30)
    }

    @Test func `who may not send at all is not known by his secret`() throws {
        let source = Source(
            name: "orb", secrets: LiveSecrets(SharedSecret(Self.secret)), addresses: ["203.0.113.9"])
        let fixture = try IntakeFixture(trustedProxies: ["127.0.0.1"], sources: [source])
        let body = String(repeating: " ", count: 16_385)
        for (address, count) in [("203.0.113.8", 0), ("203.0.113.9", 1)] {
            let headers = [(name: "X-Forwarded-For", value: address)]
            #expect(
                try fixture.post("/hooks/orb/\(Self.secret)", body, headers: headers).status == 413)
            #expect(fixture.arrivals.count == count)
        }
        #expect(fixture.arrivals.first?.delivery.peer == "203.0.113.9")
    }
}
