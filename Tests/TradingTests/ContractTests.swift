import Testing
import Trading

struct ContractTests {
    static func contract(_ name: String, tick: String, value: String) throws -> Contract {
        Contract(
            id: ContractID("CON.F.US.\(name)"), name: name, description: name,
            tickSize: try #require(TickSize(tick)),
            tickValue: try #require(Money(value)), isActive: true, symbolID: "F.US.\(name)")
    }

    @Test(arguments: [
        ("MNQZ6", "MNQ"), ("6EZ6", "6E"), ("M2KH7", "M2K"), ("ESZ6", "ES"), ("Z6", "Z6"), ("", ""),
    ])
    func `a name without month and year is the root`(name: String, root: String) throws {
        #expect(try Self.contract(name, tick: "0.25", value: "0.5").root == root)
    }

    @Test(arguments: [
        // E-mini S&P, one point: the vendor's own sample.
        ("0.25", "12.5", "6064.25", "6065.25", Side.buy, 1, "50"),
        ("0.25", "12.5", "6064.25", "6065.25", .sell, 1, "-50"),
        ("0.25", "12.5", "6065.25", "6064.25", .buy, 3, "-150"),
        // Micro Nasdaq from an average off the tick grid.
        ("0.25", "0.5", "28446.375", "28450", .buy, 1, "7.25"),
        ("0.25", "0.5", "28446.375", "28450", .sell, 2, "-14.5"),
        // Ten-year note: one tick is 15.625 USD. Two-year note: 7.8125 USD. Yen: 6.25 USD.
        ("0.015625", "15.625", "109.484375", "109.5", .buy, 1, "15.625"),
        ("0.015625", "15.625", "109.5", "109.484375", .buy, 3, "-46.875"),
        ("0.00390625", "7.8125", "103.3125", "103.31640625", .sell, 1, "-7.8125"),
        ("0.0000005", "6.25", "0.0068415", "0.0068425", .buy, 4, "50"),
        // Crude below zero.
        ("0.01", "10", "1", "-37.63", .buy, 1, "-38630"), ("0.25", "0.5", "100", "100", .buy, 9, "0"),
    ])
    func `works out a realised profit`(
        tick: String, value: String, entry: String, exit: String, side: Side, size: Int64, profit: String
    ) throws {
        let contract = try Self.contract("XXZ6", tick: tick, value: value)
        let (entry, exit) = try (#require(Price(entry)), #require(Price(exit)))
        let size = try #require(Size(size))
        #expect(contract.profit(entry: entry, exit: exit, side: side, size: size) == Money(profit))
    }

    @Test(arguments: [
        ("0.00005", "0.0001"), ("0.0000499", "0"), ("-0.00005", "-0.0001"), ("-0.0000499", "0"),
    ])
    func `rounds a fraction of 1/10 000 USD half away from zero`(move: String, profit: String) throws {
        let contract = try Self.contract("XXZ6", tick: "1", value: "1")
        let (entry, exit) = try (Price(nanos: 0), #require(Price(move)))
        let size = try #require(Size(1))
        #expect(contract.profit(entry: entry, exit: exit, side: .buy, size: size) == Money(profit))
    }

    @Test func `a profit that leaves the range is nothing`() throws {
        let contract = try Self.contract("XXZ6", tick: "0.25", value: "12.5")
        let (low, high, zero) = (Price(nanos: .min), Price(nanos: .max), Price(nanos: 0))
        let (one, most) = try (#require(Size(1)), #require(Size(Int64(Int32.max))))
        #expect(contract.profit(entry: low, exit: high, side: .buy, size: one) == nil)
        #expect(contract.profit(entry: zero, exit: high, side: .buy, size: one) != nil)
        #expect(contract.profit(entry: zero, exit: high, side: .buy, size: most) == nil)
        let dear = try Self.contract("XXZ6", tick: "0.0000005", value: "900000000000000")
        #expect(dear.profit(entry: zero, exit: high, side: .buy, size: one) == nil)
    }

    @Test func `rounding up past the end of the range is nothing`() throws {
        let contract = try Self.contract("XXZ6", tick: "0.0000005", value: "0.0501")
        let size = try #require(Size(1))
        let (zero, far) = (Price(nanos: 0), Price(nanos: 9_204_962_112_629_516_774))
        #expect(contract.profit(entry: zero, exit: far, side: .buy, size: size) == nil)
        let nearer = Price(nanos: far.nanos - 1)
        #expect(
            contract.profit(entry: zero, exit: nearer, side: .buy, size: size)?.tenThousandths == Int64.max)
    }
}
