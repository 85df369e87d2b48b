import JSON
import OwnThreads
import Testing
import Trading

@testable import Gateway

@Suite(.ownThreads)
struct QuoteBookTests {
    var book = QuoteBook()

    private mutating func merge(_ members: String, at seconds: Int64 = 0) throws -> MarketQuote {
        try book.merge(try Samples.json("{\(members)}"), of: Samples.mnq, at: Samples.steady(seconds))
    }

    @Test mutating func `partial frames add up to a whole quote`() throws {
        let first = try merge(#""symbol":"F.US.MNQ","bestBid":25000,"bestAsk":25000.25"#)
        let second = try merge(#""lastPrice":25000.25,"volume":7,"open":24990"#)
        let third = try merge(#""bestBid":25000.25"#)
        #expect(!first.isWhole && second.isWhole && third.isWhole)
        #expect(third.symbol == "F.US.MNQ")
        #expect(third.bid == Price("25000.25"))
        #expect(third.ask == Price("25000.25"))
        #expect(third.last == Price("25000.25"))
        #expect(third.open == Price("24990") && third.volume == 7)
    }

    @Test mutating func `null and absent keep the value`() throws {
        _ = try merge(#""bestBid":1,"bestAsk":2,"lastPrice":1"#)
        let after = try merge(#""bestBid":null,"lastPrice":2"#)
        #expect(after.bid == Price("1") && after.last == Price("2"))
        #expect(after.isWhole)
    }

    @Test(arguments: [
        ("0.0000005", "0.0000005"), ("25000.250000000", "25000.25"), ("1e-9", "0.000000001"),
        ("2.5E4", "25000"), ("0.00390625", "0.00390625"), ("-37.63", "-37.63"),
    ])
    mutating func `prices are exact, however they are written`(written: String, read: String) throws {
        let quote = try merge("\"lastPrice\":\(written)")
        #expect(quote.last?.description == read)
    }

    @Test(arguments: [
        #""bestBid":"25000""#, #""bestBid":true"#, #""bestBid":0.0000000001"#, #""bestBid":1e30"#,
        #""bestBid":{}"#,
    ])
    mutating func `a field that cannot be read keeps its old value, and is named`(members: String) throws {
        _ = try merge(#""bestBid":1,"bestAsk":2,"lastPrice":1"#, at: 1)
        let marked = try merge(members, at: 9)
        #expect(marked.bid == Price("1"))
        #expect(marked.unreadable == [.bid] && !marked.isWhole)
        #expect(marked.age(at: Samples.steady(9)) == .seconds(8))
        let other = try merge(#""bestAsk":3"#, at: 10)
        #expect(other.unreadable == [.bid])
        let healed = try merge(#""bestBid":4"#, at: 11)
        #expect(healed.isWhole && healed.bid == Price("4"))
    }

    @Test mutating func `only bid, ask and last make it younger`() throws {
        _ = try merge(#""bestBid":1"#, at: 1)
        let other = try merge(
            #""volume":3,"high":9,"timestamp":"2026-10-05T14:30:01.348+00:00","lastUpdated":"2026-10-05T14:30:01Z""#,
            at: 5)
        #expect(other.age(at: Samples.steady(6)) == .seconds(5))
        #expect(other.timestamp == Timestamp("2026-10-05T14:30:01.348Z"))
        let touched = try merge(#""lastPrice":2"#, at: 7)
        #expect(touched.age(at: Samples.steady(7)) == .zero)
    }

    @Test(arguments: [(10, false), (11, true)] as [(Int64, Bool)])
    mutating func `a quote older than the limit is stale`(now: Int64, isStale: Bool) throws {
        let quote = try merge(#""bestBid":1"#, at: 5)
        #expect(quote.isStale(at: Samples.steady(now), after: .seconds(5)) == isStale)
    }

    @Test mutating func `a quote without a price is stale from the start`() throws {
        let quote = try merge(#""volume":1,"bestBid":"x""#)
        #expect(quote.age(at: Samples.steady(0)) == nil)
        #expect(quote.isStale(at: Samples.steady(0), after: .seconds(5)))
    }

    @Test(arguments: [
        #""volume":-1"#, #""volume":1.5"#, #""timestamp":"today""#, #""lastUpdated":5"#, #""open":[]"#,
        #""change":"1""#, #""changePercent":"1""#,
    ])
    mutating func `every field is watched, not only the prices`(members: String) throws {
        let quote = try merge(members)
        #expect(quote.unreadable.count == 1)
    }

    @Test mutating func `contracts are kept apart, and one can be forgotten`() throws {
        let other = ContractID("CON.F.US.MNQ.H27")
        _ = try merge(#""symbol":"F.US.MNQ","bestBid":1"#)
        let second = try book.merge(
            try Samples.json(#"{"symbol":"F.US.MNQ","bestAsk":2}"#), of: other, at: Samples.steady(0))
        #expect(second.bid == nil)
        book.remove(Samples.mnq)
        let fresh = try merge(#""bestAsk":2"#)
        #expect(fresh.bid == nil)
    }
}
