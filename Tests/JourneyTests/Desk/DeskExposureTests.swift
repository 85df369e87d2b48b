import Journey
import Testing
import Trading

/// Limits that hold while orders, fills and positions are on their way.
struct DeskExposureTests {
    let limits = RiskLimits(sizeMax: 1, positionMax: 1)

    func buy(_ id: String) -> String { #""action":"buy","size":1,"id":"\#(id)""# }
    func sell(_ id: String) -> String { #""action":"sell","size":1,"id":"\#(id)""# }

    @Test func `two alerts in a row cannot both pass a limit of one`() throws {
        var fixture = try DeskFixture.connected(limits: limits)
        #expect(try fixture.arrive(buy("a")).verdicts.map(\.code) == [nil])
        #expect(try fixture.arrive(buy("b")).verdicts.map(\.code) == ["POSITION_LIMIT_INSTRUMENT"])
    }

    @Test func `an order counts from its approval to its position, at every step between`() throws {
        var fixture = try DeskFixture.connected(limits: limits)
        func isFull(_ id: String) throws -> Bool {
            try fixture.arrive(buy(id)).verdicts.map(\.code) == ["POSITION_LIMIT_INSTRUMENT"]
        }
        let approved = try fixture.arrive(buy("a"))
        #expect(try isFull("1"))
        let released = fixture.release(approved)
        let request = try #require(
            released.calls.compactMap { if case .place(let request) = $0 { request } else { nil } }.first)
        #expect(try isFull("2"))
        fixture.answer(request, .accepted(order: OrderID(100)))
        #expect(try isFull("3"))
        fixture.hear(.order(request.order(100)))
        #expect(try isFull("4"))
    }

    @Test func `a refused order gives its room back`() throws {
        var fixture = try DeskFixture.connected(limits: limits)
        let request = try #require(try fixture.order(buy("a")).first)
        fixture.answer(
            request, .rejected(Rejection(code: 2, name: "OrderRejected", message: nil)))
        #expect(try fixture.arrive(buy("b")).verdicts.map(\.code) == [nil])
    }

    @Test func `accounts have limits of their own`() throws {
        var fixture = try DeskFixture.connected(limits: limits, isShared: true)
        fixture.hear(.position(DeskFixture.two, PlaceRequest.sample.held(1)))
        #expect(try fixture.arrive(buy("a")).verdicts.map(\.code) == [nil, "POSITION_LIMIT_INSTRUMENT"])
    }

    @Test func `bracket legs count once, suspended ones not at all, and orders of others fully`() throws {
        var fixture = try DeskFixture.connected(limits: RiskLimits(sizeMax: 3, positionMax: 3))
        let request = try fixture.filledEntry(#""action":"buy","size":2"#)
        // Long 2 with an OCO pair of sells for 2: one more may be bought, not two.
        #expect(
            try fixture.arrive(#""action":"buy","size":2,"id":"x""#).verdicts.map(\.code) == [
                "POSITION_LIMIT_INSTRUMENT"
            ])
        let sell = #""action":"sell","size":3,"type":"limit","limit_price":22000"#
        #expect(try fixture.arrive(sell).verdicts.map(\.code) == [nil])
        var foreign = request.order(900)
        (foreign.tag, foreign.size, foreign.type, foreign.limitPrice) = (nil, 1, .limit, Price("21000"))
        fixture.hear(.order(foreign))
        #expect(
            try fixture.arrive(#""action":"buy","size":1,"id":"z""#).verdicts.map(\.code) == [
                "POSITION_LIMIT_INSTRUMENT"
            ])
    }

