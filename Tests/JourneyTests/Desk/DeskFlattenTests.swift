import Journey
import Testing
import Trading

/// Closing a product or an account, until it is verified flat.
struct DeskFlattenTests {
    let close = #""action":"close""#

    /// Answers the money-moving calls that wait, the snapshots after them, and lets time pass.
    func step(_ fixture: inout DeskFixture, _ ending: Ending = .accepted(order: nil)) -> Decision {
        var all = Decision()
        for (call, _) in fixture.take(where: { $0.movesMoney }) {
            all.append(fixture.tell(.ended(ending), to: call))
        }
        all.append(fixture.answerSnapshots())
        return all
    }

    /// What the venue does on a close: an untagged market order, its trade, a flat position.
    func fillClose(_ fixture: inout DeskFixture, _ entry: PlaceRequest, order id: Int64 = 500) {
        var order = entry.order(id, .filled, filled: entry.size.contracts, at: "21460.25")
        (order.tag, order.side) = (nil, entry.side.opposite)
        fixture.hear(.order(order))
        fixture.hear(
            .trade(
                entry.trade(
                    id * 10, order: id, price: "21460.25", profit: "20", side: entry.side.opposite,
                    at: fixture.now.wall)))
        fixture.hear(.position(entry.account, entry.held(0)))
        fixture.venue[entry.account]?.positions = []
    }

