import Journey
import Testing
import Trading

/// Events that come early, late, twice or in another order.
struct DeskHubTests {
    let buy = #""action":"buy","size":1"#

    @Test func `the hub may tell of an order before its answer comes`() throws {
        var fixture = try DeskFixture.connected()
        let request = try #require(try fixture.order(buy).first)
        let heard = fixture.hear(.order(request.order(100, .filled, filled: 1, at: "21450.25")))
        #expect(heard.orders[request.tag]?.state == .filled)
        #expect(heard.orders[request.tag]?.times.hubAckAt != nil)
        let answered = fixture.answer(request, .accepted(order: OrderID(100)))
        #expect(answered.attempts.map(\.ending) == ["accepted"])
        #expect(answered.orders[request.tag]?.state == .filled)
        #expect(answered.orders[request.tag]?.times.answeredAt != nil)
        #expect(answered.calls.isEmpty)
    }

    @Test(arguments: [
        Ending.lost("reset"), .notSent("x"), .rejected(Rejection(code: 2, name: "n", message: nil)),
    ])
    func `an order that the hub has shown stays shown, whatever its answer says`(ending: Ending) throws {
        var fixture = try DeskFixture.connected()
        let request = try #require(try fixture.order(buy).first)
        fixture.hear(.order(request.order(100)))
        let answered = fixture.answer(request, ending)
        #expect(answered.orders[request.tag]?.state == .working)
        #expect(fixture.tick(after: .seconds(60)).attempts.isEmpty)
    }

    @Test func `a trade before its order is claimed once the order is known`() throws {
        var fixture = try DeskFixture.connected()
        let request = try #require(try fixture.order(buy).first)
        let traded = fixture.hear(.trade(request.trade(1, order: 100, at: fixture.now.wall)))
        #expect(traded.fills.map(\.tag) == [nil])
        let answered = fixture.answer(request, .accepted(order: OrderID(100)))
        #expect(answered.fills.map(\.tag) == [request.tag])
        #expect(answered.fills.map(\.trade.id) == [TradeID(1)])
        #expect(answered.orders[request.tag]?.times.filledAt != nil)
    }

    @Test func `a child before its parent is claimed by the parent's tag`() throws {
        var fixture = try DeskFixture.connected()
        let request = try #require(try fixture.order(buy).first)
        let heard = fixture.hear(.order(request.child("SL", 101, of: 100)))
        let child = try #require(heard.orders[OrderTag("\(request.tag)-SL")])
        #expect((child.parent, child.orderClass, child.venueOrder) == (request.tag, .protect, OrderID(101)))
        #expect(child.alert == fixture.row(request.tag)?.alert)
        #expect(fixture.row(request.tag)?.state == .sent)
    }

    @Test func `a child that is first heard of when it fills is written, and has its trade`() throws {
        var fixture = try DeskFixture.connected()
        let request = try #require(try fixture.order(buy).first)
        fixture.answer(request, .accepted(order: OrderID(100)))
        let traded = request.trade(9, order: 101, profit: "-10", side: .sell, at: fixture.now.wall)
        fixture.hear(.trade(traded))
        let fill = GatewayEvent.order(request.child("SL", 101, of: 100, .filled, filled: 1))
        let heard = fixture.hear(fill)
        let tag = OrderTag("\(request.tag)-SL")
        #expect(heard.orders[tag]?.state == .filled)
        #expect(heard.orders[tag]?.parent == request.tag)
        #expect(heard.fills.map(\.tag) == [tag])
        fixture.hear(.order(request.order(100, .filled, filled: 1)))
        fixture.reconcile()
        #expect(fixture.desk.orders.isEmpty)
        #expect(fixture.hear(fill).orders.isEmpty)
    }

    @Test func `days add up for themselves, however many have passed`() throws {
        var fixture = try DeskFixture.connected()
        let request = try #require(try fixture.order(buy).first)
        var trades: [VenueTrade] = []
        for number in 1...6 {
            trades.append(request.trade(Int64(number), order: 100, at: fixture.now.wall))
            let days = fixture.hear(.trade(trades[number - 1])).rows.compactMap { row -> DayRow? in
                if case .day(let day) = row { day } else { nil }
            }
            #expect(days.map(\.trades) == [1])
            fixture.pass(.seconds(7 * 86_400))
        }
        #expect(fixture.hear(.trade(trades[5])).rows.isEmpty)
    }

