import Journey
import Testing
import Trading

/// How many contracts an alert comes to, as the Desk knows the account.
struct DeskSizeTests {
    static let wide = RiskLimits(sizeMax: 50, positionMax: 50)

    static func rules(_ size: SizeRule, stop: Int64? = 80, root: String = "MNQ") -> [Rule] {
        let bracket = stop.map { Bracket(stop: Ticks($0), target: nil) }
        return [
            Rule(
                name: "r", when: Rule.Condition(),
                to: [Rule.Target(account: DeskFixture.one, root: root, size: size, bracket: bracket ?? nil)])
        ]
    }

    func report(_ decision: Decision) throws -> GateReport {
        let audit = try #require(decision.audits.first { $0.kind == "risk.verdict" })
        // What the ledger keeps is decided again, the size with it.
        #expect(GateReport.recheck(audit.body) == nil)
        return try #require(GateReport(recorded: audit.body))
    }

    /// One MNQ loses 82 ticks of 0.50 USD and its fees.
    @Test func `risk over the stop's distance, slip and fees counted`() throws {
        let fees = try #require(FuturesProduct.root("MNQ")?.roundTurn.tenThousandths)
        let one = 82 * 5_000 + fees
        var holding = HoldingLimits()
        holding.slipTicks = 2
        for (most, contracts) in [(one, 1), (3 * one - 1, 2), (3 * one, 3)] as [(Int64, Int64)] {
            var fixture = try DeskFixture.connected(
                limits: Self.wide, holding: holding,
                rules: Self.rules(SizeRule(.risk(Money(tenThousandths: most)))))
            let decision = try fixture.arrive(#""action":"buy","size":1"#)
            #expect(decision.verdicts.map(\.size) == [contracts])
            let sizing = try #require(try report(decision).input.sizing)
            #expect((sizing.stopTicks, sizing.slipTicks) == (80, 2))
        }
    }

    @Test(
        arguments: [
            (.fixed(try #require(Size(3))), 3), (.risk(Money(tenThousandths: 1_000_000)), 2),
            (.balance(perContract: Money(tenThousandths: 250_000_000)), 2),
            (.multiply(millionths: 1_000_000), nil), (.position(millionths: 1_000_000), nil),
        ] as [(SizeRule.Kind, Int64?)])
    func `an alert without a size has its rule's, where the rule needs none`(
        kind: SizeRule.Kind, contracts: Int64?
    ) throws {
        let rule = SizeRule(kind)
        var fixture = try DeskFixture.connected(limits: Self.wide, rules: Self.rules(rule))
        let decision = try fixture.arrive(#""alertbridge":1,"action":"buy""#)
        let verdict = try #require(decision.verdicts.first)
        #expect(verdict.size == contracts && verdict.isApproved == (contracts != nil))
        #expect(verdict.reason?.contains("names no size") == (contracts == nil ? true : nil))
        #expect(try report(decision).input.sizing?.alerted == nil)
    }

    @Test func `an entry whose risk comes to no contract is denied with what one could lose`() throws {
        var fixture = try DeskFixture.connected(
            limits: Self.wide, rules: Self.rules(SizeRule(.risk(Money(tenThousandths: 400_000)))))
        let verdict = try #require(try fixture.arrive(#""action":"buy","size":1"#).verdicts.first)
        #expect(verdict.code == "QUANTITY_INVALID")
        #expect(verdict.reason?.contains("one contract could lose") == true)
        fixture = try DeskFixture.connected(
            limits: RiskLimits(sizeMax: 9, positionMax: 9, requiresStop: false),
            rules: Self.rules(SizeRule(.risk(Money(tenThousandths: 9_000_000))), stop: nil))
        let bare = try #require(try fixture.arrive(#""action":"buy","size":1"#).verdicts.first)
        #expect(bare.reason?.contains("no stop to count its risk by") == true)
    }

    /// The account's balance is 50,000.00.
    @Test(arguments: [("25000", 2), ("25000.01", 1), ("50000.01", nil)] as [(String, Int64?)])
    func `one contract for each so much of the balance`(share: String, contracts: Int64?) throws {
        var fixture = try DeskFixture.connected(
            limits: Self.wide, rules: Self.rules(SizeRule(.balance(perContract: try #require(Money(share))))))
        let decision = try fixture.arrive(#""action":"buy","size":1"#)
        #expect(decision.verdicts.map(\.isApproved) == [contracts != nil])
        #expect(try report(decision).input.size == contracts ?? 0)
    }

    @Test func `a position to hold counts what is held, and what works toward it`() throws {
        let rules = Self.rules(SizeRule(.position(millionths: 1_000_000)))
        var fixture = try DeskFixture.connected(limits: Self.wide, rules: rules)
        #expect(try fixture.arrive(#""action":"buy","size":3,"id":"a""#).verdicts.map(\.size) == [3])
        let again = try #require(try fixture.arrive(#""action":"buy","size":3,"id":"b""#).verdicts.first)
        #expect(again.code == "QUANTITY_INVALID")
        #expect(again.reason?.contains("0 contracts are held and 3 may come, of 3 to hold") == true)
        fixture = try DeskFixture.connected(limits: Self.wide, rules: rules)
        fixture.hear(.position(DeskFixture.one, PlaceRequest.sample.held(2)))
        #expect(try fixture.arrive(#""action":"buy","size":3,"id":"c""#).verdicts.map(\.size) == [1])
        let other = try #require(try fixture.arrive(#""action":"sell","size":1,"id":"d""#).verdicts.first)
        #expect(other.reason?.contains("2 contracts are held the other way") == true)
    }

    @Test func `an exit takes its share of what is held and not yet leaving`() throws {
        let rule = SizeRule(.risk(Money(tenThousandths: 9_000_000)), exitShare: 5_000)
        var fixture = try DeskFixture.connected(limits: Self.wide, rules: Self.rules(rule))
        fixture.hear(.position(DeskFixture.one, PlaceRequest.sample.held(4)))
        let half = #""action":"sell","size":9,"position":1,"prev_position":2"#
        #expect(try fixture.arrive(half + #","id":"a""#).verdicts.map(\.size) == [2])
        #expect(try fixture.arrive(half + #","id":"b""#).verdicts.map(\.size) == [1])
        // Half of one contract is none, and a denial.
        let last = try fixture.arrive(half + #","id":"c""#)
        #expect(last.verdicts.map(\.code) == ["QUANTITY_INVALID"])
        #expect(try report(last).input.size == 0)
    }

    @Test func `a mini on the chart is ten micros, and what does not move with it has no weight`() throws {
        let rule = SizeRule(.multiply(millionths: 1_000_000), converts: true)
        var fixture = try DeskFixture.connected(limits: Self.wide, rules: Self.rules(rule))
        #expect(try fixture.arrive(#""action":"buy","size":2"#).verdicts.map(\.size) == [20])
        let oil = try fixture.arrive(#""action":"buy","size":2"#, ticker: "CL1!").verdicts.first
        #expect(oil?.reason?.contains("no weight is known") == true)
        fixture = try DeskFixture.connected(limits: Self.wide, rules: Self.rules(rule, root: "NQ"))
        let up = try fixture.arrive(#""action":"buy","size":25"#, ticker: "MNQ1!")
        #expect(up.verdicts.map(\.size) == [2])
    }

    @Test func `an entry is cut to its limits where the account says so, and keeps both sizes`() throws {
        let limits = RiskLimits(sizeMax: 4, positionMax: 5)
        let rules = Self.rules(.asAlerted)
        var fixture = try DeskFixture.connected(limits: limits, rules: rules)
        #expect(
            try fixture.arrive(#""action":"buy","size":9"#).verdicts.map(\.code) == [
                "QUANTITY_EXCEEDS_MAXIMUM"
            ])
        fixture = try DeskFixture.connected(limits: limits, rules: rules, clamps: true)
        let first = try fixture.arrive(#""action":"buy","size":9,"id":"a""#)
        #expect(first.verdicts.map(\.size) == [4])
        #expect(try report(first).input.sizing?.cut == 9)
        #expect(fixture.release(first).orders.values.map(\.size) == [4])
        #expect(try fixture.arrive(#""action":"buy","size":9,"id":"b""#).verdicts.map(\.size) == [1])
        // Not even one fits: denied as asked for.
        let full = try fixture.arrive(#""action":"buy","size":9,"id":"c""#)
        #expect(full.verdicts.map(\.code) == ["QUANTITY_EXCEEDS_MAXIMUM"])
        #expect(try report(full).input.size == 9)
    }

    @Test func `a limit in minis cuts too, and one of money does not`() throws {
        var holding = HoldingLimits()
        holding.tenthsMax = 7
        var fixture = try DeskFixture.connected(
            limits: Self.wide, holding: holding, rules: Self.rules(.asAlerted), clamps: true)
        #expect(try fixture.arrive(#""action":"buy","size":9"#).verdicts.map(\.size) == [7])
        holding.riskMax = Money(tenThousandths: 2_000_000)
        fixture = try DeskFixture.connected(
            limits: Self.wide, holding: holding, rules: Self.rules(.asAlerted), clamps: true)
        #expect(
            try fixture.arrive(#""action":"buy","size":9"#).verdicts.map(\.code) == [
                "RISK_PER_TRADE_EXCEEDED"
            ])
    }

    @Test func `a recorded size that its facts do not give is no sound verdict`() throws {
        var fixture = try DeskFixture.connected(limits: Self.wide, rules: Self.rules(.asAlerted))
        let decision = try fixture.arrive(#""action":"buy","size":2"#)
        let audit = try #require(decision.audits.first { $0.kind == "risk.verdict" })
        let text = String(decoding: audit.body, as: UTF8.self)
        let forged = text.replacing(#""alerted":2"#, with: #""alerted":3"#)
        #expect(forged != text)
        #expect(GateReport.recheck(Array(forged.utf8))?.contains("QUANTITY_INVALID") == true)
    }

    // MARK: The record

    @Test func `a size that follows from the alert alone records nothing of the account`() throws {
        var fixture = try DeskFixture.connected(limits: Self.wide, rules: Self.rules(.asAlerted))
        fixture.hear(.position(DeskFixture.one, PlaceRequest.sample.held(2)))
        let sizing = try #require(try fixture.arrive(#""action":"buy","size":3"#).judged?.sizing)
        #expect(sizing == Sizing(.asAlerted, isExit: false).naming(3))
        // Nor does a reversal that names its contracts.
        let turn = try fixture.arrive(#""action":"reverse","size":1"#)
        #expect(turn.verdicts.map(\.size) == [nil, 1])
        #expect(turn.judged?.sizing == Sizing(.asAlerted, isExit: false).naming(1))
    }

    @Test func `what may come on an exit's side does not size the exit`() throws {
        let rule = SizeRule(.multiply(millionths: 1_000_000), exitShare: 5_000)
        var fixture = try DeskFixture.connected(limits: Self.wide, rules: Self.rules(rule))
        fixture.hear(.position(DeskFixture.one, PlaceRequest.sample.held(4)))
        _ = try fixture.sentEntry("sell", 1, more: #""type":"limit","limit_price":21500"#)
        let half = #""action":"sell","size":9,"position":1,"prev_position":2"#
        let sizing = try #require(try fixture.arrive(half).judged?.sizing)
        #expect((sizing.held, sizing.coming, sizing.contracts) == (4, 0, 2))
    }
}

extension Sizing {
    /// What an alert that names so many contracts leads to.
    fileprivate func naming(_ contracts: Int64) -> Sizing {
        var sizing = self
        sizing.alerted = contracts
        return sizing
    }
}
