import Journey
import Testing
import Trading

/// Changing and cancelling what works at the venue, ours and another hand's.
struct DeskChangeTests {
    private static let limit =
        #""action":"place","contract":"MNQ","side":"buy","size":2,"stop_ticks":80,"type":"limit","limit_price":21000"#

    /// A limit entry of ours that works under number 500.
    private func working() throws -> (DeskFixture, PlaceRequest) {
        var fixture = try DeskFixture.connected()
        let request = try #require(fixture.release(fixture.ask(Self.limit, id: "entry")).placed.first)
        fixture.answer(request, .accepted(order: OrderID(500)))
        fixture.hear(.order(request.order(500)))
        #expect(fixture.row(request.tag)?.state == .working)
        return (fixture, request)
    }

    private func modify(_ request: PlaceRequest, _ members: String) -> String {
        #""action":"modify","order":"\#(request.tag)",\#(members)"#
    }

    private func shown(_ request: PlaceRequest, size: Int64 = 2, at price: String) -> VenueOrder {
        var order = request.order(500)
        order.size = size
        order.limitPrice = Price(price)
        return order
    }

    @Test func `a change is written with who asked for it, sent once, and verified by reading`() throws {
        var (fixture, entry) = try working()
        let decision = fixture.ask(modify(entry, #""limit_price":20990"#), id: "change")
        #expect(decision.verdicts.map(\.isApproved) == [true])
        #expect(decision.verdicts.map(\.tag) == [entry.tag])
        let attempt = try #require(decision.attempts.first)
        #expect(attempt.kind == .modify && attempt.ending == nil)
        #expect(attempt.alert == decision.alertRows.first?.fingerprint)
        let call = try #require(decision.calls.first)
        #expect(decision.modified.map(\.order) == [OrderID(500)])
        #expect(decision.modified.first?.change.limitPrice == Price("20990"))
        let answered = fixture.answer(call, .ended(.accepted(order: nil)))
        #expect(answered.attempts.map(\.ending) == ["accepted"])
        let read = try #require(fixture.tick(after: .seconds(1)).calls.first)
        fixture.answer(read, .lookedUp(.found(shown(entry, at: "20990"))))
        #expect(fixture.row(entry.tag)?.limitPrice == Price("20990"))
        #expect(fixture.decisions.flatMap(\.discrepancies).isEmpty)
        #expect(fixture.tick(after: .seconds(10)).read.isEmpty)
    }

    @Test(arguments: [true, false])
    func `a lost change is read and told as it is, and never sent again`(isInForce: Bool) throws {
        var (fixture, entry) = try working()
        let decision = fixture.ask(modify(entry, #""limit_price":20990"#), id: "change")
        fixture.answer(try #require(decision.calls.first), .ended(.lost("timeout")))
        for _ in 0..<6 {
            for id in fixture.tick(after: .seconds(2)).read {
                fixture.answer(
                    .readOrder(account: DeskFixture.one, order: id),
                    .lookedUp(.found(shown(entry, at: isInForce ? "20990" : "21000"))))
            }
        }
        let told = fixture.decisions.flatMap(\.discrepancies).filter { $0.kind == "order_change" }
        #expect(told.count == 1)
        #expect(told.first?.theirs == (isInForce ? "in force" : "it still stands as it was"))
        #expect(fixture.decisions.flatMap(\.modified).count == 1)
        #expect(fixture.row(entry.tag)?.limitPrice == Price(isInForce ? "20990" : "21000"))
        #expect(fixture.row(entry.tag)?.state == .working)
    }

    @Test(arguments: [
        Ending.rejected(Rejection(code: 3, name: "Rejected", message: "Invalid price")),
        .notSent("no budget"),
    ])
    func `a change that did not happen leaves the order as it was`(ending: Ending) throws {
        var (fixture, entry) = try working()
        let decision = fixture.ask(modify(entry, #""size":1"#), id: "change")
        let answered = fixture.answer(try #require(decision.calls.first), .ended(ending))
        #expect(answered.attempts.map(\.ending) == [ending.word])
        #expect(fixture.row(entry.tag)?.size == 2)
        #expect(fixture.tick(after: .seconds(5)).read.isEmpty)
        #expect(fixture.ask(modify(entry, #""size":1"#), id: "again").verdicts.map(\.isApproved) == [true])
    }

    @Test func `one change at a time while its answer is awaited`() throws {
        var (fixture, entry) = try working()
        let first = fixture.ask(modify(entry, #""size":1"#), id: "change")
        let second = fixture.ask(modify(entry, #""limit_price":20000"#), id: "other")
        #expect(second.verdicts.map(\.code) == ["ORDER_NOT_CHANGEABLE"])
        #expect(second.attempts.map(\.ending) == ["denied"])
        #expect(second.calls.isEmpty)
        fixture.answer(try #require(first.calls.first), .ended(.accepted(order: nil)))
        let third = fixture.ask(modify(entry, #""limit_price":20000"#), id: "third")
        #expect(third.modified.count == 1)
    }

    /// What goes through the gate as an entry does, and what is never stopped, while entries are locked out.
    @Test(
        arguments: [
            (#""size":3"#, "ORDER_NOT_CHANGEABLE"), (#""limit_price":20990"#, "STREAM_RECONCILING"),
            (#""size":1"#, nil),
        ] as [(String, String?)])
    func `what adds exposure is judged like an entry`(members: String, code: String?) throws {
        var (fixture, entry) = try working()
        fixture.hear(.stream(DeskFixture.paper, .down(reason: "cut")))
        let decision = fixture.ask(modify(entry, members), id: "change")
        #expect(decision.verdicts.map(\.code) == [code])
    }

    @Test func `a larger entry without a bracket counts itself once against the position limit`() throws {
        var fixture = try DeskFixture.connected(
            limits: RiskLimits(sizeMax: 5, positionMax: 3, requiresStop: false))
        let place =
            #""action":"place","contract":"MNQ","side":"buy","size":2,"type":"limit","limit_price":21000"#
        let entry = try #require(fixture.release(fixture.ask(place, id: "entry")).placed.first)
        fixture.answer(entry, .accepted(order: OrderID(500)))
        fixture.hear(.order(entry.order(500)))
        let tooLarge = fixture.ask(modify(entry, #""size":4"#), id: "a")
        #expect(tooLarge.verdicts.map(\.code) == ["POSITION_LIMIT_INSTRUMENT"])
        #expect(fixture.ask(modify(entry, #""size":3"#), id: "b").verdicts.map(\.isApproved) == [true])
    }

    @Test func `a leg that waits for its entry is cancelled, and not changed`() throws {
        var (fixture, entry) = try working()
        fixture.hear(.order(entry.child("SL", 501, of: 500)))
        let move = #""action":"modify","order":"501","stop_price":20900"#
        #expect(fixture.ask(move, id: "a").verdicts.map(\.code) == ["ORDER_NOT_CHANGEABLE"])
        #expect(fixture.ask(#""action":"cancel","order":"501""#, id: "b").cancelled == [OrderID(501)])
    }

    @Test func `protection is moved whatever is locked, and may not outgrow the position`() throws {
        var fixture = try DeskFixture.connected()
        let entry = try fixture.filledEntry(#""action":"buy","size":2"#)
        fixture.hear(.stream(DeskFixture.paper, .down(reason: "cut")))
        let stop = #""action":"modify","order":"\#(entry.tag)-SL","#
        #expect(fixture.ask(stop + #""stop_price":21440.25"#, id: "a").modified.count == 1)
        #expect(fixture.ask(stop + #""stop_price":21440.3"#, id: "b").verdicts.map(\.isApproved) == [false])
        let target = #""action":"modify","order":"\#(entry.tag)-TP","size":3"#
        #expect(fixture.ask(target, id: "c").verdicts.map(\.isApproved) == [false])
    }

    @Test func `a cancel is never stopped, and its end is the order's`() throws {
        var (fixture, entry) = try working()
        fixture.hear(.stream(DeskFixture.paper, .down(reason: "cut")))
        let decision = fixture.ask(#""action":"cancel","order":"500""#, id: "cancel")
        #expect(decision.cancelled == [OrderID(500)])
        #expect(decision.attempts.map(\.kind) == [.cancel])
        fixture.answer(try #require(decision.calls.first), .ended(.accepted(order: nil)))
        fixture.hear(.order(entry.order(500, .cancelled)))
        #expect(fixture.row(entry.tag)?.state == .cancelled)
        let again = fixture.ask(#""action":"cancel","order":"\#(entry.tag)""#, id: "again")
        #expect(again.cancelled.isEmpty)
    }

    @Test func `a refused cancel of an order that is gone is read`() throws {
        var (fixture, entry) = try working()
        let decision = fixture.ask(#""action":"cancel","order":"\#(entry.tag)""#, id: "cancel")
        let gone = Rejection(code: 2, name: "OrderNotFound", message: nil, isNotFound: true)
        fixture.answer(try #require(decision.calls.first), .ended(.rejected(gone)))
        let read = try #require(fixture.tick(after: .seconds(1)).calls.first)
        fixture.answer(read, .lookedUp(.found(entry.order(500, .filled, filled: 2, at: "21000"))))
        #expect(fixture.row(entry.tag)?.state == .filled)
        let told = fixture.decisions.flatMap(\.discrepancies).filter { $0.kind == "order_change" }
        #expect(told.map(\.theirs) == ["filled"])
    }

    @Test func `an order of another hand gets a row when it is touched, and no legs are swept for it`() throws
    {
        var fixture = try DeskFixture.connected()
        let foreign = VenueOrder(
            id: OrderID(900), account: DeskFixture.one, contract: DeskFixture.mnq.id,
            tag: OrderTag("theirs"), status: .open, type: .limit, side: .buy, size: 1,
            limitPrice: Price("21000"))
        fixture.hear(.order(foreign))
        let decision = fixture.ask(#""action":"cancel","order":"900""#, id: "cancel")
        let row = try #require(decision.orders.values.first)
        #expect(row.tag == OrderTag("hand-1001-900"))
        #expect(row.alert == nil && row.orderClass == .entry && row.state == .working)
        #expect(decision.cancelled == [OrderID(900)])
        fixture.answer(try #require(decision.calls.first), .ended(.accepted(order: nil)))
        var ended = foreign
        ended.status = .cancelled
        fixture.hear(.order(ended))
        #expect(fixture.row(row.tag)?.state == .cancelled)
    }

    @Test func `a restart tells a change without an answer as lost and repeats nothing`() throws {
        var (fixture, entry) = try working()
        fixture.ask(modify(entry, #""size":1"#), id: "change")
        let restored = fixture.restore(fixture.memory())
        #expect(restored.attempts.map(\.ending) == ["lost"])
        fixture.venue[DeskFixture.one]?.orders = [shown(entry, size: 1, at: "21000")]
        fixture.connect()
        #expect(fixture.row(entry.tag)?.size == 1)
        #expect(fixture.decisions.flatMap(\.modified).count == 1)
    }
}
