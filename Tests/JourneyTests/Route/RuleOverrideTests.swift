import Journey
import Testing
import Trading

/// What a rule asks of an alert's chart, and how it has its entries sent.
struct RuleOverrideTests {
    private func matches(_ condition: Rule.Condition, _ members: String) throws -> Bool {
        try condition.matches(Reading.alert(Reading.message(members)), at: 0)
    }

    @Test func `an interval is matched in any spelling, and by no alert without one`() throws {
        let condition = Rule.Condition(interval: ChartInterval("1h"))
        #expect(try matches(condition, #""interval":"60""#))
        #expect(try matches(condition, #""interval":"1H""#))
        #expect(try !matches(condition, #""interval":"5""#))
        #expect(try !matches(condition, ""))
    }

    @Test func `every label of the rule has to be there, and others may`() throws {
        let condition = Rule.Condition(tags: ["a", "b"])
        #expect(try matches(condition, #""tags":["b","a"]"#))
        #expect(try matches(condition, #""tags":["c","b","a"]"#))
        #expect(try !matches(condition, #""tags":["a"]"#))
        #expect(try !matches(condition, #""tags":["A","b"]"#))
        #expect(try !matches(condition, ""))
    }

    @Test func `what an alert lacks is told part by part`() throws {
        let condition = Rule.Condition(
            source: "orb", ticker: ChartSymbol("ES1!"), action: .buy, side: .buy,
            hours: DayHours(from: 3_600, until: 7_230), interval: ChartInterval("5m"), tags: ["b", "a"])
        let alert = try Reading.alert(Reading.message())
        #expect(
            condition.parts == [
                "source orb", "ticker ES1!", "action buy", "side buy", "hours 01:00-02:00:30", "interval 5",
                "tags a, b",
            ])
        #expect(
            condition.misses(alert, at: 0) == [
                "ticker ES1!", "hours 01:00-02:00:30", "interval 5", "tags a, b",
            ])
        #expect(condition.misses(alert, at: 3_600) == ["ticker ES1!", "interval 5", "tags a, b"])
    }

    private func sent(
        _ order: EntryOrder, _ members: String, ticker: String = "NQ1!", contract: Contract? = DeskFixture.mnq
    ) throws -> OrderIntent {
        let alert = try Reading.alert(#"{"ticker":"\#(ticker)",\#(members)}"#)
        let target = Rule.Target(account: AccountName("one"), root: "MNQ", size: .asAlerted)
        let rule = Rule(name: "r", when: .init(), to: [target], entryOrder: order)
        let intents = Router.intents(
            alert, Router.Route(rule: rule, target: target), accountID: AccountID(1),
            fingerprint: Digest.of([1]), contract: contract, position: nil)
        return try #require(intents.last)
    }

    private static let buy = #""action":"buy","size":1"#
    private static let sell = #""action":"sell","size":1"#

    @Test(
        arguments: [
            // The chart's price, on the grid.
            (.limit, 0, #"\#(buy),"price":100"#, "100", nil),
            (.limit, 4, #"\#(buy),"price":100"#, "101", nil),
            (.limit, -4, #"\#(buy),"price":100"#, "99", nil),
            (.limit, 4, #"\#(sell),"price":100"#, "99", nil),
            (.stop, 2, #"\#(buy),"price":100"#, nil, "100.5"),
            (.stop, 2, #"\#(sell),"price":100"#, nil, "99.5"),
            // Between two ticks: a limit no more eager, a stop no nearer.
            (.limit, 0, #"\#(buy),"price":100.1"#, "100", nil),
            (.limit, 0, #"\#(sell),"price":100.1"#, "100.25", nil),
            (.stop, 0, #"\#(buy),"price":100.1"#, nil, "100.25"),
            (.stop, 0, #"\#(sell),"price":100.1"#, nil, "100"),
            // The alert's own, as it is.
            (.limit, 0, #"\#(buy),"type":"limit","limit_price":99.1,"price":100"#, "99.1", nil),
            (.limit, 2, #"\#(buy),"type":"limit","limit_price":99,"price":100"#, "99.5", nil),
            (.stop, 1, #"\#(buy),"type":"stop","stop_price":101,"price":100"#, nil, "101.25"),
            // Of the other kind it says nothing.
            (.stop, 1, #"\#(buy),"type":"limit","limit_price":99"#, nil, nil),
            (.limit, 0, buy, nil, nil),
            (.market, 0, #"\#(buy),"type":"limit","limit_price":99,"price":100"#, nil, nil),
        ] as [(EntryOrder.Kind, Int64, String, String?, String?)])
    func `an entry goes out as the rule says`(
        kind: EntryOrder.Kind, offset: Int64, members: String, limit: String?, stop: String?
    ) throws {
        let intent = try sent(EntryOrder(kind, offset: Ticks(offset)), members)
        #expect(intent.type.word == kind.rawValue)
        #expect(intent.limitPrice == limit.flatMap { Price($0) })
        #expect(intent.stopPrice == stop.flatMap { Price($0) })
    }

    @Test func `the price on a chart of another product is none`() throws {
        let order = EntryOrder(.limit)
        #expect(try sent(order, #"\#(Self.buy),"price":100"#, ticker: "ES1!").limitPrice == nil)
        #expect(try sent(order, #"\#(Self.buy),"price":100"#, contract: nil).limitPrice == nil)
        #expect(try sent(order, #"\#(Self.buy),"price":100"#, ticker: "MNQZ2026").limitPrice != nil)
    }

    @Test func `an exit leaves at the market whatever the rule says`() throws {
        let intent = try sent(EntryOrder(.limit), #""action":"close""#)
        #expect(intent.type == .market && intent.limitPrice == nil)
    }

    @Test func `an order of a kind that needs a price is denied without one`() throws {
        let target = Rule.Target(
            account: DeskFixture.one, root: "MNQ", size: .asAlerted,
            bracket: Bracket(stop: Ticks(80), target: nil))
        for (kind, isDenied) in [(EntryOrder.Kind.market, false), (.limit, true), (.stop, true)] {
            var fixture = try DeskFixture.connected(
                rules: [Rule(name: "r", when: .init(), to: [target], entryOrder: EntryOrder(kind))])
            let decision = try fixture.arrive(Self.buy)
            #expect(decision.verdicts.first?.code == (isDenied ? "PRICE_INVALID" : nil))
            for row in decision.audits where row.kind == "risk.verdict" {
                #expect(GateReport.recheck(row.body) == nil)
            }
        }
    }
}
