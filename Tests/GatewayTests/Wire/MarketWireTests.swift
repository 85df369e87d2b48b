import Gateway
import Journey
import OwnThreads
import PaperVenue
import Testing
import Trading

/// The market hub at the paper venue.
@Suite(.ownThreads)
struct MarketWireTests {
    @Test(.timeLimit(.minutes(10)))
    func `the merged quote is the venue's quote, whatever moved`() async throws {
        let bench = try MarketBench()
        defer { bench.stop() }
        let mnq = try bench.contract()
        try bench.start([mnq])
        try await bench.ready()
        for text in ["25000.25", "25001", "24999.75", "25000.25"] {
            let seen = bench.events.count
            let price = try #require(Price(text))
            bench.venue.setPrice(mnq, price)
            let quote = try await bench.quote(from: seen) { $0.last == price }
            let venue = try #require(bench.venue.quote(mnq))
            #expect(quote.bid == venue.bid && quote.ask == venue.ask && quote.last == venue.last)
            #expect(quote.isWhole && quote.contract == mnq)
            #expect(!quote.isStale(at: Bench.now().steady, after: .seconds(30)))
        }
        #expect(bench.secretsSaid.isEmpty)
    }

    @Test(.timeLimit(.minutes(10)))
    func `prices of half a millionth of a dollar stay exact`() async throws {
        let bench = try MarketBench()
        defer { bench.stop() }
        let yen = try bench.contract("6J")
        try bench.start([yen])
        let price = try #require(Price("0.0067125"))
        bench.venue.setPrice(yen, price)
        let quote = try await bench.quote { $0.last == price }
        #expect(quote.ask?.description == "0.006713")
    }

    @Test(.timeLimit(.minutes(10)))
    func `contracts come and go while it is connected`() async throws {
        let bench = try MarketBench()
        defer { bench.stop() }
        let (mnq, mes) = (try bench.contract(), try bench.contract("MES"))
        try bench.start([mnq])
        try await bench.quote { $0.contract == mnq }
        let feed = try bench.feed()
        feed.subscribe([mes], to: [.quotes, .trades, .depth])
        try await bench.quote { $0.contract == mes }
        _ = try await bench.depth { $0.contract == mes }
        bench.venue.setPrice(mes, try #require(Price("6900")))
        try await bench.events.first {
            if case .trade(let trade) = $0 { trade.contract == mes } else { false }
        }

        feed.unsubscribe([mnq], from: [.quotes])
        let seen = bench.events.count
        let (low, high) = (try #require(Price("20000")), try #require(Price("7000")))
        bench.venue.setPrice(mnq, low)
        bench.venue.setPrice(mes, high)
        try await bench.quote(from: seen) { $0.contract == mes && $0.last == high }
        let others = bench.events.all.dropFirst(seen).filter {
            if case .quote(let quote) = $0 { quote.last == low } else { false }
        }
        #expect(others.isEmpty)
        #expect(bench.venue.hubConnections == 1)
        #expect(bench.events.all.filter { $0 == .stream(.connecting) }.count == 1)
    }

    @Test(.timeLimit(.minutes(10)))
    func `depth is a book that never crosses`() async throws {
        let bench = try MarketBench(venue: { $0.stepMilliseconds = 20 })
        defer { bench.stop() }
        try bench.start([try bench.contract()], [.depth])
        var seen = 0
        for _ in 0..<20 {
            let book = try await bench.depth(from: seen)
            seen = bench.events.count
            let (bid, ask) = (try #require(book.bids.first), try #require(book.asks.first))
            #expect(bid.price < ask.price && book.isSound)
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func `a market hub that pings and says nothing is connected anew`() async throws {
        let bench = try MarketBench(
            venue: { $0.pingSeconds = 1 },
            client: {
                $0.timings.marketSilenceMax = .seconds(4)
                $0.timings.hubPingPeriod = .milliseconds(300)
            })
        defer { bench.stop() }
        let mnq = try bench.contract()
        try bench.start([mnq])
        try await bench.quote()
        let seen = bench.events.count
        bench.venue.inject(.marketSilent)
        let reason = try await bench.down(from: seen)
        #expect(reason == "no market data for 4 s, though the market is open")
        let price = try #require(Price("25010"))
        bench.venue.setPrice(mnq, price)
        try await bench.quote(from: seen) { $0.last == price }
    }

    @Test(.timeLimit(.minutes(10)))
    func `each hub comes back after a logout, and both stop after the fourth`() async throws {
        let bench = try MarketBench(client: { $0.opensUserHub = true })
        defer { bench.stop() }
        try bench.start([try bench.contract()])
        try await bench.ready()
        try await bench.told.first { $0 == .stream(MarketBench.name, .ready) }
        for _ in 0..<3 {
            let (seen, told) = (bench.events.count, bench.told.count)
            bench.venue.inject(.hubLogout)
            #expect(try await bench.down(from: seen).contains("GatewayLogout"))
            try await bench.ready(from: seen)
            try await bench.told.first(from: told) { $0 == .stream(MarketBench.name, .ready) }
        }
        bench.venue.inject(.hubLogout)
        try await bench.events.first { $0 == .stream(.evicted) }
        try await bench.told.first { $0 == .stream(MarketBench.name, .evicted) }
        let tries = bench.log.all.filter { $0.contains("GatewayLogout") }
        #expect(tries.count == 6)
        #expect(bench.log.all.filter { $0.contains("EVICTED") }.count == 2)
        #expect(bench.events.all.last == .stream(.evicted))
    }

    @Test(.timeLimit(.minutes(10)))
    func `nothing is opened before something is wanted`() async throws {
        let bench = try MarketBench()
        defer { bench.stop() }
        try bench.start([])
        try await bench.told.first { if case .contracts = $0 { true } else { false } }
        #expect(bench.venue.hubConnections == 0 && bench.events.count == 0)
        try bench.feed().subscribe([try bench.contract()], to: [.quotes])
        try await bench.quote()
    }
}
