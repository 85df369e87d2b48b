import Journey
import Testing
import Trading

struct DeliveryReplayTests {
    private let at = Timestamp(microseconds: 1_791_210_600_000_000)
    private let replay: DeliveryReplay

    init() throws {
        let secret = try #require(SharedSecret("0123456789abcdef0123456789abcdef"))
        replay = DeliveryReplay(secret: secret, sha256: Digest.of)
    }

    private func recorded(
        _ body: String, _ outcome: DeliveryRow.Outcome = .accepted, alert: Fingerprint? = nil,
        code: String? = nil, source: String = "orb", signedID: String? = nil
    ) throws -> DeliveryReplay.Recorded {
        let row = DeliveryRow(
            id: 7, at: at, source: source, peer: "::1", body: Array(body.utf8), outcome: outcome, status: 200,
            alert: alert, code: code, signedID: signedID)
        return try #require(DeliveryReplay.Recorded(row.json()))
    }

    /// The row that the present code makes of a body which came some seconds earlier.
    private func alert(_ body: String, earlier seconds: Int64 = 0, signedID: String? = nil) throws -> AlertRow
    {
        var alert = try Reading.alert(Array(body.utf8))
        alert.id = alert.id ?? signedID
        let came = at.advanced(by: .seconds(-seconds))
        let identity = AlertIdentity(of: alert, receivedAt: came, sha256: Digest.of)
        return AlertRow(
            fingerprint: identity.fingerprint, key: identity.key,
            keyUntil: came.advanced(by: identity.window),
            source: "orb", dialect: alert.dialect, strategy: alert.strategy, ticker: alert.symbol.description,
            action: alert.action.rawValue, canonical: alert.canonical, receivedAt: came)
    }

    private func decide(
        _ recorded: DeliveryReplay.Recorded, _ named: AlertRow?, known: [AlertRow] = []
    ) -> DeliveryReplay.Result {
        replay.decide(recorded, named: named) { _ in known }
    }

    private let buy = #"{"secret":"***","action":"buy","ticker":"NQ1!","size":1}"#

    @Test func `an alert whose secret was cut out reads the same`() throws {
        let named = try alert(buy)
        #expect(decide(try recorded(buy, alert: named.fingerprint), named, known: [named]) == .same)
    }

