import OwnThreads
import Testing
import Trading

@testable import PaperVenue

@Suite(.ownThreads)
struct MarketTests {
    /// A market that trades like the exchange, with Chicago's clocks of 2026.
    static func rules(seed: UInt64 = 1, hasBreaks: Bool = true) -> VenueRules {
        var rules = VenueRules()
        rules.seed = seed
        rules.calendar = MarketCalendar(chicago: .chicago2026, hasBreaks: hasBreaks)
        return rules
    }

    static func listing(_ id: String = "CON.F.US.MNQ.Z26") throws -> Listing {
        let day = try #require(CivilDate(year: 2026, month: 10, day: 5))
        return try #require(Catalogue().listing(ContractID(id), on: day))
    }

    static func time(_ text: String) throws -> Timestamp { try #require(Timestamp(text)) }

    @Test func `shows the same prices for the same seed, in any order, and others for another`() throws {
        let listing = try Self.listing()
        let times = (0..<500).map { Bench.start.advanced(by: .milliseconds(Int64($0) * 733)) }
        let one = Market(rules: Self.rules(seed: 7))
        let forward = times.map { one.quote(listing, at: $0) }
        let fresh = Market(rules: Self.rules(seed: 7))
        #expect(times.reversed().map { fresh.quote(listing, at: $0) }.reversed() == forward)
        #expect(Set(forward.map(\.last)).count > 10)
        let other = Market(rules: Self.rules(seed: 8))
        #expect(times.map { other.quote(listing, at: $0) } != forward)
    }

    @Test(arguments: ["MNQ.Z26", "JY6.Z26", "TUA.Z26", "HE.Z26", "NKD.Z26", "CLE.Z26"])
    func `stays on the grid and above zero, with the bid below the ask and the last at one of them`(
        contract: String
    ) throws {
        let listing = try Self.listing("CON.F.US." + contract)
        let market = Market(rules: Self.rules())
        for number in Int64(0)..<400 {
            let quote = market.quote(listing, at: Bench.start.advanced(by: .seconds(number * 7_919)))
            for price in [quote.last, quote.bid, quote.ask] {
                #expect(listing.product.tickSize.holds(price) && price.nanos > 0)
            }
            #expect(quote.bid < quote.ask)
            #expect(quote.last == quote.bid || quote.last == quote.ask)
        }
    }

    @Test(arguments: [UInt64(1), 2, 3, 99])
    func `has bars that are exactly what its quotes and prints were`(seed: UInt64) throws {
        let listing = try Self.listing()
        let market = Market(rules: Self.rules(seed: seed))
        let grid = BarGrid(.minute, 1, calendar: market.calendar)
        for hour in Int64(0)..<8 {
            let start = Bench.start.advanced(by: .seconds(hour * 3_600 * 29))
            guard market.isOpen(listing, at: start) else { continue }
            let end = start.advanced(by: .seconds(60))
            var prices: [Price] = []
            var volume: Int64 = 0
            var now = start
            while now < end {
                prices.append(market.quote(listing, at: now).last)
                let before = Timestamp(microseconds: now.microseconds - 50_000)
                let prints = market.look(at: listing, at: now, since: before).prints
                volume += prints.reduce(0) { $0 + $1.volume }
                for print in prints { #expect(print.price == prices.last) }
                now = try #require(market.nextChange(after: now))
            }
            let bars = market.bars(
                of: listing, grid, from: start, to: end, now: end.advanced(by: .seconds(1)), limit: 10,
                includesPartial: false)
            let bar = try #require(bars.first)
            #expect(bars.count == 1)
            #expect(bar.start == start)
            #expect(bar.open == prices.first)
            #expect(bar.high == prices.max())
            #expect(bar.low == prices.min())
            #expect(bar.close == prices.last)
            #expect(bar.volume == volume)
        }
    }

    @Test(arguments: [(UInt64(4), "MNQ.Z26"), (5, "EP.Z26"), (6, "HE.Z26")])
    func `moves up to the present in a bar that is forming`(seed: UInt64, contract: String) throws {
        let listing = try Self.listing("CON.F.US." + contract)
        let market = Market(rules: Self.rules(seed: seed))
        let opens = try #require(market.calendar.day(at: Bench.start)).opens
        var last = try #require(market.bar(of: listing, from: opens, to: Bench.start))
        for number in Int64(1)...200 {
            let now = Bench.start.advanced(by: .milliseconds(number * 137))
            let bar = try #require(
                market.bar(of: listing, from: opens, to: now.advanced(by: Span(microseconds: 1))))
            #expect(bar.high >= last.high && bar.low <= last.low && bar.volume >= last.volume)
            #expect(bar.close == market.quote(listing, at: now).last)
            last = bar
        }
    }

    @Test func `opens away from its last close, and further after a week-end`() throws {
        let listing = try Self.listing()
        var nights: [Int64] = []
        var weekends: [Int64] = []
        for seed in UInt64(1)...40 {
            let market = Market(rules: Self.rules(seed: seed))
            let close = market.quote(listing, at: try Self.time("2026-10-09T20:59:59.999999Z")).last
            let closed = market.quote(listing, at: try Self.time("2026-10-10T12:00:00Z")).last
            #expect(close == closed)
            let open = market.quote(listing, at: try Self.time("2026-10-11T22:00:00Z")).last
            weekends.append(abs(open.nanos - close.nanos))
            let halt = market.quote(listing, at: try Self.time("2026-10-06T20:59:59.999999Z")).last
            let evening = market.quote(listing, at: try Self.time("2026-10-06T22:00:00Z")).last
            nights.append(abs(evening.nanos - halt.nanos))
        }
        #expect(nights.allSatisfy { $0 > 0 })
        #expect(weekends.allSatisfy { $0 > 0 })
        #expect(nights.reduce(0, +) < weekends.reduce(0, +))
    }

    @Test func `has calm and fast minutes, and a wider spread in fast ones`() throws {
        let listing = try Self.listing()
        let market = Market(rules: Self.rules())
        let end = Bench.start.advanced(by: .seconds(86_400 * 3))
        let bars = market.bars(
            of: listing, BarGrid(.minute, 10, calendar: market.calendar), from: Bench.start, to: end,
            now: end,
            limit: 1_000, includesPartial: false)
        let ranges = bars.map { $0.high.nanos - $0.low.nanos }.sorted()
        try #require(ranges.count > 300)
        #expect(ranges[ranges.count * 9 / 10] > 4 * ranges[ranges.count / 10])
        let spreads = (0..<20_000).map { number in
            let quote = market.quote(listing, at: Bench.start.advanced(by: .seconds(Int64(number))))
            return (quote.ask.nanos - quote.bid.nanos) / listing.product.tickSize.nanos
        }
        #expect(Set(spreads).isSuperset(of: [1, 2]))
        #expect(spreads.allSatisfy { $0 >= 1 && $0 <= 4 })
        #expect(spreads.count { $0 == 1 } > spreads.count { $0 > 1 })
    }

    @Test func `lets a small contract follow the large one`() throws {
        let market = Market(rules: Self.rules())
        let micro = try Self.listing("CON.F.US.MES.Z26")
        let mini = try Self.listing("CON.F.US.EP.Z26")
        for number in Int64(0)..<100 {
            let time = Bench.start.advanced(by: .seconds(number * 601))
            #expect(market.quote(micro, at: time).last == market.quote(mini, at: time).last)
        }
    }

    @Test func `goes on from where it was set, and its bars with it`() throws {
        let listing = try Self.listing()
        var market = Market(rules: Self.rules())
        let at = Bench.start.advanced(by: .milliseconds(30_310))
        let before = market.quote(listing, at: Bench.start).last
        let price = Price(nanos: before.nanos + 4_000_000_000_000)
        _ = market.set(listing.id, to: price, at: at)
        #expect(market.quote(listing, at: Bench.start).last == before)
        #expect(market.quote(listing, at: at).last == price)
        let end = Bench.start.advanced(by: .seconds(60))
        var prices: [Price] = [price]
        var now = Bench.start
        while now < end {
            prices.append(market.quote(listing, at: now).last)
            now = try #require(market.nextChange(after: now))
        }
        let bar = try #require(market.bar(of: listing, from: Bench.start, to: end))
        #expect(bar.high == prices.max())
        #expect(bar.low == prices.min())
        #expect(bar.close == prices.last)
        let later = try #require(market.bar(of: listing, from: end, to: end.advanced(by: .seconds(600))))
        #expect(later.open == bar.close)
    }

    @Test func `keeps no more than its last moves by hand`() throws {
        let listing = try Self.listing()
        var market = Market(rules: Self.rules())
        for number in Int64(0)..<1_000 {
            let at = Bench.start.advanced(by: .seconds(number))
            _ = market.set(listing.id, to: Price(nanos: (20_000 + number) * 1_000_000_000), at: at)
        }
        #expect(market.anchors[listing.id]?.count == 256)
        let last = Bench.start.advanced(by: .seconds(999))
        #expect(market.quote(listing, at: last).last == Price("20999"))
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
        let leap = run(in: [.seconds(300)])
        #expect(leap == run(in: Array(repeating: .milliseconds(50), count: 6_000)))
        #expect(leap.contains { if case .trade = $0.payload { true } else { false } })
    }
}

extension ZoneRules {
    /// Chicago's clocks from 2025 to 2027.
    static let chicago2026 = ZoneRules(
        before: -6 * 3_600,
        changes: [
            (1_741_507_200, -5 * 3_600), (1_762_066_800, -6 * 3_600), (1_772_956_800, -5 * 3_600),
            (1_793_516_400, -6 * 3_600), (1_805_011_200, -5 * 3_600), (1_825_570_800, -6 * 3_600),
        ])
}
