import OwnThreads
import Testing
import Trading

@testable import PaperVenue

/// Trailing stops: a level goes in, a distance comes out, and the stop only ever comes nearer.
@Suite(.ownThreads)
struct TrailTests {
    /// The last price is 25 000.25 at a tick of 0.25.
    @Test(arguments: [
        (Side.sell, "24995.25", Int64(20), "5"), (.buy, "25005.25", 20, "5"),
        (.sell, "24750.25", 1_000, "250"),
    ])
    func `7.4 a level becomes a distance from the last price`(
        side: Side, level: String, ticks: Int64, distance: String
    ) {
        var bench = Bench()
        let id = bench.place(Bench.request(.trailingStop, side: side, trail: level)).order
        #expect(bench.order(id)?.trailDistance == ticks)
        #expect(bench.order(id)?.trailPrice == Price(distance))
        #expect(bench.order(id)?.stopPrice == Price(level))
    }

    @Test(arguments: [
        (Side.sell, ["25010.25", "25005.5"], "25005.25", Price("25005.25")),
        (.buy, ["24990.25", "24995"], "24995.25", Price("24995.25")),
    ])
    func `7.4 the stop follows the market and never goes back`(
        side: Side, way: [String], trigger: String, fill: Price?
    ) {
        var bench = Bench()
        let level = side == .sell ? "24995.25" : "25005.25"
        let id = bench.place(Bench.request(.trailingStop, side: side, trail: level)).order
        bench.pass(.seconds(1))
        for price in way { bench.move(to: price) }
        #expect(bench.order(id)?.status == .open)
        bench.move(to: trigger)
        #expect(bench.order(id)?.status == .filled)
        #expect(bench.order(id)?.filledPrice == fill)
    }

    @Test func `7.4 nothing can be trailed without a last price or without a quote`() {
        var bench = Bench()
        let request = Bench.request(.trailingStop, side: .sell, trail: "24995.25")
        bench.core.untraded = [Bench.mnq]
        #expect(bench.place(request).message == "Cannot trail without a last price")
        bench.core.unquoted = [Bench.mnq]
        let answer = bench.place(request)
        #expect(answer.message == "Invalid symbol")
        #expect(bench.order(answer.order)?.status == .rejected)
    }

    @Test func `7.4 the same texts have code 3 on modify, which takes more than 1000 ticks`() throws {
        var bench = Bench()
        let id = try #require(
            bench.place(Bench.request(.trailingStop, side: .sell, trail: "24995.25")).order)
        bench.pass(.seconds(1))
        func modify(_ trail: String) throws(Refusal) {
            try bench.core.modify(
                id, of: Bench.account, size: nil, limit: nil, stop: nil, trail: Price(trail), at: bench.now)
        }
        #expect(throws: Refusal(code: 3, "Invalid trail price. Price is not aligned to tick size.")) {
            try modify("24995.3")
        }
        try modify("5")
        #expect(bench.order(id)?.trailDistance == 99_981)
        bench.core.untraded = [Bench.mnq]
        #expect(throws: Refusal(code: 3, "Cannot trail without a last price")) { try modify("24995.25") }
    }

    @Test func `7.6 a trailing child keeps the sign of its distance when it is changed`() throws {
        var bench = Bench()
        var request = Bench.request(tag: "k")
        request.stopLoss = VenueBracketLeg(ticks: -40, type: 5)
        bench.place(request)
        bench.pass(.seconds(1))
        let stop = try #require(bench.tagged("k-SL").first?.id)
        try bench.core.modify(
            stop, of: Bench.account, size: nil, limit: nil, stop: nil, trail: Price("24995.25"), at: bench.now
        )
        #expect(bench.order(stop)?.trailDistance == -20)
        #expect(bench.order(stop)?.trailPrice == Price("-5"))
        #expect(bench.order(stop)?.stopPrice == Price("24995.25"))
    }
}
