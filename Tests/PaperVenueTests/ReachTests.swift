import OwnThreads
import Testing
import Trading

@testable import PaperVenue

/// The venue leaps over prices that touch nobody: it must do the same as one that looks at every price.
@Suite(.ownThreads)
struct ReachTests {
    static let contracts = ["CON.F.US.MNQ.Z26", "CON.F.US.EP.Z26", "CON.F.US.HE.Z26"]

    static func core(seed: UInt64, hasBreaks: Bool, at start: Timestamp, _ switches: VenueSwitches)
        -> VenueCore
    {
        var rules = MarketTests.rules(seed: seed, hasBreaks: hasBreaks)
        rules.switches = switches
        return VenueCore(rules: rules, accounts: [VenueAccount(id: Bench.account)], at: start)
    }

    /// Orders of every kind on both sides, near the market and far from it.
    static func orders(_ core: VenueCore, seed: UInt64) throws -> [VenuePlaceRequest] {
        var dice = Dice(seed: seed)
        return try contracts.flatMap { name -> [VenuePlaceRequest] in
            let contract = ContractID(name)
            let listing = try #require(core.listing(contract))
            let last = try #require(core.quote(contract)).last
            return (0..<24).map { number in
                let side: Side = dice.next() < 0.5 ? .buy : .sell
                let ticks = 4 + dice.pick(number < 12 ? 30 : 400)
                let tick = listing.product.tickSize
                let behind = tick.price(Ticks(-side.sign * ticks), from: last)?.description
                let ahead = tick.price(Ticks(side.sign * ticks), from: last)?.description
                let size = 1 + dice.pick(3)
                switch number % 4 {
                case 0:
                    return Bench.request(.limit, side: side, size: size, limit: behind, contract: contract)
                case 1: return Bench.request(.stop, side: side, size: size, stop: ahead, contract: contract)
                case 2:
                    return Bench.request(
                        .trailingStop, side: side, size: size, trail: ahead, contract: contract)
                default:
                    return Bench.request(
                        side: side, size: size, stopTicks: -side.sign * ticks, targetTicks: side.sign * ticks,
                        contract: contract)
                }
            }
        }
    }

    static let switches: [VenueSwitches] = {
        var strict = VenueSwitches()
        strict.limitFill = .tradeThrough
        strict.stopTrigger = .quote
        return [VenueSwitches(), strict]
    }()

    @Test(arguments: UInt64(1)...2, [0, 1])
    func `fills the same at the same moments as a look at every price`(seed: UInt64, kind: Int) throws {
        let hasBreaks = seed.isMultiple(of: 2)
        // The second one goes over the market's break, from minutes before it to minutes after.
        let start = Bench.start.advanced(by: .seconds(seed == 2 ? 23_280 : 0))
        let end = start.advanced(by: .seconds(seed == 2 ? 3_840 : 300))
        var leaping = Self.core(seed: seed, hasBreaks: hasBreaks, at: start, Self.switches[kind])
        for request in try Self.orders(leaping, seed: seed) { _ = leaping.place(request, at: start) }
        var stepping = leaping
        leaping.advance(to: end)
        var now = start
        while now < end {
            let next = [stepping.market.nextChange(after: now), stepping.agenda.nextDue].compactMap(\.self)
                .min()
            now = min(try #require(next), end)
            stepping.advance(to: now)
            for contract in stepping.book.resting.keys.sorted() { stepping.matchResting(contract) }
        }
        let told = leaping.takeEvents()
        #expect(told.filter { if case .trade = $0.payload { true } else { false } }.count > 20)
        #expect(told == stepping.takeEvents())
        #expect(leaping.book.orders == stepping.book.orders)
        #expect(leaping.book.positions == stepping.book.positions)
    }

    @Test(arguments: ["MNQ.Z26", "HE.Z26"])
    func `names the first moment at which the price is out of the band`(contract: String) throws {
        let listing = try MarketTests.listing("CON.F.US." + contract)
        let rules = MarketTests.rules(seed: 5)
        let tape = WalkTape(listing, rules: rules, memory: SecondMemory())
        let market = Market(rules: rules)
        for width in [Int64(0), 1, 5, 25] {
            let last = tape.moment(at: Bench.start).last
            var band = PriceBand()
            band.reach(down: last - width - 1)
            band.reach(up: last + width + 1)
            let end = Bench.start.advanced(by: .seconds(600))
            let found = try #require(tape.nextReach(of: band, after: Bench.start))
            var now = Bench.start
            while now < min(found, end) {
                #expect(!band.isReached(by: tape.moment(at: now).last))
                now = try #require(market.nextChange(after: now))
            }
            if found < end { #expect(band.isReached(by: tape.moment(at: found).last)) }
        }
    }

    @Test func `finds nothing where nobody waits, and everything where somebody takes any price`() throws {
        let market = Market(rules: MarketTests.rules())
        let listing = try MarketTests.listing()
        #expect(market.nextReach(of: [], on: listing, after: Bench.start) == nil)
        var band = PriceBand()
        #expect(band.isEndless && !band.isReached(low: .min + 1, high: .max - 1))
        band.reach(down: .max)
        #expect(band.isReached(by: 0) && band.inTicks(of: 250_000_000, shift: -5).isReached(by: 1 << 30))
    }

    @Test(arguments: [
        (Int64(100), Int64(110), Int64(0), Int64(10), Int64(11)), (105, 115, 0, 10, 12), (-5, 5, 0, -1, 1),
        (105, 115, 5, 10, 11), (105, 115, -5, 11, 12),
    ])
    func `counts a price between two ticks to the farther one`(
        low: Int64, high: Int64, shift: Int64, ticksLow: Int64, ticksHigh: Int64
    ) {
        var band = PriceBand()
        band.reach(down: low)
        band.reach(up: high)
        let ticks = band.inTicks(of: 10, shift: shift)
        #expect(ticks.low == ticksLow && ticks.high == ticksHigh)
    }
}
