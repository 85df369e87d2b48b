import Journey
import Testing
import Trading

/// What a person does by hand: through the same gate and the same ledger as an alert.
struct DeskOperatorTests {
    private let market = #""action":"place","contract":"MNQ","side":"buy","size":1,"stop_ticks":80"#

    @Test func `an order by hand is recorded, judged and sent once its rows are on disk`() throws {
        var fixture = try DeskFixture.connected()
        let decision = fixture.ask(market, id: "one")
        let verdict = try #require(decision.verdicts.first)
        #expect(verdict.isApproved)
        #expect(decision.calls.isEmpty)
        #expect(decision.deliveries.map(\.source) == ["operator"])
        #expect(decision.deliveries.map(\.outcome) == [.accepted])
        let alert = try #require(decision.alertRows.first)
        #expect(alert.source == "operator" && alert.dialect == "operator" && alert.action == "buy")
        #expect(decision.audits.map(\.kind) == ["risk.verdict"])
        #expect(decision.orders[verdict.tag]?.alert == alert.fingerprint)
        #expect(decision.orders[verdict.tag]?.rule == nil)
        let sent = fixture.release(decision)
        let request = try #require(sent.placed.first)
        #expect(request.tag == verdict.tag && request.side == .buy && !request.isExit)
        #expect(sent.attempts.map(\.kind) == [.place])
        #expect(request.bracket == Bracket(stop: Ticks(80), target: nil))
        let age = try #require(request.notAfter).since(fixture.now.steady)
        #expect(age <= .seconds(30) && age > .seconds(29))
    }

