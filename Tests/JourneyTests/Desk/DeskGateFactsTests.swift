import Journey
import Testing
import Trading

/// What live orders may still buy and sell, as the gate is told of it.
struct DeskGateFactsTests {
    static let one = DeskFixture.one
    static let wide = RiskLimits(sizeMax: 9, positionMax: 20)
    let full = ["POSITION_LIMIT_INSTRUMENT"]

    /// What an entry's verdict follows from, and no order stays behind it.
    func facts(_ fixture: DeskFixture, _ contract: String = "MNQ") throws -> GateInput {
        var fixture = fixture
        let entry = #""action":"place","contract":"\#(contract)","side":"buy","size":1,"stop_ticks":80"#
        return try #require(fixture.ask(entry, id: "facts").judged)
    }

    func foreign(
        _ id: Int64, _ side: Side, _ size: Int64, _ status: VenueOrder.Status = .open, filled: Int64 = 0,
        parent: Int64? = nil
    ) -> VenueOrder {
        VenueOrder(
            id: OrderID(id), account: Self.one, contract: DeskFixture.mnq.id, status: status, type: .limit,
            side: side, size: size, filled: filled, limitPrice: Price("21500"),
            parent: parent.map { OrderID($0) })
    }

    // MARK: Fills

    @Test(arguments: ["buy", "sell"])
    func `a fill counts on its side until the position shows it`(side: String) throws {
        var fixture = try DeskFixture.connected(limits: RiskLimits(sizeMax: 1, positionMax: 1))
        let members = #""action":"\#(side)","size":1"#
        let request = try #require(try fixture.order(members).first)
        fixture.answer(request, .accepted(order: OrderID(100)))
        fixture.hear(.order(request.order(100, .filled, filled: 1, at: "21450.25")))
        #expect(try fixture.judge(members).verdicts.map(\.code) == full)
        let told = try facts(fixture)
        #expect((side == "buy" ? told.liveBuys : told.liveSells) == 1)
        fixture.hear(.position(Self.one, request.position))
        let shown = try facts(fixture)
        #expect((side == "buy" ? shown.liveBuys : shown.liveSells) == 0)
    }

    // MARK: Orders of another hand

    @Test func `an order of another hand counts for what is left of it`() throws {
        var fixture = try DeskFixture.connected(limits: Self.wide)
        for (size, filled, left) in [(3, 0, 3), (3, 1, 2), (1, 1, 0)] as [(Int64, Int64, Int64)] {
            fixture.hear(.order(foreign(900, .sell, size, filled: filled)))
            #expect(try facts(fixture).liveSells == left)
        }
    }

    @Test func `an order told as filled beyond its size makes no room`() throws {
        var fixture = try DeskFixture.connected(limits: Self.wide)
        fixture.hear(.order(foreign(900, .sell, 1, filled: 2)))
        fixture.hear(.order(foreign(901, .sell, 2)))
        #expect(try facts(fixture).liveSells == 2)
    }

    @Test func `legs of another hand's bracket wait for its entry, and count once from its first fill on`()
        throws
    {
        var fixture = try DeskFixture.connected(limits: Self.wide)
        fixture.hear(.order(foreign(900, .buy, 2)))
        for leg in [901, 902] { fixture.hear(.order(foreign(Int64(leg), .sell, 2, .suspended, parent: 900))) }
        #expect(try facts(fixture).liveSells == 0)
        fixture.hear(.order(foreign(900, .buy, 2, filled: 1)))
        #expect(try facts(fixture).liveSells == 2)
        fixture.hear(.order(foreign(900, .buy, 2, .filled, filled: 2)))
        #expect(try facts(fixture).liveSells == 2)
    }

    @Test func `a suspended leg whose entry nobody has told of counts`() throws {
        var fixture = try DeskFixture.connected(limits: Self.wide)
        fixture.hear(.order(foreign(901, .sell, 1, .suspended, parent: 900)))
        #expect(try facts(fixture).liveSells == 1)
    }

    // MARK: Legs of our own

    /// An entry of two that works, with its legs.
    func working(_ status: VenueOrder.Status = .suspended) throws -> (DeskFixture, PlaceRequest) {
        var fixture = try DeskFixture.connected(limits: Self.wide)
        let request = try #require(try fixture.order(#""action":"buy","size":2"#).first)
        fixture.answer(request, .accepted(order: OrderID(100)))
        fixture.hear(.order(request.order(100)))
        for (leg, id) in [("SL", 101), ("TP", 102)] as [(String, Int64)] {
            fixture.hear(.order(request.child(leg, id, of: 100, status)))
        }
        return (fixture, request)
    }

    @Test func `a suspended leg counts from the first fill of its entry on`() throws {
        var (fixture, request) = try working()
        #expect(try facts(fixture).liveSells == 0)
        fixture.hear(.order(request.order(100, filled: 1, at: "21450.25")))
        #expect(try facts(fixture).liveSells == 2)
    }

    @Test func `a leg that works counts, whatever was told of its entry`() throws {
        #expect(try facts(try working(.open).0).liveSells == 2)
    }

    @Test func `a leg whose entry was cancelled unfilled is left over, and counts`() throws {
        var fixture = try DeskFixture.connected(limits: Self.wide)
        let request = try #require(try fixture.order(#""action":"buy","size":2"#).first)
        // The hub is ahead of the answer.
        fixture.hear(.order(request.order(100)))
        fixture.hear(.order(request.child("SL", 101, of: 100)))
        #expect(try facts(fixture).liveSells == 0)
        fixture.hear(.order(request.order(100, .cancelled)))
        #expect(try facts(fixture).liveSells == 2)
    }

