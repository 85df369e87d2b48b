import OwnThreads
import Testing
import Trading

@testable import PaperVenue

/// What the venue forgets, and what it never does.
@Suite(.ownThreads)
struct RetentionTests {
    func retention(rows: Int = 5_000, days: Int64 = 90) -> VenueRetention {
        var retention = VenueRetention()
        retention.rowsPerAccountMax = rows
        retention.daysMax = days
        return retention
    }

    @Test func `keeps no more finished orders and trades of an account than told, the newest`() throws {
        var bench = Bench(retention: retention(rows: 40))
        for number in 0..<500 {
            bench.place(
                Bench.request(side: number.isMultiple(of: 2) ? .buy : .sell, size: 1, tag: "k\(number)"))
            bench.pass(.seconds(1))
            #expect(bench.core.allOrders(of: Bench.account).count <= 48)
            #expect(bench.trades.count <= 48)
        }
        #expect(bench.core.book.orders.count <= 48)
        #expect(bench.tagged("k499").count == 1)
        #expect(bench.tagged("k0").isEmpty)
        #expect(bench.core.orders(of: Bench.account, from: Bench.start, to: nil).map(\.id).count >= 40)
    }

    @Test func `7.2 burns the tags of forgotten orders and of their children for ever`() {
        var bench = Bench(retention: retention(rows: 10))
        for number in 0..<100 {
            bench.place(Bench.request(size: 1, tag: "k\(number)", stopTicks: -40, targetTicks: 80))
            bench.pass(.seconds(1))
            bench.move(to: "25020.25")
            bench.pass(.seconds(1))
            bench.move(to: "25000.25")
        }
        #expect(bench.core.book.orders.count <= 18)
        #expect(bench.core.book.children.count <= 18)
        for tag in ["k0", "k0-SL", "k0-TP"] {
            #expect(bench.place(Bench.request(tag: tag)).message == "Custom tag already in use")
        }
    }

    @Test func `forgets no order that works, and no entry while a child works`() throws {
        var bench = Bench(retention: retention(rows: 4, days: 1))
        let resting = try #require(bench.place(Bench.request(.limit, tag: "r", limit: "24000")).order)
        bench.place(Bench.request(size: 1, tag: "k", stopTicks: -400, targetTicks: 800))
        for number in 0..<50 {
            bench.pass(.seconds(86_400))
            bench.place(Bench.request(size: 0, tag: "x\(number)"))
        }
        #expect(bench.order(resting)?.status == .open)
        #expect(bench.tagged("k").count == 1)
        bench.move(to: "25200.25")
        bench.pass(.seconds(1))
        #expect(bench.tagged("k-TP").first?.status == .filled)
        #expect(bench.tagged("k-SL").first?.status == .cancelled)
    }

    @Test func `comes back to its number of rows after many orders worked at once`() throws {
        var bench = Bench(retention: retention(rows: 20))
        let ids = try (0..<200).map { _ in
            try #require(bench.place(Bench.request(.limit, size: 1, limit: "24000")).order)
        }
        #expect(bench.core.openOrders(of: Bench.account).count == 200)
        bench.pass(.seconds(1))
        for id in ids { try bench.core.cancel(id, of: Bench.account, at: bench.now) }
        for _ in 0..<100 {
            bench.place(Bench.request(size: 0))
            bench.pass(.seconds(1))
        }
        #expect(bench.core.allOrders(of: Bench.account).count <= 28)
        #expect(bench.core.book.working[Bench.account]?.isEmpty == true)
    }

    @Test(arguments: [(Int64(89), 1), (91, 0)])
    func `forgets what is older than its days`(days: Int64, left: Int) {
        var bench = Bench(retention: retention())
        bench.place(Bench.request(size: 1))
        bench.pass(.seconds(86_400 * days))
        #expect(bench.core.allOrders(of: Bench.account).count == left)
        #expect(bench.trades.count == left)
        #expect(bench.position?.signedSize == 1)
    }

    @Test func `keeps its numbers going though every row that had them is gone`() throws {
        var bench = Bench(retention: retention(days: 1))
        let id = try #require(bench.place(Bench.request(size: 1)).order)
        bench.pass(.seconds(1))
        let trade = try #require(bench.trades.first?.id)
        bench.pass(.seconds(3 * 86_400))
        #expect(bench.core.book.orders.isEmpty)
        var after = Bench(at: bench.now)
        for row in bench.core.book.snapshot { after.core.restore(row) }
        after.core.resume()
        let next = try #require(after.place(Bench.request(size: 1)).order)
        after.pass(.seconds(1))
        #expect(next > id)
        #expect(try #require(after.trades.first?.id) > trade)
    }

    @Test func `finds its way in a window without looking at what is before it`() {
        var bench = Bench()
        for _ in 0..<200 {
            bench.place(Bench.request(size: 1))
            bench.pass(.seconds(1))
        }
        for (from, to) in [(0, 0), (0, 199), (50, 60), (199, 300), (300, 400), (60, 50)] as [(Int64, Int64)] {
            let start = Bench.start.advanced(by: .seconds(from))
            let end = Bench.start.advanced(by: Span(microseconds: to * 1_000_000 + 500_000))
            let expected = bench.core.allOrders(of: Bench.account).filter {
                $0.created >= start && $0.created <= end
            }
            #expect(bench.core.orders(of: Bench.account, from: start, to: end) == expected)
            let all = bench.trades
            #expect(
                bench.core.trades(of: Bench.account, from: start, to: end)
                    == all.filter { $0.created >= start && $0.created <= end })
        }
    }
}