    @Test func `the same id again is answered with the first verdict and sends nothing`() throws {
        var fixture = try DeskFixture.connected()
        let first = fixture.ask(market, id: "one")
        fixture.release(first)
        let again = fixture.ask(market, id: "one")
        guard case .duplicate(_, let verdicts) = again.replies.first?.outcome else {
            Issue.record("not a duplicate: \(again.replies)")
            return
        }
        #expect(verdicts == first.verdicts)
        #expect(again.releases.isEmpty && again.calls.isEmpty && again.orders.isEmpty)
        let other = fixture.ask(market + #","target_ticks":99"#, id: "one")
        guard case .conflict = other.replies.first?.outcome else {
            Issue.record("not a conflict: \(other.replies)")
            return
        }
    }

    @Test(arguments: [
        (#""type":"limit","limit_price":21000"#, OrderType.limit),
        (#""type":"stop","stop_price":21900"#, .stop),
        (#""type":"trailing_stop","trail_price":21900"#, .trailingStop),
        (#""type":"join_bid""#, .joinBid), (#""type":"join_ask""#, .joinAsk),
    ])
    func `every type goes out with its own price`(members: String, type: OrderType) throws {
        var fixture = try DeskFixture.connected(
            limits: RiskLimits(sizeMax: 3, positionMax: 3, orderTypes: Set(OrderType.allCases)))
        let decision = fixture.ask("\(market),\(members),\"trailing\":true", id: "one")
        let request = try #require(fixture.release(decision).placed.first)
        #expect(request.type == type)
        #expect(request.limitPrice == (type == .limit ? Price("21000") : nil))
        #expect(request.stopPrice == (type == .stop ? Price("21900") : nil))
        #expect(request.trailPrice == (type == .trailingStop ? Price("21900") : nil))
        #expect(request.bracket?.stopTrails == true)
        #expect(fixture.row(request.tag)?.trailPrice == request.trailPrice)
        #expect(fixture.row(request.tag)?.bracket?.stopTrails == true)
    }

    @Test(arguments: [
        (
            #""action":"place","contract":"MNQ","side":"buy","size":4,"stop_ticks":80"#,
            "QUANTITY_EXCEEDS_MAXIMUM"
        ),
        (#""action":"place","contract":"MNQ","side":"buy","size":1"#, "BRACKET_REQUIRED"),
        (#""action":"place","contract":"ES","side":"buy","size":1,"stop_ticks":80"#, "INSTRUMENT_NOT_FOUND"),
        (
            #""action":"place","contract":"CON.F.US.MNQ.U26","side":"buy","size":1,"stop_ticks":80"#,
            "CONTRACT_NOT_ACTIVE"
        ),
        (
            #""action":"place","contract":"MNQ","side":"buy","size":1,"stop_ticks":80,"type":"trailing_stop","trail_price":21000"#,
            "ORDER_TYPE_NOT_ALLOWED"
        ),
        (
            #""action":"place","contract":"MNQ","side":"buy","size":1,"stop_ticks":80,"type":"limit","limit_price":21000.1"#,
            "PRICE_OFF_TICK"
        ),
        (#""action":"close","contract":"MNQ","size":1"#, "POSITION_NOT_FOUND"),
    ])
    func `the gate says no with its own code`(members: String, code: String) throws {
        var fixture = try DeskFixture.connected()
        let decision = fixture.ask(members, id: "one")
        #expect(decision.verdicts.map(\.code) == [code])
        #expect(decision.releases.isEmpty && fixture.desk.orders.isEmpty)
        #expect(decision.verdicts.first?.remedy != nil)
    }

    @Test(arguments: [
        (#""account":"nobody","action":"close_all""#, Refusal.Code.accountMissing),
        (#""action":"cancel","order":"nothing""#, .orderNotFound),
        (#""action":"place","contract":"?","side":"buy","size":1"#, .symbolUnresolved),
    ])
    func `what cannot be meant is refused and still on record`(members: String, code: Refusal.Code) throws {
        var fixture = try DeskFixture.connected()
        let decision = fixture.ask(members, id: "one")
        guard case .refused(let refusal) = decision.replies.first?.outcome else {
            Issue.record("not refused: \(decision.replies)")
            return
        }
        #expect(refusal.code == code)
        #expect(decision.deliveries.map(\.outcome) == [.refused])
    }

    @Test(arguments: [
        (#""type":"market""#, OrderClass.reduce), (#""type":"stop","stop_price":21000"#, .protect),
        (#""type":"limit","limit_price":21900"#, .protect),
    ])
    func `an order that only takes off is an exit, and no kill switch stops it`(
        members: String, orderClass: OrderClass
    ) throws {
        var fixture = try DeskFixture(isKilled: true)
        fixture.venue[DeskFixture.one]?.positions = [PlaceRequest.sample.held(2)]
        fixture.connect()
        #expect(fixture.ask(market, id: "in").verdicts.map(\.code) == ["KILL_SWITCH_ACTIVE"])
        let sell = #""action":"place","contract":"MNQ","side":"sell","size":2,"#
        let decision = fixture.ask(sell + members, id: "one")
        let request = try #require(fixture.release(decision).placed.first)
        #expect(fixture.row(request.tag)?.orderClass == orderClass)
        #expect(request.isExit && request.notAfter == nil)
    }

    @Test func `an order beyond the position is an entry and needs its stop`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry(#""action":"buy","size":1"#)
        let decision = fixture.ask(#""action":"place","contract":"MNQ","side":"sell","size":2"#, id: "one")
        #expect(decision.verdicts.map(\.code) == ["BRACKET_REQUIRED"])
    }

    @Test(arguments: [
        #""action":"close","contract":"MNQ""#, #""action":"close","contract":"CON.F.US.MNQ.Z26""#,
        #""action":"close_all""#,
    ])
    func `a close goes by the flatten machine`(members: String) throws {
        var fixture = try DeskFixture.connected()
        let entry = try fixture.filledEntry(#""action":"buy","size":2"#)
        let decision = fixture.ask(members, id: "one")
        #expect(decision.verdicts.map(\.isApproved) == [true])
        let released = fixture.release(decision)
        #expect(released.calls.contains(.close(account: DeskFixture.one, contract: entry.contract)))
        #expect(decision.locks.count == 1 && released.locks.isEmpty)
    }

    @Test func `a close of some contracts is a tagged exit against the position`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry(#""action":"buy","size":2"#)
        let decision = fixture.ask(#""action":"close","contract":"NQ1!","size":1"#, id: "zero")
        #expect(decision.verdicts.map(\.code) == ["POSITION_NOT_FOUND"])
        let right = fixture.ask(#""action":"close","contract":"MNQ1!","size":1"#, id: "one")
        let request = try #require(fixture.release(right).placed.first)
        #expect(request.side == .sell && request.size == Size(1) && request.isExit)
        #expect(fixture.row(request.tag)?.orderClass == .reduce)
        let more = fixture.ask(#""action":"close","contract":"MNQ","size":2"#, id: "two")
        #expect(more.verdicts.map(\.code) == ["REDUCE_ONLY_WOULD_INCREASE_POSITION"])
    }

    @Test func `a lost order by hand is looked up by its tag and never sent again`() throws {
        var fixture = try DeskFixture.connected()
        let request = try #require(fixture.release(fixture.ask(market, id: "one")).placed.first)
        fixture.answer(request, .lost("timeout"))
        #expect(fixture.row(request.tag)?.state == .lost)
        let later = fixture.tick(after: .seconds(1))
        #expect(later.calls.contains { if case .lookUp(_, request.tag, _) = $0 { true } else { false } })
        #expect(later.placed.isEmpty)
        #expect(fixture.ask(market, id: "two").verdicts.map(\.code) == ["UNRESOLVED_ORDER"])
    }

    @Test func `a restart before the send sends it while it is fresh, and not later`() throws {
        for (age, isSent) in [(Span.seconds(5), true), (.seconds(31), false)] {
            var fixture = try DeskFixture.connected()
            let tag = try #require(fixture.ask(market, id: "one").verdicts.first).tag
            _ = fixture.restore(fixture.memory())
            fixture.tick(after: age)
            fixture.connect()
            let states = fixture.decisions.flatMap(\.placed).map(\.tag)
            #expect(states == (isSent ? [tag] : []))
            #expect(fixture.row(tag)?.state == (isSent ? .sent : .notSent))
        }
    }

    @Test func `a restart after the send looks it up`() throws {
        var fixture = try DeskFixture.connected()
        let request = try #require(fixture.release(fixture.ask(market, id: "one")).placed.first)
        _ = fixture.restore(fixture.memory())
        #expect(fixture.row(request.tag)?.state == .lost)
        #expect(fixture.tick(after: .seconds(1)).calls.contains { !$0.movesMoney })
        fixture.connect()
        #expect(fixture.decisions.flatMap(\.placed).count == 1)
    }
}
