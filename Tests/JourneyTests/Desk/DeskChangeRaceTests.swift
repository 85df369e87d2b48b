import Journey
import Testing
import Trading

/// Changes that cross each other, their answers, and what else happens meanwhile.
struct DeskChangeRaceTests {
    private static let limit =
        #""action":"place","contract":"MNQ","side":"buy","size":2,"type":"limit","limit_price":21000"#

    /// A limit entry of ours without a bracket that works under number 500.
    private func working(positionMax: Int64 = 4) throws -> (DeskFixture, PlaceRequest) {
        var fixture = try DeskFixture.connected(
            limits: RiskLimits(sizeMax: 4, positionMax: positionMax, requiresStop: false))
        let request = try #require(fixture.release(fixture.ask(Self.limit, id: "entry")).placed.first)
        fixture.answer(request, .accepted(order: OrderID(500)))
        fixture.hear(.order(request.order(500)))
        return (fixture, request)
    }

    private func told(_ fixture: DeskFixture, _ kind: String = "order_change") -> [DiscrepancyRow] {
        fixture.decisions.flatMap(\.discrepancies).filter { $0.kind == kind }
    }

    @Test(arguments: [
        Ending.notSent("no budget"), .rejected(Rejection(code: 3, name: "Rejected", message: nil)),
    ])
    func `the late answer to a change is none to the cancel after it`(ending: Ending) throws {
        var (fixture, entry) = try working()
        let change = fixture.ask(#""action":"modify","order":"500","limit_price":20990"#, id: "change")
        let cancel = fixture.ask(#""action":"cancel","order":"500""#, id: "cancel")
        fixture.answer(try #require(change.calls.first), .ended(ending))
        #expect(told(fixture).isEmpty)
        fixture.answer(try #require(cancel.calls.first), .ended(.accepted(order: nil)))
        #expect(fixture.tick(after: .seconds(1)).read == [OrderID(500)])
        fixture.answer(
            .readOrder(account: DeskFixture.one, order: OrderID(500)),
            .lookedUp(.found(entry.order(500, .cancelled))))
        #expect(fixture.row(entry.tag)?.state == .cancelled)
        #expect(told(fixture).isEmpty)
    }

    @Test(arguments: [true, false])
    func `what a change under way may add counts as exposure`(isAnswered: Bool) throws {
        var (fixture, _) = try working()
        let change = fixture.ask(#""action":"modify","order":"500","size":4"#, id: "change")
        if isAnswered { fixture.answer(try #require(change.calls.first), .ended(.accepted(order: nil))) }
        let more = #""action":"place","contract":"MNQ","side":"buy","size":1"#
        #expect(fixture.ask(more, id: "more").verdicts.map(\.code) == ["POSITION_LIMIT_INSTRUMENT"])
    }

    @Test func `what a change may have added counts until it is read`() throws {
        var (fixture, entry) = try working()
        let change = fixture.ask(#""action":"modify","order":"500","size":4"#, id: "change")
        fixture.answer(try #require(change.calls.first), .ended(.lost("timeout")))
        for _ in 0..<6 {
            for id in fixture.tick(after: .seconds(2)).read {
                fixture.answer(
                    .readOrder(account: DeskFixture.one, order: id), .lookedUp(.unreadable("503")))
            }
        }
        #expect(told(fixture).map(\.theirs) == ["it cannot be read"])
        let more = #""action":"place","contract":"MNQ","side":"buy","size":1"#
        #expect(fixture.ask(more, id: "more").verdicts.map(\.isApproved) == [false])
        fixture.hear(.order(entry.order(500)))
        #expect(fixture.row(entry.tag)?.size == 2)
        #expect(fixture.ask(more, id: "again").verdicts.map(\.isApproved) == [true])
    }

    @Test(arguments: ["stop_price", "trail_price"])
    func `a price that an order of its type does not have is denied`(key: String) throws {
        var (fixture, _) = try working()
        let decision = fixture.ask(#""action":"modify","order":"500","\#(key)":20990"#, id: "change")
        #expect(decision.verdicts.map(\.code) == ["ORDER_NOT_CHANGEABLE"])
        #expect(decision.calls.isEmpty)
    }

    @Test func `an order of another hand is followed once, by whatever it is called`() throws {
        var fixture = try DeskFixture.connected(
            limits: RiskLimits(sizeMax: 3, positionMax: 3, requiresStop: false))
        let foreign = VenueOrder(
            id: OrderID(900), account: DeskFixture.one, contract: DeskFixture.mnq.id,
            tag: OrderTag("theirs"), status: .open, type: .limit, side: .buy, size: 2,
            limitPrice: Price("21000"))
        fixture.hear(.order(foreign))
        let first = fixture.ask(#""action":"modify","order":"theirs","size":1"#, id: "one")
        #expect(first.modified.count == 1)
        let second = fixture.ask(#""action":"modify","order":"theirs","size":1"#, id: "two")
        #expect(second.verdicts.map(\.code) == ["ORDER_NOT_CHANGEABLE"])
        #expect(second.modified.isEmpty)
        #expect(second.attempts.map(\.number) == [2])
    }

    @Test func `a venue's tag like the name of a followed order is not that order`() throws {
        var fixture = try DeskFixture.connected()
        var foreign = VenueOrder(
            id: OrderID(900), account: DeskFixture.one, contract: DeskFixture.mnq.id, status: .open,
            type: .limit, side: .buy, size: 2, limitPrice: Price("21000"))
        fixture.hear(.order(foreign))
        fixture.ask(#""action":"cancel","order":"900""#, id: "one")
        foreign.id = OrderID(901)
        foreign.tag = OrderTag("hand-1001-900")
        fixture.hear(.order(foreign))
        #expect(fixture.row(OrderTag("hand-1001-900"))?.venueOrder == OrderID(900))
    }

    @Test func `an exit grows only by what no other exit takes off`() throws {
        var fixture = try DeskFixture(limits: RiskLimits(sizeMax: 3, positionMax: 3))
        fixture.venue[DeskFixture.one]?.positions = [PlaceRequest.sample.held(2)]
        fixture.connect()
        let sell = #""action":"place","contract":"MNQ","side":"sell","size":1,"type":"limit","limit_price":"#
        for (number, price) in [(Int64(500), "21500"), (510, "21600")] {
            let one = try #require(fixture.release(fixture.ask(sell + price, id: price)).placed.first)
            fixture.answer(one, .accepted(order: OrderID(number)))
            fixture.hear(.order(one.order(number)))
        }
        let grow = #""action":"modify","order":"500","size":2"#
        #expect(fixture.ask(grow, id: "a").verdicts.map(\.isApproved) == [false])
        #expect(
            fixture.ask(#""action":"modify","order":"500","limit_price":21550"#, id: "b").modified.count == 1)
        fixture.hear(.position(DeskFixture.one, PlaceRequest.sample.held(-2)))
        let move = #""action":"modify","order":"510","limit_price":21000"#
        #expect(fixture.ask(move, id: "c").verdicts.map(\.isApproved) == [false], "it would add to the short")
    }

    @Test func `a cancelled stop that was the only one is told`() throws {
        var fixture = try DeskFixture.connected()
        let entry = try fixture.filledEntry(#""action":"buy","size":2"#)
        let cancel = fixture.ask(#""action":"cancel","order":"101""#, id: "cancel")
        fixture.answer(try #require(cancel.calls.first), .ended(.accepted(order: nil)))
        #expect(fixture.tick(after: .milliseconds(300)).read == [OrderID(101)])
        fixture.answer(
            .readOrder(account: DeskFixture.one, order: OrderID(101)),
            .lookedUp(.found(entry.child("SL", 101, of: 100, .cancelled))))
        #expect(told(fixture, "position_without_stop").count == 1)
    }

    @Test func `the same id is the same request for ever`() throws {
        var fixture = try DeskFixture.connected(
            limits: RiskLimits(sizeMax: 3, positionMax: 3, requiresStop: false))
        fixture.release(fixture.ask(Self.limit, id: "one"))
        fixture.pass(.seconds(400 * 86_400))
        let again = fixture.ask(Self.limit, id: "one")
        guard case .duplicate = again.replies.first?.outcome else {
            Issue.record("not a duplicate: \(again.replies)")
            return
        }
    }
}
