import Journey
import Testing
import Trading

struct SizeRuleTests {
    @Test(
        arguments: [
            (1, 1_000_000, nil, 1), (2, 2_000_000, nil, 4), (2, 2_000_000, 4, 4), (2, 2_000_000, 3, 3),
            (3, 500_000, nil, 1),
            (1, 500_000, nil, 0), (1, 500_000, 1, 0), (4, 500_000, nil, 2), (3, 333_333, nil, 0),
            (3, 333_334, nil, 1),
            (2_147_483_647, 1_000_000, nil, 2_147_483_647), (7, 100_000, nil, 0), (10, 100_000, nil, 1),
        ] as [(Int64, Int64, Int64?, Int64)])
    func `multiplies, rounds toward zero and cuts to the cap`(
        alerted: Int64, millionths: Int64, max: Int64?, contracts: Int64
    ) throws {
        let rule = SizeRule(.multiply(millionths: millionths), max: max.flatMap(Size.init))
        #expect(rule.contracts(alerted: Size(alerted)) == contracts)
    }

    @Test func `a fixed size needs none in the alert`() throws {
        let rule = SizeRule(.fixed(try #require(Size(3))))
        #expect(rule.contracts(alerted: nil) == 3)
        #expect(rule.contracts(alerted: Size(9)) == 3)
        #expect(SizeRule(rule.kind, max: Size(2)).contracts(alerted: nil) == 2)
    }

    @Test func `there is nothing to multiply without a size, and no product beyond the range`() {
        #expect(SizeRule.asAlerted.contracts(alerted: nil) == nil)
        #expect(SizeRule.asAlerted.contracts(alerted: Size(5)) == 5)
        #expect(SizeRule(.multiply(millionths: .max)).contracts(alerted: Size(2)) == nil)
    }
}
