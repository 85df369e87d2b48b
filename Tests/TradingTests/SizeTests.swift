import Testing
import Trading

struct SizeTests {
    @Test(arguments: [Int64.min, -1, 0, 2_147_483_648, .max])
    func `is nothing outside the venue's range`(contracts: Int64) {
        #expect(Size(contracts) == nil)
    }

    @Test(arguments: [Int64(1), 2, 2_147_483_647])
    func `holds whole contracts within it`(contracts: Int64) {
        #expect(Size(contracts)?.contracts == contracts)
        #expect(Size(contracts)?.description == "\(contracts)")
    }

    @Test func `a side has an opposite and a sign`() {
        #expect(Side.buy.opposite == .sell)
        #expect(Side.sell.opposite == .buy)
        #expect(Side.allCases.map(\.sign) == [1, -1])
    }

    @Test(arguments: [(2, .sell), (-3, .buy)] as [(Int64, Side)])
    func `a position is closed by the other side`(held: Int64, side: Side) {
        let position = Position(contract: ContractID("C"), signedSize: held, averagePrice: Price(nanos: 1))
        #expect(position.exitSide == side)
        #expect(!position.isFlat)
    }

    @Test func `a flat position has no side to close it`() {
        let flat = Position(contract: ContractID("C"), signedSize: 0, averagePrice: Price(nanos: 1))
        #expect(flat.exitSide == nil)
        #expect(flat.isFlat)
    }

    @Test func `order types go by word and by the venue's number`() {
        for type in OrderType.allCases { #expect(OrderType(word: type.word) == type) }
        #expect(OrderType(word: "LIMIT") == nil)
        #expect(OrderType.allCases.map(\.rawValue) == [1, 2, 3, 4, 5, 6, 7])
        #expect(OrderType(rawValue: 4) == .stop)
    }

    @Test func `a bracket has a leg or is none`() {
        #expect(Bracket(stop: nil, target: nil) == nil)
        #expect(Bracket(stop: Ticks(80), target: nil)?.target == nil)
        #expect(Bracket(stop: nil, target: Ticks(160))?.target == Ticks(160))
    }
}
