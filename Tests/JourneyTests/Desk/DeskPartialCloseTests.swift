import Journey
import Testing
import Trading

/// Market exits of some contracts in a month in which the venue places nothing any more.
struct DeskPartialCloseTests {
    private let fixtures = PartialCloseFixture()
    private typealias Part = PartialCloseFixture

    @Test func `an exit of a month that is not the active one leaves as a partial close`() throws {
        var fixture = try fixtures.holding()
        let decision = try fixture.arrive(Part.exit)
        let tag = try #require(decision.verdicts.first).tag
        #expect(decision.verdicts.map(\.code) == [nil])
        let sent = fixture.release(decision)
        #expect(sent.calls.filter(\.movesMoney) == [Part.call(1, tag)])
        #expect(sent.attempts.map(\.kind) == [.partialClose])
        #expect(sent.orders[tag]?.state == .sent)
        #expect(sent.orders[tag]?.contract == Part.old)
    }

    @Test func `one of a month that left the venue's list does too`() throws {
        var fixture = try fixtures.holding()
        fixture.hear(.contracts(DeskFixture.paper, [DeskFixture.mnq, DeskFixture.nq]))
        guard case .partialClose = try fixtures.send(&fixture) else {
            Issue.record("it left otherwise")
            return
        }
    }

    @Test func `one by hand of a contract that the venue never listed does too`() throws {
        let gone = ContractID("CON.F.US.MNQ.M26")
        var fixture = try DeskFixture(limits: RiskLimits(sizeMax: 3, positionMax: 3))
        fixture.venue[DeskFixture.one]?.positions = [Part.held(3, gone)]
        fixture.connect()
        let decision = fixture.ask(#""action":"close","contract":"\#(gone)","size":1"#, id: "h")
        let tag = try #require(decision.verdicts.first).tag
        let size = try #require(Size(1))
        #expect(
            fixture.release(decision).calls.filter(\.movesMoney) == [
                .partialClose(account: DeskFixture.one, contract: gone, size: size, tag: tag)
            ])
    }