    @Test func `children of an entry that has filled count, though they are still told as suspended`() throws
    {
        var fixture = try DeskFixture.connected(limits: RiskLimits(sizeMax: 1, positionMax: 1))
        let request = try #require(try fixture.order(sell("a")).first)
        for child in [request.child("SL", 101, of: 100), request.child("TP", 102, of: 100)] {
            fixture.hear(.order(child))
        }
        fixture.hear(.order(request.order(100, .filled, filled: 1)))
        fixture.hear(.position(DeskFixture.one, request.position))
        // The stop may buy one back at any moment; another buy would make it long by one at most.
        #expect(try fixture.arrive(buy("b")).verdicts.map(\.code) == [nil])
        // Closed by hand at a time when the legs still stand: one leg and one entry are two.
        fixture.hear(.position(DeskFixture.one, request.held(0)))
        #expect(try fixture.arrive(buy("c")).verdicts.map(\.code) == ["POSITION_LIMIT_INSTRUMENT"])
    }

    @Test func `a position that is ahead of its order may have woken the order's legs`() throws {
        var fixture = try DeskFixture.connected(limits: RiskLimits(sizeMax: 3, positionMax: 2))
        let request = try #require(try fixture.order(sell("a")).first)
        fixture.hear(.order(request.order(100)))
        for child in [request.child("SL", 101, of: 100), request.child("TP", 102, of: 100)] {
            fixture.hear(.order(child))
        }
        fixture.hear(.position(DeskFixture.one, request.position))
        // Short one; a leg may buy it back before anything else is told, and three more would be three.
        func code(_ size: Int) throws -> [String?] {
            try fixture.arrive(
                #""action":"buy","size":\#(size),"type":"limit","limit_price":21000"#
            ).verdicts.map(\.code)
        }
        #expect(try code(3) == ["POSITION_LIMIT_INSTRUMENT"])
        #expect(try code(2) == [nil])
    }

    @Test func `suspended children wait for their entry and count nothing`() throws {
        var fixture = try DeskFixture.connected(limits: RiskLimits(sizeMax: 1, positionMax: 1))
        let request = try #require(try fixture.order(buy("a")).first)
        for child in [request.child("SL", 101, of: 100), request.child("TP", 102, of: 100)] {
            fixture.hear(.order(child))
        }
        // One buy is live; a sell of one could at worst make the account short by one.
        let resting = #""action":"sell","size":1,"type":"limit","limit_price":22000"#
        #expect(try fixture.arrive(resting).verdicts.map(\.code) == [nil])
    }

    @Test func `a fill counts until the position shows it, whichever is told first`() throws {
        for isPositionFirst in [false, true] {
            var fixture = try DeskFixture.connected(limits: limits)
            let request = try #require(try fixture.order(buy("a")).first)
            fixture.answer(request, .accepted(order: OrderID(100)))
            let fill = GatewayEvent.order(request.order(100, .filled, filled: 1, at: "21450.25"))
            let position = GatewayEvent.position(DeskFixture.one, request.position)
            fixture.hear(isPositionFirst ? position : fill)
            #expect(try fixture.arrive(buy("b")).verdicts.map(\.code) == ["POSITION_LIMIT_INSTRUMENT"])
            fixture.hear(isPositionFirst ? fill : position)
            #expect(try fixture.arrive(buy("c")).verdicts.map(\.code) == ["POSITION_LIMIT_INSTRUMENT"])
            // With the fill in the position, the account is long one and may go flat or short by one.
            #expect(try fixture.arrive(#""action":"sell","size":1,"id":"d""#).verdicts.map(\.code) == [nil])
        }
    }

    @Test func `a filled order whose volume is not told is filled whole`() throws {
        var fixture = try DeskFixture.connected(limits: limits)
        let request = try #require(try fixture.order(buy("a")).first)
        fixture.hear(.order(request.order(100, .filled)))
        #expect(fixture.row(request.tag)?.filled == 1)
        #expect(try fixture.arrive(buy("b")).verdicts.map(\.code) == ["POSITION_LIMIT_INSTRUMENT"])
    }

