import Glibc
import OwnThreads
import Testing
import Trading

@testable import PaperVenue

@Suite(.ownThreads)
struct ReplayTests {
    static let bars = """
        Time,Open,High,Low,Close,Volume\r
        2026-05-04T13:30:00Z,20000.25,20010,19990.5,20005,400\r
        2026-05-04T13:31:00Z,20006,20006.5,19980.25,19981,90\r

        """

    func write(_ text: String, _ scratch: Scratch) throws -> String {
        let path = scratch.copy
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        try #require(descriptor >= 0)
        let bytes = Array(text.utf8)
        #expect(Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
        close(descriptor)
        return path
    }

    func market(_ text: String, contract: String? = "MNQ", start: Timestamp = Bench.start) throws -> Market {
        let scratch = try Scratch()
        let file = try ReplayFile(path: try write(text, scratch), contract: contract)
        var rules = MarketTests.rules()
        rules.replays = file.tapes(from: start, calendar: rules.calendar)
        return Market(rules: rules)
    }

    func minutes(_ market: Market, until now: Timestamp) throws -> [PriceBar] {
        market.bars(
            of: try MarketTests.listing(), BarGrid(.minute, 1, calendar: market.calendar), from: Bench.start,
            to: now, now: now, limit: 100, includesPartial: true)
    }

    @Test func `plays bars from the venue's start, exactly as recorded`() throws {
        let market = try market(Self.bars)
        let played = try minutes(market, until: Bench.start.advanced(by: .seconds(600)))
        #expect(played.count == 2)
        #expect(played[1].start == Bench.start)
        #expect(
            [played[1].open, played[1].high, played[1].low, played[1].close].map(\.description) == [
                "20000.25", "20010", "19990.5", "20005",
            ])
        #expect(played.map(\.volume) == [90, 400])
        #expect(played[0].low == Price("19980.25"))
    }

    @Test func `quotes each price when it is due, and the last one for ever`() throws {
        let market = try market(
            """
            time,price,volume
            1760000000,20000.25,3
            1760000000.5,20001,1
            1760000002,19999,2
            """)
        let listing = try MarketTests.listing()
        func last(_ milliseconds: Int64) -> String {
            market.quote(listing, at: Bench.start.advanced(by: .milliseconds(milliseconds))).last.description
        }
        #expect(last(-1_000) == "20000.25")
        #expect(last(0) == "20000.25")
        #expect(last(499) == "20000.25")
        #expect(last(500) == "20001")
        #expect(last(1_999) == "20001")
        #expect(last(2_000) == "19999")
        #expect(last(86_400_000) == "19999")
        #expect(market.isOpen(listing, at: Bench.start.advanced(by: .seconds(86_400))))
        let look = market.look(
            at: listing, at: Bench.start.advanced(by: .seconds(1)), since: Bench.start)
        #expect(look.prints.map(\.volume) == [1])
        #expect(look.prints.first?.isBuy == true)
    }

    @Test func `leaves other contracts to the walk, and takes several from one file`() throws {
        let text = """
            symbol,time,price
            MNQ,2026-05-04T13:30:00Z,20000.25
            CL,2026-05-04T13:30:01Z,62.35
            MNQ,2026-05-04T13:30:02Z,20000.5
            """
        let both = try market(text, contract: nil)
        let oil = try MarketTests.listing("CON.F.US.CLE.F27")
        let note = try MarketTests.listing("CON.F.US.TYA.Z26")
        let walk = Market(rules: MarketTests.rules())
        #expect(both.quote(oil, at: Bench.start).last == Price("62.35"))
        #expect(both.quote(note, at: Bench.start) == walk.quote(note, at: Bench.start))
        let one = try market(text, contract: "MNQ")
        #expect(one.quote(oil, at: Bench.start) == walk.quote(oil, at: Bench.start))
        #expect(one.quote(try MarketTests.listing(), at: Bench.start).last == Price("20000.25"))
    }

    @Test(arguments: [
        ("time,price\n", "MNQ", "no row of prices; add rows below the header"),
        ("when,price\n1,2\n", "MNQ", ":1: the header lacks columns; begin with time,price"),
        ("time,price\n1,2\n", nil, ":1: no contract; add a column symbol, or name the contract"),
        ("time,price\n1,2\n", "XX", ": unknown contract XX; use an exchange root such as MNQ"),
        ("time,price,symbol\n1,2,ZZ\n", nil, ":2: unknown symbol ZZ; use an exchange root"),
        ("time,price\nnoon,2\n", "MNQ", ":2: time noon cannot be read; write 2026-10-05T13:30:00Z"),
        ("time,price\n10,2\n9,2\n", "MNQ", ":3: its time is not after line 2's; sort the rows"),
        ("time,price\n10,2.1\n", "MNQ", ":2: price 2.1 is off MNQ's tick of 0.25; round it"),
        ("time,price\n10,abc\n", "MNQ", ":2: price abc is no price; write a plain number"),
        ("time,price\n10\n", "MNQ", ":2: price is missing; fill it in"),
        ("time,price,volume\n10,2,-1\n", "MNQ", ":2: volume -1 is no count; write contracts"),
        ("time,open,high,low,close\n10,2,3,2.5,2\n", "MNQ", ":2: high or low lies inside the bar"),
        ("time,open,high,low,close\n10,2,3,1,2\n10,2,3,1,2\n", "MNQ", ":3: its time is not after line 2's"),
    ])
    func `says which line is wrong and what to do`(text: String, contract: String?, fault: String) throws {
        let scratch = try Scratch()
        let path = try write(text, scratch)
        let error = #expect(throws: ReplayFault.self) { try ReplayFile(path: path, contract: contract) }
        #expect(error?.description.hasPrefix(path) == true)
        #expect(error?.description.contains(fault) == true, "\(error?.description ?? "")")
    }

    @Test func `refuses to start on a file that is not there`() {
        var options = PaperVenueOptions.still
        options.replay = "/nowhere/prices.csv"
        let error = #expect(throws: PaperVenueError.self) { try PaperVenue(options) }
        #expect(error?.description.contains("No such file") == true)
    }

    @Test func `fills orders at the prices of the file`() throws {
        let scratch = try Scratch()
        let clock = StoppedClock()
        var options = PaperVenueOptions.still
        options.replay = try write("time,price\n100,20000\n160,19990\n", scratch)
        options.replayContract = "MNQ"
        options.clock = { clock.now }
        let venue = try PaperVenue(options)
        defer { venue.stop() }
        venue.placeManually(Bench.request(.limit, size: 1, tag: "k", limit: "19995"))
        clock.advance(by: .seconds(59))
        venue.catchUp()
        #expect(venue.orders(ofTag: "k").first?.status == .open)
        clock.advance(by: .seconds(1))
        venue.catchUp()
        #expect(venue.orders(ofTag: "k").first?.status == .filled)
    }
}