    @Test func `a signed message without an id of its own is known by that of its signature`() throws {
        let named = try alert(buy, signedID: "msg_1")
        let signed = try recorded(buy, alert: named.fingerprint, signedID: "msg_1")
        #expect(decide(signed, named, known: [named]) == .same)
        guard case .different = decide(try recorded(buy, alert: named.fingerprint), named, known: [named])
        else {
            Issue.record("it would have been another alert without")
            return
        }
        let own = buy.replacing("}", with: #","id":"own"}"#)
        let its = try alert(own)
        let other = try recorded(own, alert: its.fingerprint, signedID: "msg_1")
        #expect(decide(other, its, known: [its]) == .same)
    }

    @Test(arguments: [
        #"{"secret":***,"action":"buy","ticker":"NQ1!","size":1}"#,
        #"{"action":"buy","ticker":"NQ1!","size":1,"extras":{"a":***}}"#,
    ])
    func `a secret that stood without quotes leaves a text that is still read`(body: String) throws {
        let quoted = body.replacing("***", with: #""***""#)
        let named = try alert(quoted)
        #expect(decide(try recorded(body, alert: named.fingerprint), named) == .same)
    }

    @Test func `a close that the clock made is not decided again`() throws {
        let body = #"{"account":"combine-1","action":"flatten","day":"2026-10-05"}"#
        let row = try recorded(body, source: "schedule")
        let why = "the clock made it by the settings, which are not recorded"
        #expect(decide(row, nil) == .notReplayed(why: why))
    }

    @Test func `a repeat and a conflict are told apart again`() throws {
        let body = #"{"action":"buy","ticker":"NQ1!","size":1,"id":"a"}"#
        let other = #"{"action":"buy","ticker":"NQ1!","size":2,"id":"a"}"#
        let named = try alert(body, earlier: 60)
        for (text, outcome) in [(body, DeliveryRow.Outcome.duplicate), (other, .conflict)] {
            let same = try recorded(text, outcome, alert: named.fingerprint)
            #expect(decide(same, named, known: [named]) == .same)
            let swapped: DeliveryRow.Outcome = outcome == .duplicate ? .conflict : .duplicate
            guard
                case .different(_, let now, _) = decide(
                    try recorded(text, swapped, alert: named.fingerprint), named, known: [named])
            else {
                Issue.record("\(swapped) passed")
                continue
            }
            #expect(now == outcome.rawValue)
        }
    }

    @Test func `a repeat of a key that was not in force is different`() throws {
        let named = try alert(buy, earlier: 300)
        let result = decide(try recorded(buy, .duplicate, alert: named.fingerprint), named)
        guard case .different("duplicate", "new", _) = result else {
            Issue.record("\(result)")
            return
        }
    }

    @Test(arguments: [(15, false), (26, true), (29, true)] as [(Int64, Bool)])
    func `a new alert is a repeat while the first one's key is in force`(age: Int64, isNew: Bool) throws {
        let body = #"{"action":"buy","ticker":"NQ1!","size":1,"type":"limit","limit_price":21400}"#
        let first = try alert(body, earlier: age)
        let named = try alert(body)
        let result = decide(try recorded(body, alert: named.fingerprint), named, known: [first, named])
        #expect((result == .same) == isNew, "\(result)")
    }

    @Test(arguments: [
        #"{"action":"close","ticker":"NQ1!"}"#,
        #"{"action":"sell","ticker":"NQ1!","size":1,"position":1,"prev_position":2}"#,
        #"{"action":"reverse","ticker":"NQ1!","size":1}"#, #"{"action":"sell","ticker":"NQ1!","size":1}"#,
    ])
    func `what may be another exit, and has no name, may be meant anew`(close: String) throws {
        let (first, named) = (try alert(close, earlier: 30), try alert(close))
        #expect(decide(try recorded(close, alert: named.fingerprint), named, known: [first, named]) == .same)
    }

    @Test func `a text that was changed is found by what it reads as`() throws {
        let named = try alert(buy)
        let sell = buy.replacing("buy", with: "sell")
        guard case .different = decide(try recorded(sell, alert: named.fingerprint), named) else {
            Issue.record("passed")
            return
        }
    }

    @Test(arguments: [
        (#"{"action":"buy"}"#, "KEY_MISSING", true), (#"{"action":"buy"}"#, "DIALECT_UNKNOWN", true),
        (#"{"action":"buy""#, "BODY_UNREADABLE", true), (#"{"action":"buy""#, "BODY_EMPTY", false),
        (#"{"action":"buy","ticker":"NQ1!","size":1}"#, "NO_RULE", true),
        (#"{"action":"buy","ticker":"NQ1!","size":1}"#, "SIGNAL_TOO_OLD", true),
        (#"{"action":"buy","ticker":"NQ1!","size":1}"#, "KEY_MISSING", false),
    ])
    func `a refusal comes out by the same code, or by what settings decide`(
        body: String, code: String, isSame: Bool
    ) throws {
        let result = decide(try recorded(body, .refused, code: code), nil)
        #expect((result == .same) == isSame, "\(result)")
    }

    @Test func `a refusal by a source that names its dialect is no difference`() throws {
        let flatten = #"{"alertbridge":1,"action":"flatten"}"#
        let code = try Reading.refusal(of: flatten, dialect: .only([.pickMyTrade])).code.rawValue
        guard case .notReplayed(let why) = decide(try recorded(flatten, .refused, code: code), nil) else {
            Issue.record("it depends on the settings alone")
            return
        }
        #expect(why.contains("dialect"))
        guard case .different = decide(try recorded(flatten, .refused, code: "SIZE_INVALID"), nil) else {
            Issue.record("no dialect refuses it so")
            return
        }
    }

    @Test func `an alert that would be refused today is different`() throws {
        let result = decide(try recorded(#"{"action":"buy"}"#), try alert(buy))
        guard case .different(let before, let now, _) = result else {
            Issue.record("passed")
            return
        }
        #expect(before.hasPrefix("accepted"))
        #expect(now.hasPrefix("refused"))
    }

    @Test func `what was not believed is not replayed`() throws {
        guard case .notReplayed = decide(try recorded("", .unauthorized), nil) else {
            Issue.record("replayed")
            return
        }
    }

    @Test func `a body that is no text is read byte for byte`() throws {
        let row = DeliveryRow(
            id: 1, at: at, source: "orb", peer: "::1", body: [0xff, 0x00, 0x7b], outcome: .refused,
            status: 400,
            code: "BODY_UNREADABLE")
        #expect(try #require(DeliveryReplay.Recorded(row.json())).body == [0xff, 0x00, 0x7b])
    }
}
