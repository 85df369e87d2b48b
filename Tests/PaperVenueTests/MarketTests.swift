import Testing
import Trading

@testable import PaperVenue

struct MarketTests {
    @Test func `walks the same way for the same seed, and another way for another`() {
        let steps: [Int64] = Array(10_000..<10_500)
        let one = steps.map { PriceWalk(seed: 7).ticks(at: $0) }
        #expect(one == steps.reversed().map { PriceWalk(seed: 7).ticks(at: $0) }.reversed())
        #expect(one != steps.map { PriceWalk(seed: 8).ticks(at: $0) })
        #expect(Set(one).count > 3)
    }

    @Test func `walks calmly and never far`() {
        let walk = PriceWalk(seed: 3)
        var last = walk.ticks(at: 0).count
        for step in Int64(1)...20_000 {
            let ticks = walk.ticks(at: step).count
            #expect(abs(ticks - last) <= 3)
            #expect(abs(ticks) <= PriceWalk.reach)
            last = ticks
        }
    }

    @Test func `stays on the grid, a spread apart, and goes on from where it was set`() throws {
        let day = try #require(CivilDate(year: 2026, month: 10, day: 5))
        let listing = try #require(Catalogue().listing(ContractID("CON.F.US.JY6.Z26"), on: day))
        var market = Market(rules: VenueRules())
        for second in Int64(0)..<100 {
            let quote = market.quote(listing, at: Bench.start.advanced(by: .seconds(second * 60)))
            #expect(listing.product.tickSize.holds(quote.last))
            #expect(listing.product.tickSize.ticks(from: quote.bid, to: quote.ask) == Ticks(1))
        }
        let price = try #require(Price("0.0065"))
        _ = market.set(listing.id, to: price, at: Bench.start)
        #expect(market.quote(listing, at: Bench.start).last == price)
        let later = market.quote(listing, at: Bench.start.advanced(by: .seconds(1))).last
        #expect(abs(listing.product.tickSize.ticks(from: price, to: later)?.count ?? 99) <= 30)
    }

    @Test func `fills what rests as the walk reaches it, the same in one leap as step by step`() {
        func run(in spans: [Span]) -> [VenueEvent] {
            var core = VenueCore(
                rules: VenueRules(), accounts: [VenueAccount(id: Bench.account)], at: Bench.start)
            for distance in Int64(1)...10 {
                let last = core.quote(Bench.mnq)?.last.nanos ?? 0
                var request = Bench.request(.limit, size: 1)
                request.limitPrice = Price(nanos: last - distance * 250_000_000)
                _ = core.place(request, at: Bench.start)
            }
            var now = Bench.start
            for span in spans {
                now = now.advanced(by: span)
                core.advance(to: now)
            }
            return core.takeEvents()
        }
        let leap = run(in: [.seconds(600)])
        #expect(leap == run(in: Array(repeating: .milliseconds(50), count: 12_000)))
        #expect(leap.contains { if case .trade = $0.payload { true } else { false } })
    }
}
