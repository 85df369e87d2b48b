import Crypto
import Journey
import OwnThreads
import Testing
import Trading
import Webhook

/// Messages signed by the Standard Webhooks scheme.
@Suite(.ownThreads)
struct SignatureTests {
    private static let key = [UInt8](0..<32)
    private static let body = #"{"alertbridge":1,"action":"buy","ticker":"NQ1!","size":2}"#
    private static let now: Int64 = 1_790_000_000

    private func fixture(secret: String? = nil) throws -> IntakeFixture {
        let source = Source(
            name: "orb", secrets: LiveSecrets(secret.flatMap(SharedSecret.init)),
            signingKey: SigningKey("whsec_" + Base64.encode(Self.key)))
        return try IntakeFixture(sources: [source], answers: { _ in .unavailable(reason: "test") })
    }

    private func headers(
        id: String = "msg_1", at seconds: Int64 = now, body: String = body, key: [UInt8] = key,
        version: String = "v1", before: String = ""
    ) -> [(name: String, value: String)] {
        let tag = HMACSHA256.authenticate(Array("\(id).\(seconds).\(body)".utf8), key: key)
        return [
            ("webhook-id", id), ("webhook-timestamp", "\(seconds)"),
            ("webhook-signature", "\(before)\(version),\(Base64.encode(tag))"),
        ]
    }

    @Test func `a signed message is believed without a secret and known by its id`() throws {
        let fixture = try fixture()
        #expect(try fixture.post("/hooks/orb", Self.body, headers: headers()).status == 503)
        guard case .alert(let alert, _) = fixture.arrivals.first?.content else {
            Issue.record("no alert")
            return
        }
        #expect(alert.id == "msg_1")
        #expect(fixture.arrivals.first?.delivery.signedID == "msg_1")
    }

    @Test func `a message's own id counts before that of its envelope`() throws {
        let fixture = try fixture()
        let body = #"{"alertbridge":1,"id":"own","action":"buy","ticker":"NQ1!","size":2}"#
        #expect(try fixture.post("/hooks/orb", body, headers: headers(body: body)).status == 503)
        guard case .alert(let alert, _) = fixture.arrivals.first?.content else {
            Issue.record("no alert")
            return
        }
        #expect(alert.id == "own")
        #expect(fixture.arrivals.first?.delivery.signedID == "msg_1")
    }

    @Test(arguments: [(Int64(-301), 401), (-300, 503), (0, 503), (300, 503), (301, 401)])
    func `a signature holds for five minutes either way`(off: Int64, status: Int) throws {
        let answer = try fixture().post("/hooks/orb", Self.body, headers: headers(at: Self.now + off))
        #expect(answer.status == status)
    }

    @Test func `one good signature among several is enough, as when a sender changes keys`() throws {
        let other = "v1,\(Base64.encode([UInt8](repeating: 7, count: 32))) v1a,x v2 "
        let headers = headers(before: other)
        #expect(try fixture().post("/hooks/orb", Self.body, headers: headers).status == 503)
    }

    @Test func `another key, body, id, time or version is refused`() throws {
        let fixture = try fixture()
        var wrong = [
            headers(key: [UInt8](1...32)), headers(body: Self.body + " "), headers(version: "v2"),
            headers(version: "V1"), headers(id: ""), headers(id: "a b"),
            headers(id: String(repeating: "x", count: 129)), [],
        ]
        for index in 0..<3 {
            wrong.append(headers().enumerated().filter { $0.offset != index }.map(\.element))
            wrong.append(
                headers().enumerated().map { place, header in
                    place == index ? (header.name, header.value + "0") : header
                })
        }
        for headers in wrong {
            #expect(try fixture.post("/hooks/orb", Self.body, headers: headers).status == 401)
        }
    }

    @Test func `with a secret beside the key either is believed`() throws {
        let fixture = try fixture(secret: IntakeFixture.secret)
        #expect(try fixture.post("/hooks/orb", WebhookTests.good).status == 503)
        #expect(try fixture.post("/hooks/orb", Self.body, headers: headers()).status == 503)
        #expect(try fixture.post("/hooks/orb", Self.body).status == 401)
    }

    @Test func `a source without a key believes no signature`() throws {
        let fixture = try IntakeFixture()
        #expect(try fixture.post("/hooks/orb", Self.body, headers: headers()).status == 401)
    }
}
