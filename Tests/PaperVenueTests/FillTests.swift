import OwnThreads
import Testing
import Trading

@testable import PaperVenue

@Suite(.ownThreads)
struct FillTests {
    @Test func `fills a plain market order three milliseconds later at the opposite quote`() {
        var bench = Bench(spread: 1)
        bench.place(Bench.request(tag: "k"))
        let lines = bench.pass(.seconds(1)).map { $0.line(since: Bench.start) }
        #expect(
            lines == [
                "+0 order k 6", "+3000 order k 2", "+3000 trade 2 -", "+3000 position 1 2",
                "+3000 account 49998.78",
            ])
        #expect(bench.position?.averagePrice == Price("25000.5"))
    }

    @Test(arguments: [
        (Side.buy, "24990.25", "24990.5", false), (.buy, "24990.25", "24990.25", true),
        (.buy, "24990.25", "24980.25", true), (.sell, "25010.25", "25010", false),
        (.sell, "25010.25", "25010.25", true),
    ])
    func `fills a resting limit at its price when the opposite quote reaches it`(
        side: Side, limit: String, market: String, fills: Bool
    ) {
        var bench = Bench()
        let id = bench.place(Bench.request(.limit, side: side, limit: limit)).order
        bench.pass(.seconds(1))
        #expect(bench.order(id)?.status == .open)
        bench.move(to: market)
        #expect((bench.order(id)?.status == .filled) == fills)
        #expect(bench.order(id)?.filledPrice == (fills ? Price(limit) : nil))
    }

    @Test func `fills a limit that comes in reached at the market's price`() {
        var bench = Bench()
        let id = bench.place(Bench.request(.limit, limit: "25010.25")).order
        bench.pass(.seconds(1))
        #expect(bench.order(id)?.filledPrice == Price("25000.25"))
    }

    @Test(arguments: [
        (Side.buy, "25010.25", "25010", false), (.buy, "25010.25", "25010.25", true),
        (.buy, "25010.25", "25030.25", true), (.sell, "24990.25", "24990.5", false),
        (.sell, "24990.25", "24990.25", true),
    ])
    func `triggers a stop at its price or through it, and then fills at the market`(
        side: Side, stop: String, market: String, fills: Bool
    ) {
        var bench = Bench()
        let id = bench.place(Bench.request(.stop, side: side, stop: stop)).order
        bench.pass(.seconds(1))
        bench.move(to: market)
        #expect((bench.order(id)?.status == .filled) == fills)
        #expect(bench.order(id)?.filledPrice == (fills ? Price(market) : nil))
    }

    @Test func `trails a level as a distance in whole ticks`() {
        var bench = Bench()
        let id = bench.place(Bench.request(.trailingStop, side: .sell, trail: "24995.25")).order
        #expect(bench.order(id)?.trailDistance == 20)
        #expect(bench.order(id)?.trailPrice == Price("5"))
        bench.pass(.seconds(1))
        bench.move(to: "25100.25")
        bench.move(to: "25095.25")
        #expect(bench.order(id)?.filledPrice == Price("25095.25"))
    }

    /// Worked by hand: distance / tick × tick value × size, then fees and commissions of each side.
    @Test(arguments: [
        ("CON.F.US.MNQ.Z26", Side.buy, Int64(2), "25000.25", "25020.25", "80", "50077.56"),
        ("CON.F.US.MNQ.Z26", .sell, 1, "25000.25", "25010.25", "-20", "49978.78"),
        ("CON.F.US.ENQ.Z26", .buy, 1, "25000.25", "24990.25", "-200", "49796.2"),
        ("CON.F.US.TYA.Z26", .sell, 2, "112.75", "112.71875", "62.5", "50057.22"),
        ("CON.F.US.JY6.Z26", .buy, 1, "0.0064525", "0.0064535", "12.5", "50008.26"),
        ("CON.F.US.MCLE.Z26", .buy, 3, "62.35", "62.34", "-3", "49992.44"),
    ])
    func `books gross profit on the closing half turn and nets it in the balance`(
        contract: String, side: Side, size: Int64, entry: String, exit: String, profit: String,
        balance: String
    ) {
        var bench = Bench(at: Timestamp("2026-10-25T14:30:00Z") ?? Bench.start)
        let contract = ContractID(contract)
        bench.move(to: entry, of: contract)
        bench.place(Bench.request(side: side, size: size, contract: contract))
        bench.pass(.seconds(1))
        bench.move(to: exit, of: contract)
        bench.place(Bench.request(side: side.opposite, size: size, contract: contract))
        bench.pass(.seconds(1))
        #expect(bench.trades.map(\.profitAndLoss) == [Money(profit), nil])
        #expect(bench.trades.allSatisfy { $0.id.number > 3_000_000_000 })
        #expect(bench.balance == balance)
        #expect(bench.core.positions(of: Bench.account).isEmpty)
    }

    @Test func `averages what is added and keeps the average through a partial exit`() throws {
        var bench = Bench()
        bench.place(Bench.request(size: 2))
        bench.pass(.seconds(1))
        bench.move(to: "25001.25")
        bench.place(Bench.request(size: 1))
        bench.pass(.seconds(1))
        #expect(bench.position?.averagePrice == Price("25000.583333333"))
        let id = bench.position?.id
        try bench.close(size: 1)
        bench.pass(.seconds(1))
        #expect(bench.position?.signedSize == 2)
        #expect(bench.position?.averagePrice == Price("25000.583333333"))
        #expect(bench.position?.id == id)
        #expect(bench.trades.first?.profitAndLoss == Money("1.3333"))
    }

    @Test func `turns a position by closing one and opening another`() {
        var bench = Bench()
        bench.place(Bench.request(size: 2))
        bench.pass(.seconds(1))
        let long = bench.position?.id
        bench.place(Bench.request(side: .sell, size: 5))
        let told = bench.pass(.seconds(1)).map { $0.line(since: Bench.start) }
        #expect(told.contains("+1003000 position 0 0"))
        #expect(told.contains("+1003000 position 2 3"))
        #expect(bench.position?.signedSize == -3)
        #expect(bench.position?.id != long)
        #expect(bench.trades.map(\.size) == [3, 2, 2])
    }

    @Test func `fills in parts when told to, and counts them up`() {
        var bench = Bench()
        bench.core.partialFillsNext = 1
        let id = bench.place(Bench.request(size: 2, tag: "k", stopTicks: -40)).order
        let lines = bench.pass(.milliseconds(8)).map { $0.line(since: Bench.start) }
        #expect(lines.contains("+7000 order k 1"))
        #expect(bench.order(id)?.fillVolume == 1)
        bench.pass(.seconds(1))
        #expect(bench.order(id)?.status == .filled)
        #expect(bench.trades.map(\.size) == [1, 1])
        #expect(bench.tagged("k-SL").first?.size == 2)
    }

    @Test(arguments: [(Int64?(0), 5), (3, 5), (-1, 5), (2, 0), (1, 0), (nil, 0)])
    func `closes at most what is held`(size: Int64?, code: Int) {
        var bench = Bench()
        bench.place(Bench.request(size: 2))
        bench.pass(.seconds(1))
        var met = 0
        do throws(Refusal) { try bench.close(size: size) } catch { met = error.code }
        #expect(met == code)
    }

    @Test func `is flattened by the platform with everything that works`() {
        var bench = Bench()
        bench.place(Bench.request(tag: "k", stopTicks: -40, targetTicks: 80))
        bench.pass(.seconds(1))
        bench.core.flatten(Bench.account, at: bench.now)
        bench.pass(.seconds(1))
        #expect(bench.position == nil)
        #expect(bench.core.openOrders(of: Bench.account).isEmpty)
        #expect(bench.trades.map(\.size) == [2, 2])
    }

    @Test func `moves nothing by itself where nothing rests`() {
        let core = VenueCore(
            rules: VenueRules(), accounts: [VenueAccount(id: Bench.account)], at: Bench.start)
        #expect(core.nextDue == nil)
    }
}