    @Test func `a partial fill counts once with the rest of its order`() throws {
        var fixture = try DeskFixture.connected(limits: RiskLimits(sizeMax: 3, positionMax: 3))
        let request = try #require(try fixture.order(#""action":"buy","size":2"#).first)
        fixture.answer(request, .accepted(order: OrderID(100)))
        fixture.hear(.order(request.order(100, filled: 1, at: "21450.25")))
        func code(_ size: Int, _ id: String) throws -> [String?] {
            try fixture.arrive(#""action":"buy","size":\#(size),"id":"\#(id)""#).verdicts.map(\.code)
        }
        #expect(try code(2, "x") == ["POSITION_LIMIT_INSTRUMENT"])
        fixture.hear(.position(DeskFixture.one, request.held(1)))
        #expect(try code(2, "y") == ["POSITION_LIMIT_INSTRUMENT"])
        #expect(try code(1, "z") == [nil])
    }

    @Test func `an exit that filled leaves no room for a second, though the position still stands`() throws {
        var fixture = try DeskFixture.connected(limits: RiskLimits(sizeMax: 3, positionMax: 3))
        let entry = try fixture.filledEntry()
        let exit = #""action":"sell","size":1,"position":1,"prev_position":2"#
        let request = try #require(try fixture.order(exit + #","id":"x""#).first)
        fixture.answer(request, .accepted(order: OrderID(200)))
        fixture.hear(.order(request.order(200, .filled, filled: 1, at: "21450.25")))
        #expect(
            try fixture.arrive(exit + #","id":"y""#).verdicts.map(\.code) == [
                "REDUCE_ONLY_WOULD_INCREASE_POSITION"
            ])
        fixture.hear(.position(DeskFixture.one, entry.held(0)))
        #expect(try fixture.arrive(exit + #","id":"z""#).verdicts.map(\.code) == ["POSITION_NOT_FOUND"])
    }

    @Test func `a snapshot that was asked later ends every doubt`() throws {
        var fixture = try DeskFixture.connected(limits: limits)
        let request = try #require(try fixture.order(buy("a")).first)
        fixture.answer(request, .accepted(order: OrderID(100)))
        fixture.hear(.order(request.order(100, .filled, filled: 1, at: "21450.25")))
        // It was closed elsewhere before the position was ever told.
        #expect(try fixture.arrive(buy("b")).verdicts.map(\.code) == ["POSITION_LIMIT_INSTRUMENT"])
        fixture.reconcile()
        #expect(try fixture.arrive(buy("c")).verdicts.map(\.code) == [nil])
    }

    @Test func `a leg left over counts beside the legs that an entry brings`() throws {
        var fixture = try DeskFixture.connected(limits: limits)
        let entry = try fixture.filledEntry(#""action":"buy","size":1"#)
        // Flat, and the stop is still there: a close of the next position would leave two.
        fixture.hear(.position(DeskFixture.one, entry.held(0)))
        fixture.hear(.order(entry.child("TP", 102, of: 100, .cancelled)))
        fixture.hear(.trade(entry.trade(7, order: 900, side: .sell, at: fixture.now.wall)))
        fixture.venue[DeskFixture.one]?.positions = []
        fixture.venue[DeskFixture.one]?.orders = [entry.child("SL", 101, of: 100, .open, at: "21430.25")]
        fixture.tick(after: .milliseconds(500))
        fixture.answerSnapshots()
        let denied = try fixture.arrive(buy("next")).verdicts
        #expect(denied.map(\.code) == ["POSITION_LIMIT_INSTRUMENT"])
        fixture.hear(.order(entry.child("SL", 101, of: 100, .cancelled)))
        fixture.venue[DeskFixture.one]?.orders = []
        fixture.reconcile()
        #expect(try fixture.arrive(buy("later")).verdicts.map(\.code) == [nil])
    }
}

extension PlaceRequest {
    static var sample: PlaceRequest {
        PlaceRequest(
            account: DeskFixture.one, contract: DeskFixture.mnq.id, tag: OrderTag("ab-sample-1001-0"),
            type: .market,
            side: .buy, size: Size(1)!)
    }
}
