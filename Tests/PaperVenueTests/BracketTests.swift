import OwnThreads
import Testing
import Trading

@testable import PaperVenue

@Suite(.ownThreads)
struct BracketTests {
    @Test func `tells a bracketed entry's life in the captured order and times`() {
        var bench = Bench()
        bench.place(Bench.request(tag: "k", stopTicks: -40, targetTicks: 80))
        let lines = bench.pass(.seconds(1)).map { $0.line(since: Bench.start) }
        #expect(
            lines == [
                "+0 order k-SL 8", "+0 order k 6", "+0 order k-TP 8", "+7000 order k 2", "+7000 trade 2 -",
                "+7000 position 1 2", "+7000 account 49998.78", "+18000 order k-TP 1", "+18000 order k-SL 1",
            ])
    }

    @Test(arguments: [
        (Side.buy, Int64(-40), Int64(80), "24990.25", "25020.25"), (.sell, 40, -80, "25010.25", "24980.25"),
    ])
    func `prices the children from the fill by signed ticks`(
        side: Side, stop: Int64, target: Int64, stopPrice: String, targetPrice: String
    ) {
        var bench = Bench()
        let entry = bench.place(Bench.request(side: side, tag: "k", stopTicks: stop, targetTicks: target))
        bench.pass(.seconds(1))
        let stopChild = bench.tagged("k-SL").first
        let targetChild = bench.tagged("k-TP").first
        #expect(stopChild?.stopPrice == Price(stopPrice))
        #expect(stopChild?.sideNumber == (side == .buy ? 1 : 0))
        #expect(stopChild?.parent == entry.order)
        #expect(stopChild?.linked == nil)
        #expect(stopChild?.trailDistance == stop)
        #expect(targetChild?.limitPrice == Price(targetPrice))
        #expect(targetChild?.linked == stopChild?.id)
        #expect(targetChild?.size == 2)
    }

    @Test func `gives the family three numbers in a row`() throws {
        var bench = Bench()
        let entry = try #require(bench.place(Bench.request(tag: "k", stopTicks: -40, targetTicks: 80)).order)
        #expect(entry.number > 3_600_000_000)
        #expect(bench.tagged("k-SL").first?.id.number == entry.number + 1)
        #expect(bench.tagged("k-TP").first?.id.number == entry.number + 2)
    }

    @Test func `keeps suspended children without price and out of both searches`() {
        var bench = Bench()
        bench.place(Bench.request(.limit, tag: "k", limit: "24000", stopTicks: -40, targetTicks: 80))
        bench.pass(.seconds(60))
        #expect(bench.tagged("k-SL").first?.status == .suspended)
        #expect(bench.tagged("k-SL").first?.stopPrice == nil)
        #expect(bench.core.openOrders(of: Bench.account).map(\.tag) == ["k"])
        #expect(bench.core.orders(of: Bench.account, from: Bench.start, to: nil).map(\.tag) == ["k"])
    }

    @Test func `cancels the sibling twelve milliseconds after the target fills`() {
        var bench = Bench()
        bench.place(Bench.request(tag: "k", stopTicks: -40, targetTicks: 80))
        bench.pass(.seconds(1))
        let reached = bench.now
        var lines = bench.move(to: "25020.25").map { $0.line(since: reached) }
        lines += bench.pass(.seconds(1)).map { $0.line(since: reached) }
        #expect(
            lines == [
                "+0 order k-TP 2", "+0 trade 2 80", "+0 position 0 0", "+0 account 50077.56",
                "+12000 order k-SL 3",
            ])
        #expect(bench.position == nil)
    }

    @Test func `leaves the sibling working when told to`() {
        var bench = Bench()
        bench.place(Bench.request(tag: "k", stopTicks: -40, targetTicks: 80))
        bench.pass(.seconds(1))
        bench.core.siblingsLeftNext = 1
        bench.move(to: "25020.25")
        bench.pass(.seconds(1))
        #expect(bench.tagged("k-SL").first?.status == .open)
    }

    @Test func `cancels suspended children with their entry, but no sibling with a child`() throws {
        var bench = Bench()
        let entry = try #require(
            bench.place(
                Bench.request(.limit, tag: "k", limit: "24000", stopTicks: -40, targetTicks: 80)
            ).order)
        bench.pass(.seconds(1))
        try bench.core.cancel(entry, of: Bench.account, at: bench.now)
        #expect(["k", "k-SL", "k-TP"].allSatisfy { bench.tagged($0).first?.status == .cancelled })

        bench.place(Bench.request(tag: "m", stopTicks: -40, targetTicks: 80))
        bench.pass(.seconds(1))
        let stop = try #require(bench.tagged("m-SL").first?.id)
        try bench.core.cancel(stop, of: Bench.account, at: bench.now)
        bench.pass(.seconds(1))
        #expect(bench.tagged("m-SL").first?.status == .cancelled)
        #expect(bench.tagged("m-TP").first?.status == .open)
    }

    @Test func `keeps the children alive through a close, and the stop then opens a position`() throws {
        var bench = Bench()
        bench.place(Bench.request(tag: "k", stopTicks: -40, targetTicks: 80))
        bench.pass(.seconds(1))
        try bench.close()
        bench.pass(.seconds(60))
        #expect(bench.position == nil)
        #expect(bench.core.openOrders(of: Bench.account).map(\.tag) == ["k-SL", "k-TP"])
        bench.move(to: "24990.25")
        bench.pass(.seconds(1))
        #expect(bench.position?.signedSize == -2)
        #expect(bench.trades.first?.profitAndLoss == nil)
        #expect(bench.tagged("k-TP").first?.status == .cancelled)
    }

    @Test func `does not move a child's update time by its fill`() {
        var bench = Bench()
        bench.place(Bench.request(tag: "k", stopTicks: -40, targetTicks: 80))
        bench.pass(.seconds(1))
        let activated = Bench.start.advanced(by: .milliseconds(18))
        bench.pass(.seconds(9))
        bench.move(to: "25020.25")
        bench.pass(.seconds(1))
        #expect(bench.tagged("k").first?.updated == Bench.start)
        #expect(bench.tagged("k-TP").first?.updated == activated)
        #expect(
            bench.tagged("k-SL").first?.updated == Bench.start.advanced(by: Span(microseconds: 10_012_000)))
    }

    @Test func `follows the market with a trailing bracket`() {
        var bench = Bench()
        var request = Bench.request(tag: "k")
        request.stopLoss = VenueBracketLeg(ticks: -40, type: 5)
        bench.place(request)
        bench.pass(.seconds(1))
        bench.move(to: "25010.25")
        #expect(bench.tagged("k-SL").first?.stopPrice == Price("25000.25"))
        bench.move(to: "25005.25")
        #expect(bench.tagged("k-SL").first?.stopPrice == Price("25000.25"))
        bench.move(to: "25000.25")
        #expect(bench.tagged("k-SL").first?.status == .filled)
    }
}