    @Test func `a trade counts once, and a voided one is taken off the day again`() throws {
        var fixture = try DeskFixture.connected()
        let request = try #require(try fixture.order(buy).first)
        fixture.answer(request, .accepted(order: OrderID(100)))
        let entry = request.trade(1, order: 100, at: fixture.now.wall)
        let exit = request.trade(2, order: 101, profit: "50", side: .sell, at: fixture.now.wall)
        func day(_ decision: Decision) -> DayRow? {
            decision.rows.compactMap { if case .day(let row) = $0 { row } else { nil } }.last
        }
        #expect(day(fixture.hear(.trade(entry)))?.fees == Money("0.37"))
        let both = day(fixture.hear(.trade(exit)))
        #expect((both?.trades, both?.profit, both?.fees) == (2, Money("50"), Money("0.74")))
        #expect(fixture.hear(.trade(exit)).rows.isEmpty)
        var voided = exit
        voided.isVoided = true
        let after = day(fixture.hear(.trade(voided)))
        #expect((after?.trades, after?.profit, after?.fees) == (1, .zero, Money("0.37")))
        #expect(fixture.hear(.trade(voided)).rows.isEmpty)
    }

    @Test func `an order that ended is not woken by a late event`() throws {
        var fixture = try DeskFixture.connected()
        let request = try #require(try fixture.order(buy).first)
        fixture.answer(request, .accepted(order: OrderID(100)))
        fixture.hear(.order(request.order(100, .filled, filled: 1)))
        #expect(fixture.hear(.order(request.order(100, .pending))).orders[request.tag] == nil)
        #expect(fixture.row(request.tag)?.state == .filled)
    }

    @Test func `a missed fill is read by the order's id and recorded as a discrepancy`() throws {
        var fixture = try DeskFixture.connected()
        let request = try #require(try fixture.order(buy).first)
        fixture.answer(request, .accepted(order: OrderID(100)))
        fixture.venue[DeskFixture.one]?.positions = [request.position]
        fixture.reconcile()
        let read = GatewayCall.readOrder(account: DeskFixture.one, order: OrderID(100))
        #expect(fixture.calls.contains { $0.call == read })
        let answered = fixture.answer(
            read, .lookedUp(.found(request.order(100, .filled, filled: 1, at: "21450.25"))))
        #expect(answered.orders[request.tag]?.state == .filled)
        #expect(answered.discrepancies.map(\.kind) == ["missed_event"])
        #expect(answered.discrepancies.map(\.ours) == ["working"])
        #expect(answered.discrepancies.map(\.theirs) == ["filled"])
    }

    @Test func `a position that differs is taken from the venue and recorded`() throws {
        var fixture = try DeskFixture.connected()
        fixture.hear(.position(DeskFixture.one, PlaceRequest.sample.held(1)))
        fixture.pass(.seconds(1))
        fixture.venue[DeskFixture.one]?.positions = [PlaceRequest.sample.held(3)]
        let told = fixture.reconcile().discrepancies.filter { $0.kind == "position" }
        #expect(told.map(\.ours) == ["1"])
        #expect(told.map(\.theirs) == ["3"])
        #expect(fixture.desk.accounts[DeskFixture.one]?.position(in: DeskFixture.mnq.id) == 3)
    }

    @Test func `an order placed elsewhere is recorded and counted`() throws {
        var fixture = try DeskFixture.connected()
        var foreign = PlaceRequest.sample.order(900)
        foreign.tag = nil
        fixture.venue[DeskFixture.one]?.orders = [foreign]
        fixture.tick(after: .seconds(46))
        #expect(fixture.answerSnapshots().discrepancies.map(\.kind) == ["foreign_order"])
        fixture.venue[DeskFixture.one]?.orders = []
        fixture.tick(after: .seconds(46))
        #expect(fixture.answerSnapshots().discrepancies.isEmpty)
        #expect(fixture.desk.accounts[DeskFixture.one]?.venueOrders.isEmpty == true)
    }

