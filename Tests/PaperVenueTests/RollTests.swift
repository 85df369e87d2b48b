import OwnThreads
import Testing
import Trading

@testable import PaperVenue

/// A change of the active month, accounts that are not plain, and orders that end badly.
@Suite(.ownThreads)
struct RollTests {
    @Test func `10.3 after a roll the old month takes no order, but what is held of it can be closed`() throws
    {
        var bench = Bench()
        bench.place(Bench.request(tag: "k", stopTicks: -40, targetTicks: 80))
        bench.pass(.seconds(1))
        bench.core.catalogue.roll("MNQ")
        #expect(bench.place(Bench.request(side: .sell)) == VenuePlaceAnswer(order: nil, code: 9))
        #expect(bench.core.openOrders(of: Bench.account).count == 2)
        try bench.close()
        bench.pass(.seconds(1))
        #expect(bench.position == nil)
    }

    @Test func `10.3 a roll outlives a restart`() throws {
        var bench = Bench()
        bench.core.catalogue.roll("MNQ")
        bench.core.catalogue.roll("MNQ")
        var after = Bench()
        for row in bench.core.book.takeChanges() { after.core.restore(row) }
        #expect(after.core.catalogue.rolls == ["MNQ": 2])
        var third = Bench()
        for row in after.core.book.snapshot { third.core.restore(row) }
        #expect(third.place(Bench.request()).code == 9)
        #expect(
            after.core.catalogue.available(on: after.core.day).first { $0.product.code == "MNQ" }?.name
                == "MNQM7")
    }

    @Test func `5.14 an expired month is not active even for a close`() throws {
        var bench = Bench(at: try #require(Timestamp("2026-12-10T15:00:00Z")))
        bench.place(Bench.request())
        bench.pass(.seconds(1))
        #expect(bench.position != nil)
        bench.now = try #require(Timestamp("2027-01-04T15:00:00Z"))
        bench.core.advance(to: bench.now)
        #expect(throws: Refusal(code: 4)) { try bench.close() }
        #expect(throws: Refusal(code: 4)) { try bench.close(size: 1) }
    }

    @Test func `5.8 and 5.15 a live account is served hardly at all`() throws {
        var bench = Bench()
        let id = try #require(bench.place(Bench.request(.limit, limit: "24990.25")).order)
        bench.place(Bench.request(size: 2))
        bench.pass(.seconds(1))
        var live = Bench(accounts: [VenueAccount(id: Bench.account, isLive: true)])
        for row in bench.core.book.snapshot { live.core.restore(row) }
        live.core.resume()
        #expect(live.place(Bench.request()) == VenuePlaceAnswer(order: nil, code: 10))
        #expect(throws: Refusal(code: 6, "Live accounts not supported")) {
            try live.core.cancel(id, of: Bench.account, at: live.now)
        }
        #expect(throws: Refusal(code: 6)) {
            try live.core.modify(
                id, of: Bench.account, size: 3, limit: nil, stop: nil, trail: nil, at: live.now)
        }
        #expect(throws: Refusal(code: 9)) { try live.close(size: 1) }
    }

    @Test func `5.6 code 3 where the margin is not there, counting what is held`() {
        var bench = Bench(accounts: [
            VenueAccount(
                id: Bench.account, balance: Money(tenThousandths: 30_000_000),
                marginPerContract: Money(tenThousandths: 10_000_000))
        ])
        #expect(bench.place(Bench.request(size: 4)).code == 3)
        #expect(bench.place(Bench.request(size: 2)).code == 0)
        bench.pass(.seconds(1))
        #expect(bench.place(Bench.request(size: 1)).code == 3)
        #expect(bench.place(Bench.request(side: .sell, size: 4)).code == 0)
    }

    @Test func `14.2 an accepted order ends with status 5 a moment later, and its children with it`() {
        var bench = Bench()
        bench.core.rejectionsNext = 1
        #expect(bench.place(Bench.request(tag: "k", stopTicks: -40, targetTicks: 80)).code == 0)
        let lines = bench.pass(.seconds(1)).map { $0.line(since: Bench.start) }
        #expect(
            lines == [
                "+0 order k-SL 8", "+0 order k 6", "+0 order k-TP 8", "+7000 order k 5", "+7000 order k-SL 3",
                "+7000 order k-TP 3",
            ])
        #expect(bench.position == nil)
        #expect(bench.place(Bench.request(tag: "k")).message == "Custom tag already in use")
    }
}
