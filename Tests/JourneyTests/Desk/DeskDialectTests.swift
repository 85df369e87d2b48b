import Journey
import Testing
import Trading

/// What a dialect's own defaults do on an account: opposite and same side, what rests, distances, ages.
struct DeskDialectTests {
    let buy = #""action":"buy","quantity":2,"orderType":"market","stopLoss":{"amount":20}"#
    let sell = #""action":"sell","quantity":1,"orderType":"market","stopLoss":{"amount":20}"#

    @Test(arguments: [("20", 80), ("20.2", 80), ("20.249", 80), ("20.25", 81), ("0.1", 1)])
    func `a distance in the price's unit becomes whole ticks, none longer than was said`(
        amount: String, ticks: Int64
    ) throws {
        var fixture = try DeskFixture.connected()
        let decision = try fixture.arrive(buy.replacing("20}", with: "\(amount)}"))
        let order = try #require(decision.orders.values.first)
        #expect(order.bracket?.stop == Ticks(ticks))
        #expect(order.bracket?.target == Ticks(160), "the rule's own")
        #expect((order.state == .denied) == (ticks < 4))
    }

    @Test func `a second signal of the side that is held is left alone, and says so`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry()
        let decision = try fixture.arrive(buy)
        #expect(decision.verdicts.map(\.isApproved) == [false])
        #expect(decision.verdicts.map(\.code) == ["NOT_CONCERNED"])
        #expect(decision.verdicts.first?.reason?.contains("is long") == true)
        #expect(decision.orders.values.map(\.state) == [.denied])
        #expect(decision.releases.isEmpty)
        #expect(fixture.release(decision).calls.isEmpty)
        let again = try fixture.arrive(buy)
        #expect(again.verdicts.map(\.code) == ["NOT_CONCERNED"], "a repeat is told the same")
    }

    @Test func `what its dialect leaves alone is told so, whatever the gate would have said`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry(#""action":"buy","size":3"#)
        let decision = try fixture.arrive(buy)
        #expect(decision.verdicts.map(\.code) == ["NOT_CONCERNED"])
    }

    @Test func `an account that was never read is not taken for flat`() throws {
        var fixture = try DeskFixture()
        var alert = try Reading.alert(Array(#"{"ticker":"NQ1!","action":"reverse","size":1}"#.utf8))
        alert.concerns = [.long]
        let at = fixture.now.wall
        let decision = fixture.handle(
            .arrival(
                Arrival(
                    delivery: Delivery(
                        source: "orb", peer: "127.0.0.1", acceptedAt: at, bodyAt: at, body: []),
                    content: .alert(alert, AlertIdentity(of: alert, receivedAt: at, sha256: Digest.of)),
                    reply: ReplyID(1))))
        let codes = decision.verdicts.map(\.code)
        #expect(codes.first == .some(nil), "its exit asks the venue")
        #expect(codes.last != "NOT_CONCERNED")
    }

    @Test func `a panic message closes the whole account, and names no product`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry()
        let decision = try fixture.hear("key=k;command=FLATTENEVERYTHING;")
        #expect(decision.verdicts.map(\.isApproved) == [true])
        let order = try #require(decision.orders.values.first)
        #expect(order.orderClass == .flatten && order.contract == nil)
        let cancelled = try fixture.hear("key=k;command=CANCELALLORDERS;")
        #expect(cancelled.verdicts.map(\.code) == ["NOT_CONCERNED"], "nothing of ours waits")
    }

    @Test(arguments: ["", #","ticker":"BTCUSDT""#, #","ticker":"NQ2!""#, #","ticker":"US100""#])
    func `flatten and cancel_all need no symbol that trades here`(ticker: String) throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry()
        let decision = try fixture.hear(#"{"alertbridge":1,"action":"flatten"\#(ticker)}"#)
        #expect(decision.verdicts.map(\.isApproved) == [true])
        let order = try #require(decision.orders.values.first)
        #expect(order.orderClass == .flatten && order.contract == nil)
        let cancelled = try fixture.hear(#"{"alertbridge":1,"action":"cancel_all"\#(ticker)}"#)
        #expect(cancelled.verdicts.map(\.code) == ["NOT_CONCERNED"], "nothing of ours waits")
    }

    @Test func `an exit on a later month's chart takes the month that is held`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry()
        let decision = try fixture.hear(#"{"action":"close","ticker":"NQ2!"}"#)
        let order = try #require(decision.orders.values.first)
        #expect(order.orderClass == .flatten && order.contract == DeskFixture.mnq.id)
        #expect(decision.verdicts.map(\.isApproved) == [true])
    }

    @Test func `a native part in contracts is one of the side that is held`() throws {
        for (held, side) in [(2, Side.sell), (-2, .buy)] as [(Int64, Side)] {
            var fixture = try DeskFixture.connected()
            fixture.hear(.position(DeskFixture.one, PlaceRequest.sample.held(held)))
            let decision = try fixture.hear(#"{"action":"close","ticker":"NQ1!","size":1}"#)
            #expect(decision.verdicts.map(\.isApproved) == [true])
            #expect(decision.orders.values.map(\.side) == [side])
            #expect(decision.orders.values.map(\.size) == [1])
        }
    }

    @Test(arguments: [#""50%""#, "1"]) func `a part of nothing finds no position`(size: String) throws {
        var fixture = try DeskFixture.connected()
        let decision = try fixture.hear(#"{"action":"close","ticker":"NQ1!","size":\#(size)}"#)
        #expect(decision.verdicts.map(\.code) == ["POSITION_NOT_FOUND"])
    }

    @Test func `flatten with an instrument closes that one alone`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry()
        let decision = try fixture.hear("key=k;command=flatten;instrument=NQ1!;market_position=long;")
        let order = try #require(decision.orders.values.first)
        #expect(order.orderClass == .flatten && order.contract == DeskFixture.mnq.id)
        let other = try fixture.hear("key=k;command=flatten;instrument=NQ1!;market_position=short;")
        #expect(other.verdicts.map(\.code) == ["NOT_CONCERNED"])
    }

    @Test(arguments: [
        "key=k;command=reverseposition;instrument=NQ1!;action=buy;qty=1;order_type=market;",
        "key=k;command=reverse;instrument=NQ1!;",
    ])
    func `what reverses a position does nothing where none is`(text: String) throws {
        var fixture = try DeskFixture.connected()
        let decision = try fixture.hear(text)
        #expect(decision.verdicts.map(\.code) == ["NOT_CONCERNED", "NOT_CONCERNED"])
        #expect(decision.releases.isEmpty)
    }

    @Test func `an exit whose strategy blocks it opens nothing on the other side`() throws {
        let exit =
            "key=k;command=place;instrument=NQ1!;action=sell;qty=1;order_type=market;"
            + "strategy_exit_block=true;market_position=flat;"
        var fixture = try DeskFixture.connected()
        let flat = try fixture.hear(exit)
        #expect(flat.orders.values.allSatisfy { $0.orderClass == .flatten })
        var long = try DeskFixture.connected()
        _ = try long.filledEntry()
        #expect(try long.hear(exit).orders.values.map(\.orderClass) == [.flatten])
    }

    @Test func `adding is said by its own word`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry()
        let add = #""action":"add","sentiment":"long","quantity":1,"orderType":"market""#
        #expect(try fixture.arrive(add).verdicts.map(\.isApproved) == [true])
        var flat = try DeskFixture.connected()
        #expect(try flat.arrive(add).verdicts.map(\.isApproved) == [true])
    }

    @Test func `an opposite signal closes first, and enters once that is verified`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry()
        let decision = try fixture.arrive(sell)
        #expect(decision.verdicts.map(\.isApproved) == [true, true])
        let orders = decision.orders.values.sorted { $0.leg < $1.leg }
        #expect(orders.map(\.orderClass) == [.flatten, .entry])
        #expect(orders.map(\.side) == [nil, .sell])
        #expect(orders.last?.size == 1)
        #expect(orders.last?.parent == orders.first?.tag)
        let calls = fixture.release(decision).calls
        #expect(!calls.contains { if case .place = $0 { true } else { false } }, "the entry waits")
    }

    @Test func `from flat it is one entry`() throws {
        var fixture = try DeskFixture.connected()
        let requests = try fixture.order(sell)
        #expect(requests.map(\.side) == [.sell])
        #expect(requests.map(\.bracket) == [Bracket(stop: Ticks(80), target: Ticks(160))])
    }

    @Test(arguments: [(#""cancel":true"#, 2), (#""cancel":false"#, 1)])
    func `an entry that rests is cancelled before the next one, unless the message keeps it`(
        member: String, legs: Int
    ) throws {
        var fixture = try DeskFixture.connected()
        let resting =
            #""action":"buy","quantity":1,"orderType":"limit","limitPrice":25000,"stopLoss":{"amount":20}"#
        #expect(try fixture.order(resting).count == 1)
        let decision = try fixture.arrive(sell + "," + member)
        #expect(decision.verdicts.count == legs)
        let classes = decision.orders.values.sorted { $0.leg < $1.leg }.map(\.orderClass)
        #expect(classes == (legs == 2 ? [.flatten, .entry] : [.entry]))
    }

    @Test(arguments: [(0, "buy"), (1, "buy"), (1, "sell"), (0, "sell")] as [(Int64, String)])
    func `PickMyTrade takes back what rests on the other side, and closes only what stands there`(
        held: Int64, data: String
    ) throws {
        var fixture = try DeskFixture.connected(
            limits: RiskLimits(sizeMax: 5, positionMax: 5))
        if held != 0 {
            fixture.hear(.position(DeskFixture.one, PlaceRequest.sample.held(held)))
            fixture.venue[DeskFixture.one]?.positions = [PlaceRequest.sample.held(held)]
            fixture.reconcile()
        }
        let orders = [("buy", "24900", 500), ("sell", "25100", 501)].map { side, price, id in
            (#""action":"\#(side)","size":1,"type":"limit","limit_price":\#(price),"id":"\#(side)""#, id)
        }
        for (message, id) in orders {
            let request = try #require(try fixture.order(message).first)
            fixture.answer(request, .accepted(order: OrderID(Int64(id))))
            fixture.hear(.order(request.order(Int64(id))))
        }
        let decision = try fixture.hear(
            #"{"token":"t","symbol":"NQ1!","platform":"PROJECTX","order_type":"MKT","quantity":2,"data":"\#(data)","#
                + #""price":25000,"sl":\#(data == "buy" ? 24950 : 25050)}"#)
        #expect(decision.verdicts.allSatisfy { $0.code == nil })
        let made = decision.orders.values.filter { $0.createdAt == fixture.now.wall && $0.parent == nil }
        let turns = held == 1 && data == "sell"
        // Its sender is told what was taken back, too.
        let told = decision.verdicts.compactMap { decision.orders[$0.tag]?.venueOrder }
        #expect(told == (turns ? [] : [OrderID(data == "buy" ? 501 : 500)]))
        #expect(made.map(\.orderClass) == [turns ? .flatten : .entry])
        let calls = decision.calls + fixture.release(decision).calls
        let cancelled = calls.compactMap { call -> OrderID? in
            if case .cancel(_, let id) = call { id } else { nil }
        }
        let gone: [Int64] = turns ? [500, 501] : data == "buy" ? [501] : [500]
        #expect(Set(cancelled) == Set(gone.map { OrderID($0) }))
        #expect(!calls.contains { if case .close = $0 { !turns } else { false } })
    }

    @Test func `a market order under way is no order that rests`() throws {
        var fixture = try DeskFixture.connected()
        #expect(try fixture.order(buy).count == 1)
        let decision = try fixture.arrive(buy.replacing(":2", with: ":1"))
        #expect(decision.orders.values.filter { $0.orderClass == .flatten }.isEmpty)
    }

    @Test func `an exit of some contracts goes against whatever is held`() throws {
        var fixture = try DeskFixture.connected()
        let exit = #""action":"exit","quantity":1"#
        #expect(try fixture.arrive(exit).verdicts.map(\.code) == ["POSITION_NOT_FOUND"])
        _ = try fixture.filledEntry()
        let decision = try fixture.arrive(#""action":"exit","quantity":1,"id":"second""#)
        #expect(decision.verdicts.map(\.isApproved) == [true])
        #expect(decision.orders.values.map(\.side) == [.sell])
        #expect(decision.orders.values.map(\.orderClass) == [.reduce])
    }

    @Test(arguments: [(5, false), (9, false), (11, true), (29, true)])
    func `a message's own age limit holds beside its source's`(age: Int64, isOld: Bool) throws {
        var fixture = try DeskFixture.connected()
        let time = fixture.now.wall.advanced(by: .seconds(-age))
        let info =
            #"{"market_position":"long","market_position_size":1,"prev_market_position":"flat"}"#
        let body =
            #"{"secret":"x","bot_uuid":"u","max_lag":"10","timestamp":"\#(time)","tv_instrument":"NQ1!","#
            + #""action":"buy","strategy_info":\#(info),"order":{"amount":1}}"#
        let alert = try Reading.alert(body)
        #expect(alert.maxAge == .seconds(10))
        let decision = fixture.handle(
            .arrival(
                Arrival(
                    delivery: Delivery(
                        source: "orb", peer: "127.0.0.1", acceptedAt: fixture.now.wall,
                        bodyAt: fixture.now.wall,
                        body: Array(body.utf8)),
                    content: .alert(
                        alert, AlertIdentity(of: alert, receivedAt: fixture.now.wall, sha256: Digest.of)),
                    reply: ReplyID(1))))
        #expect(decision.orders.isEmpty == isOld)
        // A restart reads it from the ledger again.
        let recorded = AlertReader.recorded(alert.canonical, dialect: alert.dialect)
        #expect(recorded?.maxAge == .seconds(10) && recorded?.time == time)
    }
}