    @Test func `locks, closes, cancels the children, reads twice and unlocks`() throws {
        var fixture = try DeskFixture.connected()
        let entry = try fixture.filledEntry()
        let arrived = try fixture.arrive(close)
        #expect(arrived.verdicts.map(\.isApproved) == [true])
        let released = fixture.release(arrived)
        let tag = try #require(arrived.verdicts.first).tag
        #expect(released.calls == [.close(account: DeskFixture.one, contract: entry.contract)])
        #expect(arrived.locks.map(\.clearedAt) == [nil])
        #expect(arrived.locks.map(\.contract) == [entry.contract])
        #expect(released.locks.isEmpty)
        #expect(released.attempts.map(\.kind) == [.close])
        #expect(released.orders[tag]?.state == .sent)
        #expect(
            try fixture.arrive(#""action":"buy","size":1,"id":"n""#).verdicts.map(\.code) == ["LOCKED_OUT"])

        fixture.answer(released.calls[0], .ended(.accepted(order: nil)))
        fillClose(&fixture, entry)
        #expect(fixture.row(tag)?.filled == 1)
        let read = fixture.answerSnapshots()
        let cancels = read.calls.filter { if case .cancel = $0 { true } else { false } }
        #expect(cancels == [101, 102].map { .cancel(account: DeskFixture.one, order: OrderID($0)) })
        for id in [101, 102] as [Int64] {
            fixture.hear(.order(entry.child(id == 101 ? "SL" : "TP", id, of: 100, .cancelled)))
        }
        fixture.venue[DeskFixture.one]?.orders = []
        _ = step(&fixture)
        #expect(fixture.row(tag)?.state == .sent)
        fixture.tick(after: .seconds(3))
        let done = fixture.answerSnapshots()
        let row = try #require(done.orders[tag])
        #expect((row.state, row.stage, row.filled, row.code) == (.filled, .reconcile, 1, nil))
        #expect(done.locks.map { $0.clearedAt != nil } == [true])
        #expect(fixture.desk.orders[tag] == nil)
        let fills = fixture.decisions.flatMap(\.fills)
        #expect(fills.last { $0.trade.order == OrderID(500) }?.tag == tag)
        #expect(try fixture.arrive(#""action":"buy","size":1,"id":"o""#).verdicts.map(\.code) == [nil])
    }

    @Test func `an entry's leg that no reading shows yet keeps the close from ending`() throws {
        var fixture = try DeskFixture.connected()
        let entry = try #require(try fixture.order(#""action":"buy","size":1"#).first)
        fixture.answer(entry, .accepted(order: OrderID(100)))
        fixture.hear(.order(entry.order(100, .filled, filled: 1, at: "21450.25")))
        fixture.hear(.position(entry.account, entry.position))
        fixture.venue[entry.account]?.positions = [entry.position]
        fixture.reconcile()
        let tag = try #require(try fixture.arriveAndRelease(close).first)
        fillClose(&fixture, entry)
        for _ in 0..<4 {
            _ = step(&fixture)
            fixture.tick(after: .seconds(2))
        }
        #expect(fixture.row(tag)?.state == .sent, "two flat readings alone prove nothing")
        let leg = entry.child("SL", 101, of: 100, .open, at: "21430.25")
        fixture.venue[entry.account]?.orders = [leg]
        var cancels: [GatewayCall] = []
        for _ in 0..<3 {
            cancels += fixture.answerSnapshots().calls.filter { if case .cancel = $0 { true } else { false } }
            fixture.tick(after: .seconds(2))
        }
        #expect(cancels == [.cancel(account: DeskFixture.one, order: OrderID(101))])
        fixture.venue[entry.account]?.orders = []
        fixture.hear(.order(entry.child("SL", 101, of: 100, .cancelled)))
        for _ in 0..<8 {
            _ = step(&fixture)
            fixture.tick(after: .seconds(3))
        }
        #expect(fixture.row(tag)?.state == .filled)
    }

    @Test func `a stop that fires behind the close is closed as well`() throws {
        var fixture = try DeskFixture.connected()
        let entry = try fixture.filledEntry()
        let tag = try #require(try fixture.arriveAndRelease(close).first)
        fillClose(&fixture, entry)
        _ = step(&fixture)
        // The stop has filled: the account is short one now.
        fixture.hear(.order(entry.child("SL", 101, of: 100, .filled, filled: 1)))
        fixture.hear(.order(entry.child("TP", 102, of: 100, .cancelled)))
        fixture.venue[DeskFixture.one]?.positions = [entry.held(-1)]
        fixture.venue[DeskFixture.one]?.orders = []
        _ = step(
            &fixture, .rejected(Rejection(code: 2, name: "OrderNotFound", message: nil, isNotFound: true)))
        fixture.tick(after: .seconds(6))
        // Read again before it is closed again.
        let again = fixture.answerSnapshots()
        #expect(again.calls.contains(.close(account: DeskFixture.one, contract: entry.contract)))
        fixture.venue[DeskFixture.one]?.positions = []
        _ = step(&fixture)
        fixture.tick(after: .seconds(6))
        _ = step(&fixture)
        fixture.tick(after: .seconds(6))
        _ = step(&fixture)
        #expect(fixture.row(tag)?.state == .filled)
    }

    @Test func `an account that was flat already says so`() throws {
        var fixture = try DeskFixture.connected()
        let tag = try #require(try fixture.arriveAndRelease(#""action":"flatten""#).first)
        #expect(fixture.row(tag)?.contract == nil)
        fixture.answerSnapshots()
        fixture.tick(after: .seconds(3))
        fixture.answerSnapshots()
        #expect(fixture.row(tag)?.state == .cancelled)
        #expect(fixture.row(tag)?.code == "ALREADY_FLAT")
    }

    @Test func `a flatten takes every contract and order of the account, and nobody else's`() throws {
        var fixture = try DeskFixture.connected()
        let other = Position(
            contract: DeskFixture.nq.id, signedSize: -1, averagePrice: Price(nanos: 21_450_000_000_000))
        fixture.hear(.position(DeskFixture.one, PlaceRequest.sample.held(2)))
        fixture.hear(.position(DeskFixture.one, other))
        fixture.hear(.position(DeskFixture.two, PlaceRequest.sample.held(1)))
        var resting = PlaceRequest.sample.order(900)
        (resting.tag, resting.type, resting.limitPrice) = (nil, .limit, Price("21000"))
        fixture.hear(.order(resting))
        let arrived = try fixture.arrive(#""action":"flatten""#)
        #expect(fixture.release(arrived).calls == [.cancel(account: DeskFixture.one, order: OrderID(900))])
        _ = fixture.take { $0.movesMoney }
        let cancelled = fixture.answer(
            .cancel(account: DeskFixture.one, order: OrderID(900)), .ended(.accepted(order: nil)))
        #expect(
            cancelled.calls
                == [DeskFixture.nq.id, DeskFixture.mnq.id].map {
                    .close(account: DeskFixture.one, contract: $0)
                })
    }

    @Test func `an entry that was taken and not shown yet is cancelled before the close`() throws {
        var fixture = try DeskFixture.connected()
        fixture.hear(.position(DeskFixture.one, PlaceRequest.sample.held(1)))
        let resting = try #require(
            try fixture.order(#""action":"buy","size":1,"type":"limit","limit_price":21000,"id":"rests""#)
                .first)
        fixture.answer(resting, .accepted(order: OrderID(300)))
        let arrived = try fixture.arrive(close)
        #expect(fixture.release(arrived).calls == [.cancel(account: DeskFixture.one, order: OrderID(300))])
    }

    @Test func `a close of one product leaves the others and their orders alone`() throws {
        var fixture = try DeskFixture.connected()
        fixture.hear(.position(DeskFixture.one, PlaceRequest.sample.held(2)))
        var resting = PlaceRequest.sample.order(900)
        (resting.tag, resting.contract) = (nil, DeskFixture.nq.id)
        fixture.hear(.order(resting))
        let calls = fixture.release(try fixture.arrive(close)).calls
        #expect(calls == [.close(account: DeskFixture.one, contract: DeskFixture.mnq.id)])
    }

    @Test func `a close goes to the month that is held`() throws {
        var fixture = try DeskFixture.connected()
        let old = Position(
            contract: DeskFixture.mnqOld.id, signedSize: 1, averagePrice: Price(nanos: 1_000_000_000))
        fixture.hear(.position(DeskFixture.one, old))
        #expect(
            fixture.release(try fixture.arrive(close)).calls
                == [.close(account: DeskFixture.one, contract: DeskFixture.mnqOld.id)])
    }

