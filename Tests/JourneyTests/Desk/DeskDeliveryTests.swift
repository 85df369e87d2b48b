import Journey
import Testing
import Trading

/// What becomes of deliveries that are no new alert.
struct DeskDeliveryTests {
    let buy = #""action":"buy","size":1,"id":"a1""#

    func arrival(_ fixture: DeskFixture, _ content: Arrival.Content, reply: ReplyID?) -> Input {
        let delivery = Delivery(
            source: "orb", peer: "10.0.0.9", acceptedAt: fixture.now.wall, bodyAt: fixture.now.wall,
            body: Array("***".utf8))
        return .arrival(Arrival(delivery: delivery, content: content, reply: reply))
    }

    @Test func `a duplicate is told the first verdicts and adds no order`() throws {
        var fixture = try DeskFixture.connected()
        let first = try fixture.arrive(buy)
        let fingerprint = try #require(fixture.alert(first))
        fixture.release(first)
        fixture.pass(.seconds(5))
        let again = try fixture.arrive(buy)
        #expect(again.replies.map(\.outcome) == [.duplicate(fingerprint, first.verdicts)])
        #expect(again.releases.isEmpty && again.calls.isEmpty && again.orders.isEmpty)
        #expect(again.deliveries.map(\.outcome) == [.duplicate])
        #expect(again.deliveries.map(\.status) == [200])
        #expect(again.deliveries.map(\.alert) == [fingerprint])
        #expect(again.deliveries.map(\.id) == [2])
        #expect(fixture.alert(again) == nil)
    }

    @Test func `a duplicate that only the ledger remembers is one too`() throws {
        var fixture = try DeskFixture.connected()
        let first = try fixture.arrive(buy)
        let row = try #require(
            first.rows.compactMap { if case .alert(let row) = $0 { row } else { nil } }.first)
        var later = try DeskFixture.connected()
        let again = try later.arrive(buy, known: KnownAlert(row: row, verdicts: first.verdicts))
        #expect(again.replies.map(\.outcome) == [.duplicate(row.fingerprint, first.verdicts)])
        #expect(again.releases.isEmpty)
        #expect(later.desk.remembers(row.key))
    }

    @Test func `a duplicate of a denied alert is told the denial`() throws {
        var fixture = try DeskFixture.connected()
        let oversize = #""action":"buy","size":9,"id":"a1""#
        let first = try fixture.arrive(oversize)
        #expect(first.verdicts.map(\.code) == ["QUANTITY_EXCEEDS_MAXIMUM"])
        #expect(try fixture.arrive(oversize).verdicts == first.verdicts)
    }

    @Test func `the same id with other content is a conflict and does nothing`() throws {
        var fixture = try DeskFixture.connected()
        let first = try fixture.arrive(buy)
        let fingerprint = try #require(fixture.alert(first))
        let other = try fixture.arrive(#""action":"sell","size":1,"id":"a1""#)
        #expect(other.replies.map(\.outcome) == [.conflict(fingerprint)])
        #expect(other.deliveries.map(\.status) == [409])
        #expect(other.releases.isEmpty && other.orders.isEmpty)
    }

    @Test(arguments: [(119_000, true), (120_000, false)])
    func `the same content without an id is a duplicate for 120 s`(milliseconds: Int64, isRepeat: Bool) throws
    {
        var fixture = try DeskFixture.connected(limits: RiskLimits(sizeMax: 1, positionMax: 3))
        let first = try fixture.arrive(#""action":"close""#)
        fixture.pass(.milliseconds(milliseconds))
        let again = try fixture.arrive(#""action":"close""#)
        #expect(again.releases.isEmpty == isRepeat)
        #expect((fixture.alert(again) == nil) == isRepeat)
        #expect(fixture.alert(again) != fixture.alert(first))
    }

    @Test func `a refusal is written, answered and does nothing more`() throws {
        var fixture = try DeskFixture.connected()
        let refusal = try Reading.refusal(of: "{")
        let decision = fixture.handle(arrival(fixture, .refused(refusal), reply: ReplyID(8)))
        #expect(decision.replies == [AlertReply(id: ReplyID(8), outcome: .refused(refusal))])
        #expect(decision.deliveries.map(\.code) == ["BODY_UNREADABLE"])
        #expect(decision.deliveries.map(\.status) == [400])
        #expect(decision.deliveries.map(\.body) == [Array("***".utf8)])
        #expect(decision.rows.count == 1)
    }

    @Test func `an alert without a rule and a stale one are refused and may come again`() throws {
        var fixture = try DeskFixture(rules: [])
        let unruled = try fixture.arrive(buy)
        #expect(unruled.deliveries.map(\.code) == ["NO_RULE"])
        #expect(unruled.deliveries.map(\.status) == [422])
        fixture = try DeskFixture.connected()
        let stale = try fixture.arrive(#""action":"buy","size":1,"time":"2026-10-05T14:29:00Z""#)
        #expect(stale.deliveries.map(\.code) == ["SIGNAL_TOO_OLD"])
        #expect(stale.releases.isEmpty && fixture.alert(stale) == nil)
        #expect(
            try fixture.arrive(#""action":"buy","size":1,"time":"2026-10-05T14:29:00Z""#).deliveries.map(
                \.code) == ["SIGNAL_TOO_OLD"])
    }

    @Test func `a wrong secret is noted, and nobody is answered`() throws {
        var fixture = try DeskFixture.connected()
        let decision = fixture.handle(arrival(fixture, .unauthorized, reply: nil))
        #expect(decision.deliveries.map(\.outcome) == [.unauthorized])
        #expect(decision.deliveries.map(\.status) == [401])
        #expect(decision.replies.isEmpty && decision.rows.count == 1)
    }

    @Test func `a Desk that stops takes no alert and writes nothing about it`() throws {
        var fixture = try DeskFixture.connected()
        fixture.handle(.stopping)
        let decision = try fixture.arrive(buy)
        #expect(decision.replies.map(\.outcome) == [.unavailable(reason: "shutting down")])
        #expect(decision.rows.isEmpty && decision.releases.isEmpty)
    }

    @Test func `a flatten without id or time counts as new 30 s later`() throws {
        var fixture = try DeskFixture.connected()
        let flatten = #""action":"flatten""#
        let first = try fixture.arrive(flatten)
        fixture.release(first)
        let repeated = try fixture.arrive(flatten)
        #expect(repeated.deliveries.map(\.outcome) == [.duplicate])
        for _ in 0..<4 {
            fixture.answerSnapshots()
            fixture.tick(after: .seconds(3))
        }
        #expect(fixture.desk.orders.isEmpty)
        #expect(try fixture.arrive(flatten).deliveries.map(\.outcome) == [.duplicate], "nothing was opened")
        fixture.pass(.seconds(30))
        let second = try fixture.arrive(flatten)
        #expect(second.deliveries.map(\.outcome) == [.accepted])
        #expect(second.verdicts.map(\.tag) != first.verdicts.map(\.tag))
    }
}
