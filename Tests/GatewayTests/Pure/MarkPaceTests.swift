import Journey
import OwnThreads
import Testing
import Trading

@testable import Gateway

/// How often marks are told.
@Suite(.ownThreads)
struct MarkPaceTests {
    var pace = MarkPace()
    var book = QuoteBook()
    static let contract = ContractID("CON.A")

    static func at(_ milliseconds: Int64) -> Timestamp {
        Timestamp(microseconds: 1_000_000 + milliseconds * 1_000)
    }

    private mutating func hear(_ members: String, at milliseconds: Int64) throws -> MarketMark? {
        let now = Self.at(milliseconds)
        let quote = try book.merge(try Samples.json("{\(members)}"), of: Self.contract, at: now)
        return pace.take(quote, at: now)
    }

    @Test mutating func `tells the first at once and the next after 250 ms, with how far it went`() throws {
        #expect(try hear(#""bestBid":10,"bestAsk":11"#, at: 0)?.bid?.now == Price("10"))
        #expect(try hear(#""bestBid":8"#, at: 10) == nil)
        #expect(try hear(#""bestBid":9"#, at: 249) == nil)
        #expect(pace.nextDue == Self.at(250))
        #expect(pace.due(at: Self.at(249)).isEmpty)
        let mark = try #require(pace.due(at: Self.at(250)).first)
        #expect(mark.bid?.now == Price("9") && mark.bid?.low == Price("8") && mark.at == Self.at(249))
        #expect(pace.nextDue == nil && pace.due(at: Self.at(9_000)).isEmpty)
        #expect(try hear(#""bestBid":10.25"#, at: 499) == nil)
        #expect(try hear(#""bestBid":10.5"#, at: 500)?.bid?.low == Price("10.25"))
    }

    @Test mutating func `tells nothing new every two seconds while quotes come`() throws {
        _ = try hear(#""bestBid":10,"bestAsk":11"#, at: 0)
        #expect(try hear(#""bestBid":10"#, at: 1_999) == nil)
        #expect(pace.nextDue == nil)
        #expect(try hear(#""bestAsk":11"#, at: 2_000)?.at == Self.at(2_000))
        #expect(try hear(#""bestAsk":11"#, at: 3_999) == nil)
        // What carries no price makes it no younger.
        #expect(try hear(#""volume":7"#, at: 9_000)?.at == Self.at(3_999))
        #expect(try hear(#""volume":8"#, at: 12_000) == nil)
    }

    @Test mutating func `a thousand quotes in a second make five marks at most`() throws {
        var told = 0
        for step in 0..<1_000 {
            let now = Int64(step)
            told += pace.due(at: Self.at(now)).count
            if try hear(#""bestBid":\#(1_000 + step),"bestAsk":3000"#, at: now) != nil { told += 1 }
        }
        #expect(told == 4)
    }

    @Test mutating func `a price that cannot be read is not known`() throws {
        _ = try hear(#""bestBid":10,"bestAsk":11,"lastPrice":10.5"#, at: 0)
        let mark = try hear(#""bestBid":"x","bestAsk":12"#, at: 300)
        #expect(mark?.bid?.now == Price("10.5") && mark?.ask?.now == Price("12"))
    }

    @Test mutating func `a new connection begins anew`() throws {
        _ = try hear(#""bestBid":10"#, at: 0)
        _ = try hear(#""bestBid":11"#, at: 1)
        pace.reset()
        #expect(pace.nextDue == nil)
        #expect(try hear(#""bestBid":11"#, at: 2) != nil)
    }
}
