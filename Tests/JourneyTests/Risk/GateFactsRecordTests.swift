import Testing
import Trading

@testable import Journey

/// Facts of the gate as their record has them: what is not there is not made up, and what is damaged is no input.
struct GateFactsRecordTests {
    func text(_ input: GateInput) -> String {
        String(decoding: RiskGate.examine(input).json.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }

    /// What a record is read as once a part of it was replaced.
    func read(_ input: GateInput, replacing original: String, with edited: String) throws -> GateInput? {
        let honest = text(input)
        let body = honest.replacing(original, with: edited)
        try #require(body != honest)
        return GateReport(recorded: Array(body.utf8))?.input
    }

    // MARK: Marks

    static func open(_ mark: String?, _ age: Int64?) -> MarkFacts.Open {
        var open = MarkFacts.Open(contract: "CON.X", held: 1)
        (open.mark, open.age) = (mark.flatMap { Price($0) }, age.map(Span.init(microseconds:)))
        (open.profit, open.beyond) = (Money("5"), Money("3"))
        return open
    }

    @Test(
        arguments: [
            ("21450.25", 9_999_000, "CON.X:21450.25@9999ms", "5", "3"),
            ("21450.25", 10_000_000, "CON.X:21450.25@10000ms", "5", "3"),
            ("21450.25", 10_001_000, "CON.X:NO_DATA@10001ms", nil, "0"),
            ("21450.25", nil, "CON.X:NO_DATA", nil, "0"), (nil, 1_000, "CON.X:NO_DATA", nil, "0"),
        ] as [(String?, Int64?, String, String?, String)])
    func `a mark is told with its age, and counts while it is fresh`(
        mark: String?, age: Int64?, words: String, profit: String?, beyond: String
    ) {
        let marks = MarkFacts([Self.open(mark, age)])
        #expect(marks.words == words)
        #expect(marks.profit == profit.flatMap { Money($0) } && marks.beyond == Money(beyond))
        let input = GateInput.passing.with { $0.marks = marks }
        #expect(GateReport(recorded: RiskGate.examine(input).json)?.input == input)
    }

    @Test func `an account without positions is told as flat`() {
        #expect(MarkFacts().words == "flat" && MarkFacts().profit == .zero)
    }

    @Test func `marks that are no list are no input`() throws {
        let input = GateInput.passing.with { $0.marks = MarkFacts() }
        #expect(try read(input, replacing: #""marks":[]"#, with: #""marks":{}"#) == nil)
    }

    // MARK: Months and rules

    @Test func `a month's facts come back from the record, the method with them`() throws {
        let plain = MonthChecksTests.entry
        let rolled = MonthChecksTests.rolled.with { $0.month?.chart = "MNQH7" }
        for input in [plain, rolled, rolled.with { $0.month?.differs = true }] {
            #expect(GateReport(recorded: RiskGate.examine(input).json)?.input == input)
        }
        #expect(!text(plain).contains(#""method":"#) && !text(rolled).contains(#""differs":"#))
        #expect(try read(rolled, replacing: "days_before_expiry:8\"", with: "sometime\"") == nil)
    }

    @Test func `what is turned round is a number or nothing`() throws {
        let input = GateInput.passing.with { $0.rule = RuleFacts(turned: 2) }
        #expect(try read(input, replacing: #""turned":2"#, with: #""turned":null"#)?.rule == RuleFacts())
        #expect(try read(input, replacing: #""turned":2"#, with: #""turned":"x""#) == nil)
    }

    // MARK: Trading

    @Test(arguments: ["repeats", "rejects"])
    func `a count that is damaged is no input, whatever else is whole`(member: String) throws {
        let count = TradingFacts.Count(of: "s", 9, TradingGuards.Limit(10, in: .seconds(600)))
        let input = GateInput.passing.with { ($0.trading.repeats, $0.trading.rejects) = (count, count) }
        let whole = #""\#(member)":{"strategy":"s""#
        #expect(try read(input, replacing: whole, with: #""\#(member)":{"strategy":7"#) == nil)
    }

    @Test func `a record names kills and halts where there are some, and not else`() {
        let clocked = GateInput.passing.with { $0.trading.clockFault = "set back" }
        #expect(!text(clocked).contains(#""kills":"#) && !text(clocked).contains(#""halts":"#))
        let stop = TradingFacts.Stop(what: "everything", why: "by hand", release: "alertbridge resume --all")
        let stopped = clocked.with { ($0.trading.kills, $0.trading.halts) = ([stop], [stop]) }
        #expect(GateReport(recorded: RiskGate.examine(stopped).json)?.input == stopped)
    }

    @Test func `the stricter state is the greater, and none is stricter than itself`() {
        for (place, state) in TradingState.allCases.enumerated() {
            for (other, against) in TradingState.allCases.enumerated() {
                #expect((state < against) == (place < other))
            }
        }
    }

    @Test func `the usual guards are the specification's, and none is on unless it is set`() {
        let usual = TradingGuards.usual
        #expect(usual.repeats == TradingGuards.Limit(10, in: .seconds(10 * 60)))
        #expect(usual.rejects == TradingGuards.Limit(5, in: .seconds(60)))
        #expect(usual.watchesClock && usual.watchesVenueClock)
        #expect(!TradingGuards.off.watchesClock && !TradingGuards.off.watchesVenueClock)
    }

    @Test func `a clock that is behind is told as such`() {
        #expect(VenueClock(ahead: Span(microseconds: -61_200_000)).words == "61.2 s behind")
        #expect(VenueClock(ahead: Span(microseconds: 61_200_000)).words == "61.2 s ahead of")
    }

    @Test func `a size that the alert names looks at the account for its exits' share alone`() {
        for kind in [SizeRule.Kind.multiply(millionths: 1_000_000), .fixed(Size(2)!)] {
            #expect(!SizeRule(kind).looksAtTheAccount)
            #expect(SizeRule(kind, exitShare: 5_000).looksAtTheAccount)
        }
    }
}
