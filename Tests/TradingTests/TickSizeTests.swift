import Testing
import Trading

struct TickSizeTests {
    @Test(arguments: ["0", "-0.25", "", "x", "0.0000000001"])
    func `takes nothing at or below zero, or finer than a billionth`(text: String) {
        #expect(TickSize(text) == nil)
    }

    @Test(arguments: [
        ("0.25", 250_000_000), ("0.0000005", 500), ("0.00390625", 3_906_250), ("1", 1_000_000_000),
    ])
    func `holds a step in billionths`(text: String, nanos: Int64) {
        #expect(TickSize(text)?.nanos == nanos)
        #expect(TickSize(nanos: nanos)?.description == text)
    }

    @Test(arguments: [
        ("0.25", "21450.25", true), ("0.25", "21450.125", false), ("0.25", "28446.375", false),
        ("0.0000005", "0.0068415", true), ("0.0000005", "0.0068413", false),
        ("0.0000005", "0.00684125", false),
        ("0.00390625", "103.31640625", true), ("0.00390625", "103.3164", false),
        ("0.015625", "109.484375", true), ("0.015625", "109.49", false), ("0.01", "-37.63", true),
        ("0.25", "0", true),
    ])
    func `tells which prices stand on the grid`(tick: String, price: String, holds: Bool) throws {
        #expect(try #require(TickSize(tick)).holds(#require(Price(price))) == holds)
    }

    @Test(arguments: [
        ("0.25", "21450.25", "21450.5", 1), ("0.25", "21450.25", "21430.25", -80),
        ("0.0000005", "0.0068415", "0.0068425", 2), ("0.015625", "109.5", "109.484375", -1),
        ("0.00390625", "103.3125", "103.31640625", 1), ("0.25", "28446.375", "28446.625", 1),
    ])
    func `counts ticks from one price to another and back`(
        tick: String, from: String, to: String, count: Int64
    ) throws {
        let tick = try #require(TickSize(tick))
        let (from, to) = try (#require(Price(from)), #require(Price(to)))
        #expect(tick.ticks(from: from, to: to) == Ticks(count))
        #expect(tick.ticks(from: to, to: from) == -Ticks(count))
        #expect(tick.price(Ticks(count), from: from) == to)
    }

    @Test func `a distance that is no whole count gives nothing`() throws {
        let tick = try #require(TickSize("0.25"))
        #expect(try tick.ticks(from: #require(Price("28446.375")), to: #require(Price("28446.5"))) == nil)
    }

    @Test func `what leaves the range gives nothing`() throws {
        let tick = try #require(TickSize("0.25"))
        let (low, high) = (Price(nanos: .min), Price(nanos: .max))
        #expect(tick.ticks(from: low, to: high) == nil)
        #expect(tick.price(Ticks(.max), from: Price(nanos: 0)) == nil)
        #expect(tick.price(Ticks(1), from: high) == nil)
        #expect(tick.price(Ticks(-1), from: high)?.nanos == Int64.max - 250_000_000)
    }
}
