import Journey
import Testing
import Trading

struct SizeRuleTests {
    private func sizing(
        _ kind: SizeRule.Kind, alerted: Int64?, round: SizeRule.Rounding = .down, min: Int64? = nil,
        max: Int64? = nil, converts: Bool = false, exitShare: Int64? = nil, isExit: Bool = false
    ) -> Sizing {
        let rule = SizeRule(
            kind, rounding: round, min: min.flatMap(Size.init), max: max.flatMap(Size.init),
            converts: converts,
            exitShare: exitShare)
        var sizing = Sizing(rule, isExit: isExit)
        sizing.alerted = alerted
        return sizing
    }

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
        #expect(sizing(.multiply(millionths: millionths), alerted: alerted, max: max).contracts == contracts)
    }

    @Test(
        arguments: [
            (3, 500_000, .down, 1), (3, 500_000, .nearest, 2), (3, 500_000, .up, 2),
            (3, 499_999, .nearest, 1),
            (1, 1, .down, 0), (1, 1, .nearest, 0), (1, 1, .up, 1), (4, 500_000, .up, 2),
            (4, 500_000, .nearest, 2), (1, 499_999, .nearest, 0), (1, 500_000, .nearest, 1),
        ] as [(Int64, Int64, SizeRule.Rounding, Int64)])
    func `rounds as it is told`(
        alerted: Int64, millionths: Int64, rounding: SizeRule.Rounding, contracts: Int64
    ) {
        #expect(
            sizing(.multiply(millionths: millionths), alerted: alerted, round: rounding).contracts
                == contracts)
    }

    @Test func `a fixed size needs none in the alert`() throws {
        let three = SizeRule.Kind.fixed(try #require(Size(3)))
        #expect(sizing(three, alerted: nil).contracts == 3)
        #expect(sizing(three, alerted: 9).contracts == 3)
        #expect(sizing(three, alerted: nil, max: 2).contracts == 2)
    }

    @Test func `there is nothing to multiply without a size, and no product beyond the range`() {
        let asAlerted = SizeRule.asAlerted.kind
        #expect(sizing(asAlerted, alerted: nil).outcome == .nothing("the alert names no size to multiply"))
        #expect(sizing(asAlerted, alerted: 5).contracts == 5)
        #expect(
            sizing(.multiply(millionths: .max), alerted: 2).outcome == .nothing("the size leaves the range"))
    }

    @Test func `an entry is raised to the least and cut to the most, an exit is neither`() {
        let half = SizeRule.Kind.multiply(millionths: 500_000)
        #expect(sizing(half, alerted: 1, min: 1).contracts == 1)
        #expect(sizing(half, alerted: 2, min: 3, max: 4).contracts == 3)
        #expect(sizing(half, alerted: 10, min: 3, max: 4).contracts == 4)
        #expect(sizing(half, alerted: 10, min: 3, max: 4, isExit: true).contracts == 5)
        #expect(sizing(half, alerted: 1, min: 3, isExit: true).contracts == 0)
    }

    /// NQ weighs ten tenths of a mini, MNQ one.
    @Test(
        arguments: [
            (1, 10, 1, .down, 10), (3, 10, 1, .down, 30), (15, 1, 10, .down, 1), (15, 1, 10, .nearest, 2),
            (14, 1, 10, .nearest, 1), (9, 1, 10, .down, 0), (2, 10, 10, .down, 2),
        ] as [(Int64, Int64, Int64, SizeRule.Rounding, Int64)])
    func `converts minis and micros by their weight`(
        alerted: Int64, chart: Int64, traded: Int64, rounding: SizeRule.Rounding, contracts: Int64
    ) {
        var one = sizing(
            .multiply(millionths: 1_000_000), alerted: alerted, round: rounding, converts: true)
        (one.chartTenths, one.tradedTenths) = (chart, traded)
        #expect(one.contracts == contracts)
    }

    @Test func `converts nothing whose weight is not known`() {
        let one = sizing(.multiply(millionths: 1_000_000), alerted: 1, converts: true)
        #expect(one.outcome == .nothing("no weight is known to convert the chart's contracts by"))
    }

    @Test(
        arguments: [
            (3, 0, 0, 3), (3, 1, 0, 2), (3, 2, 0, 1), (3, 1, 1, 1), (3, 3, 0, nil), (3, 4, 0, nil),
            (3, 2, 1, nil), (3, -1, 0, nil),
        ] as [(Int64, Int64, Int64, Int64?)])
    func `a position to hold asks for what is missing of it`(
        alerted: Int64, held: Int64, coming: Int64, contracts: Int64?
    ) {
        var one = sizing(.position(millionths: 1_000_000), alerted: alerted)
        (one.held, one.coming) = (held, coming)
        #expect(one.contracts == contracts)
    }

    @Test func `a position to hold waits until what is held is known`() {
        let one = sizing(.position(millionths: 1_000_000), alerted: 3)
        #expect(one.outcome == .nothing("what is held is not known"))
    }

    @Test(
        arguments: [
            ("50000", "25000", .down, 2), ("49999.99", "25000", .down, 1), ("49999.99", "25000", .up, 2),
            ("12500", "25000", .nearest, 1), ("12499.99", "25000", .nearest, 0), ("0", "25000", .down, nil),
            ("-1", "25000", .up, nil),
        ] as [(String, String, SizeRule.Rounding, Int64?)])
    func `one contract for each so much of the balance`(
        balance: String, share: String, rounding: SizeRule.Rounding, contracts: Int64?
    ) throws {
        var one = sizing(.balance(perContract: try #require(Money(share))), alerted: nil, round: rounding)
        #expect(one.outcome == .nothing("the account's balance is not known"))
        one.balance = Money(balance)
        #expect(one.contracts == contracts)
    }

    /// MNQ: 0.50 USD a tick, 1.34 in and out. 40 ticks and 2 of slip lose 22.34 a contract.
    @Test(
        arguments: [
            ("22.33", nil), ("22.34", 1), ("44.67", 1), ("44.68", 2), ("250", 11),
        ] as [(String, Int64?)])
    func `as many as lose no more than that at the stop`(most: String, contracts: Int64?) throws {
        var one = sizing(.risk(try #require(Money(most))), alerted: nil)
        (one.tickValue, one.roundTurn) = (Money("0.5"), Money("1.34"))
        #expect(one.outcome == .nothing("the entry has no stop to count its risk by"))
        (one.stopTicks, one.slipTicks) = (40, 2)
        #expect(one.contracts == contracts)
        one.tickValue = nil
        #expect(one.outcome == .nothing("what a tick of the contract is worth, or its fees, is not known"))
    }

    @Test(arguments: [(4, 5_000, 2), (3, 5_000, 1), (1, 5_000, 0), (3, 10_000, 3), (3, 3_334, 1)])
    func `an exit takes its part of what is held`(held: Int64, share: Int64, contracts: Int64) throws {
        var one = sizing(.risk(try #require(Money("100"))), alerted: 9, exitShare: share, isExit: true)
        #expect(one.outcome == .nothing("what is held is not known"))
        one.held = held
        #expect(one.contracts == contracts)
    }

    @Test func `an exit of a rule that sizes by money alone has no size`() throws {
        let one = sizing(.risk(try #require(Money("100"))), alerted: 9, isExit: true)
        #expect(one.outcome == .nothing("the rule sizes entries by money, and says nothing of exits"))
    }

    @Test func `a reversal without a size trades what it leaves, unless money sizes it`() throws {
        var one = sizing(.multiply(millionths: 2_000_000), alerted: nil)
        one.reversed = 3
        #expect(one.contracts == 3)
        one = sizing(.balance(perContract: try #require(Money("1000"))), alerted: nil)
        (one.reversed, one.balance) = (3, Money("5000"))
        #expect(one.contracts == 5)
    }

    @Test func `what was cut to the account's limits keeps both sizes`() {
        var one = sizing(.multiply(millionths: 1_000_000), alerted: 9)
        #expect(one.cut == nil)
        one.clampedTo = 4
        #expect(one.contracts == 4)
        #expect(one.cut == 9)
    }
}
