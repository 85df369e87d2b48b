import OwnThreads
import Testing
import Trading

@testable import PaperVenue

/// Modify and cancel, with the codes of their own tables.
@Suite(.ownThreads)
struct ChangeTests {
    func change(_ body: () throws(Refusal) -> Void) -> Refusal? {
        do throws(Refusal) {
            try body()
            return nil
        } catch {
            return error
        }
    }

    @Test func `moves one child in place and leaves the other alone`() throws {
        var bench = Bench()
        bench.place(Bench.request(tag: "k", stopTicks: -40, targetTicks: 80))
        bench.pass(.seconds(1))
        let stop = try #require(bench.tagged("k-SL").first)
        let target = bench.tagged("k-TP").first
        try bench.core.modify(
            stop.id, of: Bench.account, size: nil, limit: nil, stop: Price("24995.25"), trail: nil,
            at: bench.now)
        #expect(bench.pass(.zero).map { $0.line(since: bench.now) } == ["+0 order k-SL 1"])
        #expect(bench.tagged("k-SL").first?.id == stop.id)
        #expect(bench.tagged("k-SL").first?.stopPrice == Price("24995.25"))
        #expect(bench.tagged("k-SL").first?.updated == bench.now)
        #expect(bench.tagged("k-TP").first == target)
    }

    @Test(arguments: [
        ("24995.3", Refusal(code: 3, "Invalid price")), ("25000.25", Refusal(code: 3, "Invalid stop price")),
        ("25010.25", Refusal(code: 3, "Invalid stop price")), ("25000", nil),
    ])
    func `judges a new stop price under its own code`(price: String, refusal: Refusal?) throws {
        var bench = Bench()
        let id = try #require(bench.place(Bench.request(.stop, side: .sell, stop: "24990.25")).order)
        bench.pass(.seconds(1))
        let met = change { () throws(Refusal) in
            try bench.core.modify(
                id, of: Bench.account, size: nil, limit: nil, stop: Price(price), trail: nil, at: bench.now)
        }
        #expect(met == refusal)
        #expect(bench.order(id)?.stopPrice == (refusal == nil ? Price(price) : Price("24990.25")))
    }

    @Test(arguments: [
        ("25000.3", Refusal(code: 3, "Invalid trail price. Price is not aligned to tick size.")), ("5", nil),
    ])
    func `takes any distance for a trail that is changed, as the venue does`(
        level: String, refusal: Refusal?
    ) throws {
        var bench = Bench()
        let id = try #require(
            bench.place(Bench.request(.trailingStop, side: .sell, trail: "24995.25")).order)
        bench.pass(.seconds(1))
        let met = change { () throws(Refusal) in
            try bench.core.modify(
                id, of: Bench.account, size: nil, limit: nil, stop: nil, trail: Price(level), at: bench.now)
        }
        #expect(met == refusal)
    }

    @Test(arguments: [(Int64(0), 3), (1, 3), (2, nil), (5, nil)])
    func `changes the size to no less than is filled`(size: Int64, code: Int?) throws {
        var bench = Bench()
        bench.core.partialFillsNext = 1
        let id = try #require(bench.place(Bench.request(.limit, size: 3, limit: "24990.25")).order)
        bench.pass(.seconds(1))
        bench.move(to: "24990.25")
        bench.move(to: "24995.25")
        bench.pass(.seconds(1))
        #expect(bench.order(id)?.fillVolume == 1)
        let met = change { () throws(Refusal) in
            try bench.core.modify(
                id, of: Bench.account, size: size, limit: nil, stop: nil, trail: nil, at: bench.now)
        }
        #expect(met?.code == code)
    }

    @Test func `fills a limit that is moved into the market at the market's price`() throws {
        var bench = Bench()
        let id = try #require(bench.place(Bench.request(.limit, limit: "24990.25")).order)
        bench.pass(.seconds(1))
        try bench.core.modify(
            id, of: Bench.account, size: nil, limit: Price("25010.25"), stop: nil, trail: nil, at: bench.now)
        #expect(bench.order(id)?.filledPrice == Price("25000.25"))
    }

    @Test func `refuses what is unknown, foreign, pending or over`() throws {
        var bench = Bench(accounts: [VenueAccount(id: Bench.account), VenueAccount(id: AccountID(1_002))])
        let id = try #require(bench.place(Bench.request()).order)
        func cancel(_ id: OrderID, _ account: AccountID) -> Int? {
            change { () throws(Refusal) in try bench.core.cancel(id, of: account, at: bench.now) }?.code
        }
        #expect(cancel(id, Bench.account) == 3)
        bench.pass(.seconds(1))
        #expect(cancel(id, Bench.account) == 3)
        #expect(cancel(id, AccountID(1_002)) == 2)
        #expect(cancel(OrderID(1), Bench.account) == 2)
        #expect(cancel(id, AccountID(9)) == 1)
        let modified = change { () throws(Refusal) in
            try bench.core.modify(
                id, of: Bench.account, size: 1, limit: nil, stop: nil, trail: nil, at: bench.now)
        }
        #expect(modified?.code == 3)
    }

    @Test func `lets no follower cancel or close`() {
        var bench = Bench(accounts: [VenueAccount(id: Bench.account, isFollower: true)])
        let refusal = change { () throws(Refusal) in
            try bench.core.cancel(OrderID(1), of: Bench.account, at: bench.now)
        }
        #expect(refusal == Refusal(code: 6, "Follower accounts cannot cancel orders"))
    }

    @Test func `moves the update time by a cancel`() throws {
        var bench = Bench()
        let id = try #require(bench.place(Bench.request(.limit, limit: "24990.25")).order)
        bench.pass(.seconds(5))
        try bench.core.cancel(id, of: Bench.account, at: bench.now)
        #expect(bench.order(id)?.updated == bench.now)
        #expect(bench.order(id)?.created == Bench.start)
    }

    @Test func `finds orders and trades of a window, both ends included`() {
        var bench = Bench()
        for _ in 0..<3 {
            bench.place(Bench.request(size: 1))
            bench.pass(.seconds(10))
        }
        let second = Bench.start.advanced(by: .seconds(10))
        let third = Bench.start.advanced(by: .seconds(20))
        #expect(bench.core.orders(of: Bench.account, from: second, to: second).count == 1)
        #expect(bench.core.orders(of: Bench.account, from: second, to: third).count == 2)
        let after = second.advanced(by: Span(microseconds: 1))
        #expect(bench.core.orders(of: Bench.account, from: after, to: nil).count == 1)
        let trades = bench.core.trades(of: Bench.account, from: second, to: nil)
        #expect(trades.map(\.created) == trades.map(\.created).sorted(by: >))
        #expect(trades.count == 2)
    }
}
