import Journey
import Testing
import Trading

struct AlertIdentityTests {
    let moment = Timestamp(microseconds: 1_791_210_600_000_000)

    func identity(_ members: String, source: String = "orb", after: Span = .zero) throws -> AlertIdentity {
        var alert = try Reading.alert(Reading.message(members))
        alert.source = source
        return AlertIdentity(of: alert, receivedAt: moment.advanced(by: after), sha256: Digest.of)
    }

    @Test func `an id names its alert for 90 days, whatever else is said`() throws {
        let first = try identity(#""id":"a1""#)
        #expect(first.window == .seconds(90 * 86_400))
        #expect(first.fingerprint == first.key)
        #expect(try identity(#""id":"a1","comment":"other""#, after: .seconds(5)) == first)
        #expect(try identity(#""id":"a2""#).key != first.key)
        #expect(try identity(#""id":"a1""#, source: "vwap").key != first.key)
    }

    @Test func `a time inside names the content for 90 days`() throws {
        let first = try identity(#""time":"2026-10-05T14:30:00Z""#)
        #expect(first.window == .seconds(90 * 86_400))
        #expect(first.fingerprint == first.key)
        #expect(try identity(#""time":"2026-10-05T14:30:00Z""#, after: .seconds(9)) == first)
        #expect(try identity(#""time":"2026-10-05T14:30:01Z""#).key != first.key)
        #expect(try identity(#""time":"2026-10-05T14:30:00Z","comment":"x""#).key != first.key)
    }

    @Test func `content alone is a key that comes back, and each time another alert`() throws {
        let first = try identity("")
        let later = try identity("", after: .seconds(300))
        #expect(first.window == .seconds(30))
        #expect(later.key == first.key)
        #expect(later.fingerprint != first.fingerprint)
        #expect(first.fingerprint != first.key)
        #expect(try identity("", source: "vwap").key != first.key)
        #expect(try identity(#""comment":"x""#).key != first.key)
    }

    @Test(arguments: [
        (#""action":"buy","size":1"#, 30), (#""action":"target_position","position":2"#, 30),
        (#""action":"cancel""#, 30), (#""action":"cancel_all""#, 30), (#""action":"breakeven""#, 30),
        (#""action":"move_stop","stop_price":21400"#, 30), (#""action":"close""#, 120),
        (#""action":"reverse","size":1"#, 120),
    ])
    func `content alone holds as long as a resend may come, and for an exit until it may be over`(
        members: String, seconds: Int64
    ) throws {
        let alert = try Reading.alert(Array(#"{"ticker":"NQ1!",\#(members)}"#.utf8))
        let identity = AlertIdentity(of: alert, receivedAt: moment, sha256: Digest.of)
        #expect(identity.window == .seconds(seconds))
    }

    @Test func `source and id cannot be mistaken for one another`() throws {
        let one = try identity(#""id":"bc""#, source: "a")
        let other = try identity(#""id":"c""#, source: "ab")
        #expect(one.key != other.key)
    }

    @Test func `the window of content outlasts the sender's resends`() {
        #expect(AlertIdentity.resendSpan > .seconds(3 * (5 + 3)))
    }
}
