import Journey
import Testing
import Trading

struct MarketMarkTests {
    static let contract = ContractID("CON.F.US.MNQ.Z26")

    static func mark(_ bid: String?, _ ask: String?, _ last: String? = nil, at: Int64 = 0) -> MarketMark {
        func price(_ text: String?) -> Price? { text.flatMap { Price($0) } }
        return MarketMark(
            contract, bid: price(bid), ask: price(ask), last: price(last), at: Timestamp(microseconds: at))
    }

    @Test(
        arguments: [
            ("10", "11", "10.5", "10", "11"), (nil, "11", "10.5", "10.5", "11"),
            ("10", nil, "10.5", "10", "10.5"),
            (nil, nil, "10.5", "10.5", "10.5"), (nil, nil, nil, nil, nil), ("0", "11", nil, nil, "11"),
            ("10", "10", nil, "10", "10"), ("11", "10", "10.5", nil, nil), ("-2", "-1", nil, "-2", "-1"),
        ] as [(String?, String?, String?, String?, String?)])
    func `a long is worth the bid and a short the ask, else the last trade, and a crossed market nothing`(
        bid: String?, ask: String?, last: String?, long: String?, short: String?
    ) {
        let mark = Self.mark(bid, ask, last)
        #expect(mark.range(closing: 3)?.now.description == long)
        #expect(mark.range(closing: -3)?.now.description == short)
        #expect(mark.price(for: .buy)?.description == short && mark.price(for: .sell)?.description == long)
        #expect(mark.range(closing: 0) == nil)
    }

    @Test func `gathers how far the market went`() throws {
        var mark = Self.mark("10", "11")
        mark.follow(Self.mark("14", "15", at: 5))
        mark.follow(Self.mark("9", "10", at: 9))
        mark.follow(Self.mark("12", "13", at: 12))
        let bid = try #require(mark.bid)
        #expect([bid.now, bid.high, bid.low].map(\.description) == ["12", "14", "9"])
        #expect(mark.at == Timestamp(microseconds: 12))
        mark.follow(Self.mark("13", "12"))
        #expect(mark.bid == nil)
    }

    @Test(arguments: [(0, true), (10_000_000, true), (10_000_001, false)] as [(Int64, Bool)])
    func `is fresh for ten seconds`(age: Int64, isFresh: Bool) {
        #expect(Self.mark("10", "11").isFresh(at: Timestamp(microseconds: age)) == isFresh)
    }
}
