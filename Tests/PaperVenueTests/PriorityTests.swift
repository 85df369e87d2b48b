import Testing
import Trading

@testable import PaperVenue

/// Who comes first, and how much there is to get.
struct PriorityTests {
    static let other = AccountID(1_002)

    func bench(levelSizeMax: Int64? = 1) -> Bench {
        Bench(accounts: [VenueAccount(id: Bench.account), VenueAccount(id: Self.other)]) {
            $0.levelSizeMax = levelSizeMax
        }
    }

    func limit(_ price: String, of account: AccountID, side: Side = .buy, size: Int64 = 1)
        -> VenuePlaceRequest
    {
        var request = Bench.request(.limit, side: side, size: size, limit: price)
        request.account = account
        return request
    }

    /// Lets a moment pass in which no level fills up again.
    func settle(_ bench: inout Bench) { bench.pass(.milliseconds(20)) }

    @Test func `7.1 of two resting orders at one price the earlier fills first, whoever's it is`() {
        var bench = bench()
        let first = bench.place(limit("24990.25", of: Self.other)).order
        let second = bench.place(limit("24990.25", of: Bench.account)).order
        settle(&bench)
        bench.move(to: "24990.25")
        #expect(bench.order(first)?.status == .filled)
        #expect(bench.order(second)?.status == .open)
        bench.pass(.milliseconds(100))
        #expect(bench.order(second)?.status == .filled)
    }

    @Test(arguments: [
        (Side.buy, "24990.25", "24991.25", "24989.25"), (.sell, "25010.25", "25009.25", "25011.25"),
    ])
    func `7.1 the better price fills before the earlier order`(
        side: Side, early: String, better: String, market: String
    ) {
        var bench = bench()
        let first = bench.place(limit(early, of: Bench.account, side: side)).order
        let second = bench.place(limit(better, of: Self.other, side: side)).order
        settle(&bench)
        let lines = bench.move(to: market).compactMap { event -> OrderID? in
            guard case .order(let order) = event.payload, order.status == .filled else { return nil }
            return order.id
        }
        #expect(lines == [second, first].compactMap(\.self))
    }

    @Test(arguments: [(Int64?(3), String?.none, true), (1, nil, false), (nil, "24990.25", false)])
    func `5.7 a larger size gives the place in the line up, a smaller size and the same price do not`(
        size: Int64?, price: String?, loses: Bool
    ) throws {
        var bench = bench()
        let first = try #require(bench.place(limit("24990.25", of: Bench.account, size: 2)).order)
        let second = try #require(bench.place(limit("24990.25", of: Self.other)).order)
        settle(&bench)
        try bench.core.modify(
            first, of: Bench.account, size: size, limit: price.flatMap { Price($0) }, stop: nil, trail: nil,
            at: bench.now)
        bench.move(to: "24990.25")
        #expect((bench.order(second)?.status == .filled) == loses)
        #expect((bench.order(first)?.fillVolume == 1) == !loses)
    }

    @Test func `5.7 a new price and back again gives the place in the line up`() throws {
        var bench = bench()
        let first = try #require(bench.place(limit("24990.25", of: Bench.account)).order)
        let second = bench.place(limit("24990.25", of: Self.other)).order
        settle(&bench)
        for price in ["24989.25", "24990.25"] {
            try bench.core.modify(
                first, of: Bench.account, size: nil, limit: Price(price), stop: nil, trail: nil, at: bench.now
            )
        }
        bench.move(to: "24990.25")
        #expect(bench.order(first)?.status == .open)
        #expect(bench.order(second)?.status == .filled)
    }

    @Test func `7.8 a large market order fills in executions of one trade each, with status 1 in between`() {
        var bench = bench()
        let id = bench.place(Bench.request(size: 3, tag: "k")).order
        let lines = bench.pass(.milliseconds(20)).map { $0.line(since: Bench.start) }
        #expect(
            lines.filter { $0.contains("order") } == [
                "+0 order k 6", "+3000 order k 1", "+6000 order k 1", "+9000 order k 2",
            ])
        #expect(lines.filter { $0.contains("trade") }.count == 3)
        #expect(bench.order(id)?.fillVolume == 3)
        // Each level shows one contract here, and the next is a tick worse.
        #expect(bench.trades.map(\.price) == ["25000.75", "25000.5", "25000.25"].map { Price($0) })
        #expect(bench.order(id)?.filledPrice == Price("25000.5"))
    }

    @Test func `7.8 a large resting limit fills at its own price as the level fills up`() {
        var bench = bench()
        let id = bench.place(limit("24990.25", of: Bench.account, size: 3)).order
        settle(&bench)
        bench.move(to: "24990.25")
        #expect(bench.order(id)?.fillVolume == 1)
        #expect(bench.order(id)?.status == .open)
        bench.pass(.milliseconds(250))
        #expect(bench.order(id)?.status == .filled)
        #expect(bench.trades.allSatisfy { $0.price == Price("24990.25") && $0.size == 1 })
        #expect(bench.trades.count == 3)
    }

    @Test func `5.8 the rest of an order filled in part can be cancelled`() throws {
        var bench = bench()
        let id = try #require(bench.place(limit("24990.25", of: Bench.account, size: 3)).order)
        settle(&bench)
        bench.move(to: "24990.25")
        try bench.core.cancel(id, of: Bench.account, at: bench.now)
        bench.pass(.seconds(1))
        #expect(bench.order(id)?.status == .cancelled)
        #expect(bench.order(id)?.fillVolume == 1)
        #expect(bench.position?.signedSize == 1)
    }

    @Test func `7.1 any size fills at once unless levels are bounded`() {
        var bench = bench(levelSizeMax: nil)
        bench.place(Bench.request(size: 5_000))
        bench.pass(.seconds(1))
        #expect(bench.trades.map(\.size) == [5_000])
    }

    @Test func `7.1 two runs of one seed show the same sizes`() {
        func sizes() -> [Int64] {
            var bench = bench(levelSizeMax: 5)
            bench.place(Bench.request(size: 40))
            bench.pass(.seconds(2))
            return bench.trades.map(\.size)
        }
        #expect(sizes() == sizes())
        #expect(sizes().reduce(0, +) == 40)
        #expect(Set(sizes()).isSubset(of: Set(1...5)))
        #expect(Set(sizes()).count > 1)
    }

    @Test func `7.1 a stop that a gap went over fills in the market beyond it, level by level`() {
        var bench = bench()
        bench.place(Bench.request(.stop, side: .sell, size: 2, stop: "24990.25"))
        settle(&bench)
        bench.move(to: "24900.25")
        bench.move(to: "25050.25")
        settle(&bench)
        // Triggered once, it stays a market order though the price came back.
        #expect(bench.trades.map(\.price) == ["25050.25", "24900.25"].map { Price($0) })
    }
}