    @Test func `one of the active month, and one before contracts were read, is placed`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry(#""action":"buy","size":3"#)
        #expect(try fixture.order(Part.exit).count == 1)
        var early = try DeskFixture(limits: RiskLimits(sizeMax: 3, positionMax: 3))
        early.venue[DeskFixture.one]?.positions = [Part.held(3)]
        early.hear(.accounts(DeskFixture.paper, [early.state(of: DeskFixture.one)]))
        early.hear(.stream(DeskFixture.paper, .ready))
        early.answerSnapshots()
        let decision = early.ask(#""action":"close","contract":"\#(Part.old)","size":1"#, id: "h")
        #expect(early.release(decision).placed.count == 1)
    }

    // MARK: What the venue tells

    @Test func `the hub may tell of it before its answer comes`() throws {
        var fixture = try fixtures.holding()
        let call = try fixtures.send(&fixture)
        let tag = try #require(call.partTag)
        fixture.hear(.order(fixtures.order(900, .pending, at: fixture.now.wall)))
        #expect(fixture.row(tag)?.state == .working)
        fixture.hear(.trade(fixtures.trade(9_000, order: 900, at: fixture.now.wall)))
        fixture.hear(.order(fixtures.order(900, .filled, at: fixture.now.wall)))
        #expect(fixture.row(tag)?.state == .filled)
        let answered = fixture.answer(call, .ended(.accepted(order: nil)))
        #expect(answered.attempts.map(\.ending) == ["accepted"])
        fixtures.fill(&fixture, 1, order: 900)
        #expect(fixtures.wait(&fixture, 35).isEmpty)
        let row = try #require(fixture.row(tag))
        #expect((row.state, row.stage, row.venueOrder) == (.filled, .reconcile, OrderID(900)))
        #expect(fixture.desk.orders[tag] == nil)
        #expect(fixture.decisions.flatMap(\.fills).last?.tag == tag)
        #expect(fixture.decisions.flatMap(\.discrepancies).map(\.kind).filter { $0 == "foreign_order" } == [])
    }

    @Test func `once it was taken its order and its execution are its own, whichever comes first`() throws {
        for tradeFirst in [false, true] {
            var fixture = try fixtures.holding()
            let call = try fixtures.send(&fixture)
            let tag = try #require(call.partTag)
            let taken = fixture.answer(call, .ended(.accepted(order: nil)))
            #expect(taken.orders[tag]?.state == .sent)
            let trade = GatewayEvent.trade(fixtures.trade(9_000, order: 900, at: fixture.now.wall))
            if tradeFirst { fixture.hear(trade) }
            fixture.hear(.order(fixtures.order(900, .filled, at: fixture.now.wall)))
            if !tradeFirst { fixture.hear(trade) }
            #expect(fixture.row(tag)?.state == .filled)
            #expect(fixture.row(tag)?.filled == 1)
            #expect(fixture.decisions.flatMap(\.fills).last?.tag == tag)
        }
    }

    @Test func `one that fills in parts is followed to its end`() throws {
        var fixture = try fixtures.holding()
        let two = #""action":"sell","size":2,"position":1,"prev_position":3"#
        let call = try fixtures.send(&fixture, two)
        let tag = try #require(call.partTag)
        fixture.hear(.order(fixtures.order(900, .open, size: 2, filled: 1, at: fixture.now.wall)))
        #expect(fixture.row(tag)?.state == .partiallyFilled)
        fixture.answer(call, .ended(.accepted(order: nil)))
        fixture.hear(.order(fixtures.order(900, .filled, size: 2, at: fixture.now.wall)))
        #expect((fixture.row(tag)?.state, fixture.row(tag)?.filled) == (.filled, 2))
    }

    @Test func `a silent hub's order is found by its execution in a reading`() throws {
        for ending in [Ending.accepted(order: nil), .lost("timeout")] {
            var fixture = try fixtures.holding()
            let call = try fixtures.send(&fixture)
            let tag = try #require(call.partTag)
            fixture.answer(call, .ended(ending))
            let order = fixtures.order(900, .filled, at: fixture.now.wall)
            fixtures.fill(&fixture, 1, order: 900)
            #expect(fixtures.wait(&fixture, 3, order).isEmpty)
            let row = try #require(fixture.row(tag))
            #expect((row.state, row.venueOrder, row.code) == (.filled, OrderID(900), nil))
            #expect(fixture.decisions.flatMap(\.fills).last?.tag == tag)
        }
    }

    @Test func `a refusal ends it with the venue's words, and frees its contracts`() throws {
        var fixture = try fixtures.holding()
        let call = try fixtures.send(&fixture)
        let no = Rejection(code: 6, name: "OrderRejected", message: "the market is closed")
        let tag = try #require(call.partTag)
        let row = try #require(fixture.answer(call, .ended(.rejected(no))).orders[tag])
        #expect((row.state, row.code) == (.rejected, "OrderRejected"))
        #expect(row.reason == "the venue refused it, code 6: the market is closed")
        #expect(fixtures.wait(&fixture, 40).isEmpty)
        let all = #""action":"sell","size":2,"position":1,"prev_position":3"#
        #expect(try fixture.arrive(all).verdicts.map(\.code) == [nil])
    }

    // MARK: Beside others

    @Test func `its contracts count as leaving until it is decided`() throws {
        var fixture = try fixtures.holding()
        let call = try fixtures.send(&fixture)
        let three = #""action":"close","contract":"\#(Part.old)","size":3"#
        let two = #""action":"close","contract":"\#(Part.old)","size":2"#
        for (index, ending) in [nil, Ending.lost("timeout")].enumerated() {
            if let ending { fixture.answer(call, .ended(ending)) }
            let decision = fixture.ask(three, id: "three-\(index)")
            #expect(decision.verdicts.map(\.code) == ["REDUCE_ONLY_WOULD_INCREASE_POSITION"])
        }
        #expect(fixture.ask(two, id: "two").verdicts.map(\.code) == [nil])
    }

    @Test func `two in a row each get their own order`() throws {
        var fixture = try fixtures.holding()
        let first = try fixtures.send(&fixture, id: "a")
        let second = try fixtures.send(&fixture, id: "b")
        for call in [first, second] { fixture.answer(call, .ended(.accepted(order: nil))) }
        for id in [900, 901] as [Int64] {
            fixture.hear(.order(fixtures.order(id, .filled, at: fixture.now.wall)))
        }
        let rows = [first, second].compactMap { $0.partTag.flatMap { fixture.row($0) } }
        #expect(rows.map(\.venueOrder) == [OrderID(900), OrderID(901)])
        #expect(rows.map(\.state) == [.filled, .filled])
    }

    @Test func `of one that was lost and one that was taken, a single order is the taken one's`() throws {
        var fixture = try fixtures.holding()
        let first = try fixtures.send(&fixture, id: "a")
        fixture.answer(first, .ended(.lost("timeout")))
        let second = try fixtures.send(&fixture, id: "b")
        fixture.answer(second, .ended(.accepted(order: nil)))
        fixture.hear(.order(fixtures.order(900, .filled, at: fixture.now.wall)))
        fixtures.fill(&fixture, 1, order: 900)
        #expect(fixtures.wait(&fixture, 40).isEmpty)
        let rows = [first, second].compactMap { $0.partTag.flatMap { fixture.row($0) } }
        #expect(rows.map(\.state) == [.notPlaced, .filled])
        #expect(rows.first?.code == "NOT_PLACED")
    }

    @Test func `a close over it is verified flat, and each has its own order`() throws {
        var fixture = try fixtures.holding()
        let call = try fixtures.send(&fixture)
        let tag = try #require(call.partTag)
        fixture.answer(call, .ended(.accepted(order: nil)))
        let close = try #require(try fixture.arriveAndRelease(#""action":"close","id":"c""#).first)
        let closing = try #require(fixture.take(where: \.movesMoney).first).call
        #expect(closing == .close(account: DeskFixture.one, contract: Part.old))
        fixture.hear(.order(fixtures.order(900, .filled, at: fixture.now.wall)))
        fixture.tell(.ended(.accepted(order: nil)), to: closing)
        fixture.hear(.order(fixtures.order(901, .filled, size: 2, at: fixture.now.wall)))
        fixtures.fill(&fixture, 1, order: 900)
        fixtures.fill(&fixture, 2, order: 901, left: 0)
        #expect(fixtures.wait(&fixture, 6).isEmpty)
        #expect(fixture.row(tag)?.venueOrder == OrderID(900))
        #expect((fixture.row(close)?.state, fixture.row(close)?.venueOrder) == (.filled, OrderID(901)))
        #expect(fixture.desk.orders.isEmpty)
    }

    @Test func `a close is verified only once it is known what came of a lost one`() throws {
        var fixture = try fixtures.holding()
        let call = try fixtures.send(&fixture)
        let tag = try #require(call.partTag)
        fixture.answer(call, .ended(.lost("timeout")))
        let close = try #require(try fixture.arriveAndRelease(#""action":"close","id":"c""#).first)
        let closing = try #require(fixture.take(where: \.movesMoney).first).call
        fixture.tell(.ended(.accepted(order: nil)), to: closing)
        fixture.hear(.order(fixtures.order(901, .filled, size: 3, at: fixture.now.wall)))
        fixtures.fill(&fixture, 3, order: 901, left: 0)
        fixtures.wait(&fixture, 20)
        #expect(fixture.row(close)?.state == .sent)
        #expect(fixtures.wait(&fixture, 30).isEmpty)
        #expect(fixture.row(tag)?.code == "NOT_PLACED")
        #expect(fixture.row(close)?.state == .filled)
    }
}