    @Test func `an order whose fate is not known keeps a flatten open`() throws {
        var fixture = try DeskFixture.connected()
        let request = try #require(try fixture.order(#""action":"buy","size":1"#).first)
        fixture.answer(request, .lost("reset"))
        let tag = try #require(try fixture.arriveAndRelease(close).first)
        for _ in 0..<4 {
            _ = step(&fixture)
            fixture.tick(after: .seconds(5))
        }
        #expect(fixture.row(tag)?.state == .approved, "no close of it left")
        fixture.hear(.order(request.order(100, .cancelled)))
        for _ in 0..<4 {
            _ = step(&fixture)
            fixture.tick(after: .seconds(5))
        }
        #expect(fixture.row(tag)?.state == .cancelled)
    }

    @Test func `snapshots that cannot be read prove nothing`() throws {
        var fixture = try DeskFixture.connected()
        let entry = try fixture.filledEntry()
        let tag = try #require(try fixture.arriveAndRelease(close).first)
        fillClose(&fixture, entry)
        fixture.venue[DeskFixture.one]?.orders = []
        for id in [101, 102] as [Int64] {
            fixture.hear(.order(entry.child(id == 101 ? "SL" : "TP", id, of: 100, .cancelled)))
        }
        fixture.venue[DeskFixture.one]?.fault = "orders: 503"
        for _ in 0..<5 {
            _ = step(&fixture)
            fixture.tick(after: .seconds(5))
        }
        #expect(fixture.row(tag)?.state == .sent)
        fixture.venue[DeskFixture.one]?.fault = nil
        for _ in 0..<4 {
            _ = step(&fixture)
            fixture.tick(after: .seconds(5))
        }
        #expect(fixture.row(tag)?.state == .filled)
    }

    @Test func `a closing order whose fill was never told is let go by the next snapshot`() throws {
        var fixture = try DeskFixture.connected()
        let entry = try fixture.filledEntry()
        let tag = try #require(try fixture.arriveAndRelease(close).first)
        var closing = entry.order(500, .pending)
        (closing.tag, closing.side) = (nil, .sell)
        fixture.hear(.order(closing))
        #expect(fixture.row(tag)?.venueOrder == OrderID(500))
        for id in [101, 102] as [Int64] {
            fixture.hear(.order(entry.child(id == 101 ? "SL" : "TP", id, of: 100, .cancelled)))
        }
        fixture.venue[DeskFixture.one] = DeskFixture.Standing()
        for _ in 0..<4 {
            _ = step(&fixture)
            fixture.tick(after: .seconds(5))
        }
        #expect(fixture.row(tag)?.state == .filled)
        #expect(fixture.desk.accounts[DeskFixture.one]?.venueOrders.isEmpty == true)
    }

    @Test func `a market order elsewhere is not taken for the close`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry()
        let tag = try #require(try fixture.arriveAndRelease(close).first)
        var manual = PlaceRequest.sample.order(700, .filled, filled: 1)
        (manual.tag, manual.contract) = (nil, DeskFixture.nq.id)
        fixture.hear(.order(manual))
        #expect(fixture.row(tag)?.filled == 0)
        #expect(fixture.row(tag)?.venueOrder == nil)
    }
}

extension DeskFixture {
    /// The tags of an alert whose orders have left.
    mutating func arriveAndRelease(_ members: String) throws -> [OrderTag] {
        let decision = try arrive(members)
        release(decision)
        #expect(
            !decision.verdicts.map(\.isApproved).contains(false), "\(decision.verdicts.map(\.reason))")
        return decision.verdicts.map(\.tag)
    }
}