    @Test func `an order that no reading knows any more is given up after five`() throws {
        var fixture = try DeskFixture.connected()
        let request = try #require(try fixture.order(buy).first)
        fixture.answer(request, .accepted(order: OrderID(100)))
        let read = GatewayCall.readOrder(account: DeskFixture.one, order: OrderID(100))
        for miss in 1...5 {
            fixture.tick(after: .seconds(46))
            fixture.answerSnapshots()
            #expect(fixture.calls.contains { $0.call == read })
            #expect(fixture.answer(read, .lookedUp(.unreadable("503"))).rows.isEmpty)
            let decision = fixture.answer(read, .lookedUp(.absent))
            #expect(decision.discrepancies.map(\.kind) == (miss == 5 ? ["order_vanished"] : []))
        }
        #expect(fixture.row(request.tag)?.state == .cancelled)
        #expect(fixture.row(request.tag)?.code == "ORDER_VANISHED")
    }

    @Test func `an order that ended is no working order again, by a late event or an old snapshot`() throws {
        var fixture = try DeskFixture.connected(limits: RiskLimits(sizeMax: 1, positionMax: 1))
        let request = try #require(try fixture.order(buy).first)
        fixture.answer(request, .accepted(order: OrderID(100)))
        fixture.hear(.order(request.order(100)))
        fixture.tick(after: .seconds(46))
        let old = fixture.snapshot(of: DeskFixture.one, askedAt: fixture.now.steady)
        fixture.hear(.order(request.order(100, .cancelled)))
        fixture.hear(.order(request.order(100, .pendingCancellation)))
        #expect(fixture.desk.accounts[DeskFixture.one]?.venueOrders.isEmpty == true)
        // This snapshot was asked before the cancel, and read the order before it too.
        var stale = old
        stale.orders = [request.order(100)]
        let asked = fixture.take { $0.account == DeskFixture.one }
        fixture.answer(try #require(asked.first).call, .snapshot(stale))
        #expect(fixture.desk.accounts[DeskFixture.one]?.venueOrders.isEmpty == true)
        #expect(try fixture.arrive(#""action":"buy","size":1,"id":"n""#).verdicts.map(\.code) == [nil])
    }

    @Test func `a late event of less fill does not undo a partial fill`() throws {
        var fixture = try DeskFixture.connected()
        let request = try #require(try fixture.order(#""action":"buy","size":2"#).first)
        fixture.answer(request, .accepted(order: OrderID(100)))
        fixture.hear(.order(request.order(100, filled: 1, at: "21450.25")))
        fixture.hear(.order(request.order(100)))
        #expect(fixture.row(request.tag)?.state == .partiallyFilled)
        #expect(fixture.row(request.tag)?.filled == 1)
    }

    @Test func `an order that was taken and not told of has its account read after a second`() throws {
        var fixture = try DeskFixture.connected()
        let request = try #require(try fixture.order(buy).first)
        fixture.answer(request, .accepted(order: OrderID(100)))
        let due = try #require(fixture.desk.nextDeadline)
        #expect(due.since(fixture.now.steady) <= .seconds(1))
        #expect(fixture.tick(after: .milliseconds(900)).calls.isEmpty)
        #expect(fixture.tick(after: .milliseconds(100)).calls.count == 1)
        fixture.answerSnapshots()
        #expect(fixture.desk.nextDeadline.map { $0.since(fixture.now.steady) > .seconds(10) } == true)
    }

    @Test(arguments: [true, false])
    func `one that was told of is not read for`(isToldFirst: Bool) throws {
        var fixture = try DeskFixture.connected()
        let request = try #require(try fixture.order(buy).first)
        if isToldFirst { fixture.hear(.order(request.order(100))) }
        fixture.answer(request, .accepted(order: OrderID(100)))
        if !isToldFirst { fixture.hear(.order(request.order(100))) }
        #expect(fixture.tick(after: .seconds(2)).calls.isEmpty)
    }
}
