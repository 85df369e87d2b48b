import OwnThreads
import Testing
import Trading

@testable import PaperVenue

/// Who comes first, and how much there is to get.
@Suite(.ownThreads)
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

    /// Every kind of order, around 25 000.25, by a number.
    private func scattered(_ number: UInt64) -> VenuePlaceRequest {
        let far = Int64(Scatter.value(3, number) % 40) + 1
        let price = { (ticks: Int64) in Price(nanos: 25_000_250_000_000 + ticks * 250_000_000).description }
        let side: Side = number.isMultiple(of: 2) ? .buy : .sell
        switch number % 3 {
        case 0: return Bench.request(.limit, side: side, size: 1, limit: price(0 - side.sign * far))
        case 1: return Bench.request(.stop, side: side, size: 1, stop: price(side.sign * far))
        default: return Bench.request(.trailingStop, side: side, size: 1, trail: price(side.sign * far))
        }
    }

    /// The short way asks only the orders that a price concerns, the long way asks every one.
    @Test(arguments: VenueSwitches.StopTrigger.allCases, VenueSwitches.LimitFill.allCases)
    func `fills and trails the same orders as if each had been asked at each price`(
        trigger: VenueSwitches.StopTrigger, limitFill: VenueSwitches.LimitFill
    ) {
        var short = Bench(spread: 2) {
            $0.stopTrigger = trigger
            $0.limitFill = limitFill
        }
        for number in 0..<90 { short.place(scattered(UInt64(number))) }
        short.pass(.seconds(1))
        var long = short
        var ticks: Int64 = 0
        for step in 0..<200 {
            ticks += Int64(Scatter.value(11, UInt64(step)) % 9) - 4
            let price = Price(nanos: 25_000_250_000_000 + ticks * 250_000_000)
            short.move(to: price.description)
            _ = long.core.market.set(Bench.mnq, to: price, at: long.now)
            for order in long.core.openOrders(of: Bench.account) { long.core.meetMarket(order.id) }
            let rows = { (bench: Bench) in
                bench.core.allOrders(of: Bench.account).map {
                    "\($0.id) \($0.status) \($0.stopPrice as Any) \($0.filledPrice as Any)"
                }
            }
            #expect(rows(short) == rows(long))
        }
        #expect(short.trades.count > 20)
    }
}