    @Test func `a leg that has filled whole has nothing left, though the venue calls it open`() throws {
        var fixture = try DeskFixture.connected(limits: RiskLimits(sizeMax: 1, positionMax: 1))
        let entry = try fixture.filledEntry()
        fixture.hear(.order(entry.child("TP", 102, of: 100, .cancelled)))
        fixture.hear(.order(entry.child("SL", 101, of: 100, .open, at: "21430.25", filled: 1)))
        fixture.hear(.position(Self.one, entry.held(0)))
        #expect(try fixture.judge(#""action":"sell","size":1"#).verdicts.map(\.code) == [nil])
    }

    // MARK: Legs nobody told of

    @Test func `a filled entry's leg that nobody told of counts against it, in its own contract alone`()
        throws
    {
        var fixture = try DeskFixture.connected(limits: Self.wide)
        let request = try #require(try fixture.order(#""action":"buy","size":1"#).first)
        fixture.answer(request, .accepted(order: OrderID(100)))
        #expect(try facts(fixture).liveSells == 0)
        fixture.hear(.order(request.order(100, .filled, filled: 1, at: "21450.25")))
        fixture.hear(.position(Self.one, request.position))
        #expect(try facts(fixture).liveSells == 1)
        #expect(try facts(fixture).liveLegs == 1)
        #expect(try facts(fixture, "NQ").liveSells == 0)
        // One leg is told of: it is the same contract that the other would sell.
        fixture.hear(.order(request.child("SL", 101, of: 100, .open, at: "21430.25")))
        #expect(try facts(fixture).liveSells == 1)
    }

    // MARK: The watchdog's stops

    @Test func `a stop of the watchdog that is left over counts beside the legs that an entry brings`() throws
    {
        var fixture = try DeskFixture.connected(
            limits: RiskLimits(sizeMax: 1, positionMax: 1, orderTypes: [.market]), unprotected: .protect)
        let entry = try fixture.filledEntry()
        for (leg, id) in [("SL", 101), ("TP", 102)] as [(String, Int64)] {
            fixture.hear(.order(entry.child(leg, id, of: 100, .cancelled)))
        }
        fixture.venue[Self.one]?.orders = []
        let stop = try #require(fixture.settle(seconds: 4).placed.first)
        #expect((stop.type, stop.side, stop.size) == (.stop, .sell, Size(1)))
        fixture.answer(stop, .accepted(order: OrderID(300)))
        fixture.hear(.order(stop.order(300)))
        #expect(try facts(fixture).liveLegs == 1)
        // Closed by hand, and the stop is left.
        fixture.hear(.position(Self.one, entry.held(0)))
        fixture.hear(.trade(entry.trade(7, order: 900, side: .sell, at: fixture.now.wall)))
        #expect(try fixture.judge(#""action":"buy","size":1"#).verdicts.map(\.code) == full)
    }

    // MARK: Closes

    @Test func `a close's own order counts as the venue tells it, and not once more as ours`() throws {
        var fixture = try DeskFixture.connected(limits: Self.wide)
        fixture.hear(.position(Self.one, PlaceRequest.sample.held(2)))
        fixture.venue[Self.one]?.positions = [PlaceRequest.sample.held(2)]
        fixture.reconcile()
        fixture.release(fixture.ask(#""action":"close","contract":"MNQ""#, id: "close"))
        for (call, _) in fixture.take(where: { $0.movesMoney }) {
            fixture.answer(call, .ended(.accepted(order: nil)))
        }
        var close = PlaceRequest.sample.order(700)
        (close.tag, close.type, close.side, close.size) = (nil, .market, .sell, 2)
        fixture.hear(.order(close))
        #expect(try facts(fixture).liveSells == 2)
        close.status = .cancelled
        fixture.hear(.order(close))
        #expect(try facts(fixture).liveSells == 0)
    }

    // MARK: Endings

    @Test func `an order that the venue lost sight of counts until its cancel is answered`() throws {
        var fixture = try DeskFixture.connected(limits: Self.wide)
        let request = try fixture.sentEntry("sell", 1, more: #""type":"limit","limit_price":21500"#)
        fixture.answer(request, .accepted(order: OrderID(100)))
        fixture.hear(.order(request.order(100)))
        fixture.ask(#""action":"cancel","order":"100""#, id: "cancel")
        for _ in 0..<8 {
            fixture.tick(after: .seconds(46))
            fixture.answerSnapshots()
            for (call, _) in fixture.take(where: { if case .readOrder = $0 { true } else { false } }) {
                fixture.tell(.lookedUp(.absent), to: call)
            }
        }
        #expect(fixture.row(request.tag)?.code == "ORDER_VANISHED")
        #expect(try facts(fixture).liveSells == 1)
        let cancel = GatewayCall.cancel(account: Self.one, order: OrderID(100))
        fixture.answer(cancel, .ended(.accepted(order: nil)))
        for _ in 0..<2 {
            fixture.tick(after: .seconds(46))
            fixture.answerSnapshots()
        }
        #expect(try facts(fixture).liveSells == 0)
    }
}

extension Decision {
    /// What the gate was told at the last verdict, as the ledger keeps it.
    var judged: GateInput? {
        audits.last { $0.kind == "risk.verdict" }.flatMap { GateReport(recorded: $0.body)?.input }
    }
}
