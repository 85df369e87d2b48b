import JSON
import Testing
import Trading

@testable import Journey

/// Edges of the gate and the size at which a change of one sign or number would pass unseen elsewhere.
struct GateEdgeTests {
    func told(_ id: String, _ input: GateInput) -> [String]? {
        RiskGate.examine(input).checks.first { $0.id == id }?.inputs
    }

    func text(_ input: GateInput) -> String {
        String(decoding: RiskGate.examine(input).json.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }

    // MARK: Records

    @Test(arguments: [
        "trading", "live_legs", "trail_price", "stop_trails", "change", "sizing", "cut_off", "calendar",
        "holding", "day", "profile",
    ])
    func `a record says nothing of what was not asked`(member: String) {
        #expect(!text(.passing).contains("\"\(member)\":"))
    }

    @Test(arguments: [
        "unweighed", "other_class", "opposite", "unread", "matches", "bare", "allow", "deny",
        "negative_prices", "other_months", "adds", "reference", "reference_age_us", "one_class",
        "notional_max",
    ])
    func `a record says nothing of what is off`(member: String) {
        #expect(!text(HoldingChecksTests.entry).contains("\"\(member)\":"))
        #expect(text(HoldingChecksTests.entry).contains("\"holding\":"))
    }

    @Test func `a sum that left the range is read as such, and a word as nothing`() throws {
        let honest = text(HoldingChecksTests.entry)
        let unknown = honest.replacing(#""other_tenths":0"#, with: #""other_tenths":null"#)
        let word = honest.replacing(#""other_tenths":0"#, with: #""other_tenths":"x""#)
        #expect(unknown != honest && word != honest)
        #expect(GateReport(recorded: Array(unknown.utf8))?.input.holding?.otherTenths == nil)
        #expect(GateReport(recorded: Array(unknown.utf8)) != nil)
        #expect(GateReport(recorded: Array(word.utf8)) == nil)
    }

    static func sizing(_ rule: SizeRule, _ change: (inout Sizing) -> Void = { _ in }) -> Sizing {
        var sizing = Sizing(rule, isExit: false)
        sizing.alerted = 2
        change(&sizing)
        return sizing
    }

    static let rules: [(SizeRule, String)] = [
        (SizeRule(.fixed(Size(2)!)), "fixed:2"),
        (
            SizeRule(.multiply(millionths: 500_000), rounding: .up, max: Size(3)!),
            "multiply:0.5,round:up,max:3"
        ),
        (
            SizeRule(.position(millionths: 1_500_000), rounding: .nearest, min: Size(1)!, converts: true),
            "position:1.5,round:nearest,min:1,convert:true"
        ),
        (SizeRule(.balance(perContract: Money("2500.5")!)), "balance_per_contract:2500.5"),
        (SizeRule(.risk(Money("250")!), exitShare: 3_350), "risk:250,exit_percent:33.5"),
    ]

    @Test func `a size's rule reads in one word, and comes back from its record`() throws {
        for (rule, word) in Self.rules {
            #expect(rule.description == word)
            let full = Self.sizing(rule) { sizing in
                (sizing.reversed, sizing.held, sizing.coming) = (1, -1, 3)
                (sizing.balance, sizing.stopTicks, sizing.slipTicks) = (Money("50000"), 80, 2)
                (sizing.tickValue, sizing.roundTurn) = (Money("0.5"), Money("1.34"))
                (sizing.chartTenths, sizing.tradedTenths, sizing.clampedTo) = (10, 1, 1)
            }
            for sizing in [full, Self.sizing(rule), Self.sizing(rule) { ($0.coming, $0.slipTicks) = (1, 1) }]
            {
                let json = RiskGate.examine(GateInput.passing.with { $0.sizing = sizing }).json
                #expect(GateReport(recorded: json)?.input.sizing == sizing)
            }
            let exit = Sizing(rule, isExit: true)
            let json = RiskGate.examine(GateInput.passing.with { $0.sizing = exit }).json
            #expect(GateReport(recorded: json)?.input.sizing == exit)
        }
    }

    @Test(arguments: ["exit", "coming", "slip_ticks", "round", "convert", "exit_share", "min", "max"])
    func `a size's record says nothing of what its rule does not ask`(member: String) throws {
        let input = GateInput.passing.with { $0.sizing = Self.sizing(SizeRule(.fixed(Size(2)!))) }
        let start = try #require(text(input).firstRange(of: "\"sizing\":"))
        let end = try #require(text(input).firstRange(of: "\"type\":"))
        #expect(!text(input)[start.lowerBound..<end.lowerBound].contains("\"\(member)\":"))
    }

    // MARK: What checks tell

    @Test func `the clock, repeats and refusals are told`() {
        let venue = ["venue_ahead=NO_DATA", "venue_ahead_max=5 s"]
        #expect(told("PT-08", .passing) == ["trusted=true"] + venue)
        #expect(told("PT-08", .passing.with { $0.trading.clockFault = "a" }) == ["trusted=false"] + venue)
        let ten = TradingGuards.Limit(10, in: .seconds(600))
        let count = TradingFacts.Count(of: "s", 9, ten)
        let tripped = TradingFacts.Count(of: "s", 9, nil, trip: "t")
        #expect(told("PT-12", .passing) == ["limit=none"])
        #expect(
            told("PT-12", .passing.with { $0.trading.repeats = count })
                == ["count=9", "max=10", "window=\(Span.seconds(600))", "tripped=false"])
        #expect(
            told("PT-12", .passing.with { $0.trading.repeats = tripped })
                == ["count=9", "max=none", "window=\(Span.zero)", "tripped=true"])
    }

    @Test func `what was not asked is told as nothing`() {
        #expect(told("PT-33", .passing) == ["one_class=false", "others=0"])
        #expect(told("PT-34", .passing) == ["opposite=0", "unread=0"])
        #expect(told("PT-38", .passing) == ["refused=false", "own_orders=0"])
        #expect(told("PT-41", .passing) == ["needed=false", "without_stop=0"])
        #expect(told("PT-24", .passing) == ["reference=NO_DATA", "age=none", "required=false", "collar=off"])
        #expect(told("PT-30", .passing)?.contains("other_months=0") == true)
        #expect(told("PT-17", .passing.with { $0.holding = nil }) == told("PT-17", .passing))
        #expect(told("PT-16", .passing) == ["roll_guard=off"])
        #expect(told("PT-18", .passing) == ["cut_off=none", "sessions=off"])
        #expect(told("PT-19", .passing) == ["blackout=none"])
    }

    @Test func `a collar is told in the price's own units`() {
        let input = PriceChecksTests.limit
        #expect(told("PT-24", input)?.last == "collar=10")
        let share = input.with { $0.holding?.limits.collarMillionths = 5_000 }
        #expect(told("PT-24", share)?.last == "collar=107.25125")
        let beyond = input.with { $0.limitPrice = Price("21470.25") }
        let reason = RiskGate.examine(beyond).denial?.reason
        #expect(reason?.contains("is more than 10 beyond the market at 21450.25") == true)
    }

    @Test(arguments: [(Side.buy, "21450.25", "above"), (.sell, "21450.25", "below")])
    func `a stop on the wrong side is told which side is right`(side: Side, price: String, word: String) {
        let input = PriceChecksTests.stop.with { ($0.side, $0.stopPrice) = (side, Price(price)) }
        let denial = RiskGate.examine(input).denial
        #expect(denial?.code == .stopWrongSide)
        #expect(denial?.reason.contains("is not \(word) the market") == true)
    }

    @Test(arguments: [(false, "is not 1 to 40 of"), (true, "was used before")])
    func `a tag that cannot be is told why`(isUsed: Bool, word: String) {
        let input = GateInput.passing.with {
            ($0.tag, $0.isTagUsed) = (OrderTag(isUsed ? "ab-1" : "a b"), isUsed)
        }
        #expect(input.failures == [.customTagInvalid])
        #expect(RiskGate.examine(input).denial?.reason.contains(word) == true)
    }

    // MARK: Numbers

    @Test(
        arguments: [
            (Side.sell, nil, nil, 2), (.sell, 4, nil, 4), (.sell, nil, 4, 4), (.buy, nil, nil, 2),
            (.buy, 4, 4, 4),
        ] as [(Side, Int64?, Int64?, Int64)])
    func `legs at work count beside those that an entry brings, and only then`(
        side: Side, stop: Int64?, target: Int64?, worst: Int64
    ) {
        let input = GateInput.passing.with { input in
            (input.side, input.position, input.liveLegs) = (side, 0, 2)
            (input.stopTicks, input.targetTicks) = (stop, target)
        }
        #expect(Checks.worstCase(input) == worst)
    }

    @Test(
        arguments: [
            (1, 0, 0, Side.buy, 3), (1, 1, 0, .buy, 4), (1, 0, 5, .buy, 4), (-3, 0, 0, .buy, 3),
            (1, 0, 0, .sell, 1), (0, 0, 1, .sell, 3), (-1, 2, 1, .sell, 4), (3, 0, 2, .sell, 3),
        ] as [(Int64, Int64, Int64, Side, Int64)])
    func `the worst case is the most either way`(
        position: Int64, buys: Int64, sells: Int64, side: Side, worst: Int64
    ) {
        let input = GateInput.passing.with { input in
            (input.position, input.liveBuys, input.liveSells) = (position, buys, sells)
            (input.side, input.stopTicks, input.targetTicks) = (side, nil, nil)
        }
        #expect(Checks.worstCase(input) == worst)
    }

    @Test(arguments: [("100", "400"), ("100.1", "401"), ("99.9", "400"), ("-100.1", "401")])
    func `an order's worth is rounded up to a whole tick`(price: String, worth: String) {
        let input = HoldingChecksTests.entry.with { ($0.size, $0.limitPrice) = (2, Price(price)) }
        #expect(Checks.notional(input) == Money(worth))
    }

    @Test func `a day whose result is not known takes no entry where it is limited`() throws {
        let day = TradingDay(date: try #require(CivilDate("2026-10-05")))
        let limited = GateInput.passing.with {
            $0.day = DayFacts(DayLimits(profitMax: Money("100")), day: day)
        }
        #expect(limited.failures == [.dailyLossLimit])
        let free = GateInput.passing.with { $0.day = DayFacts(DayLimits(tradesMax: 1), day: day) }
        #expect(free.failures.isEmpty)
        #expect(free.with { $0.day?.trades = 1 }.failures == [.tradeCountLimit])
    }

    @Test func `a plan takes no entry of a product without a weight`() {
        let profile = ProfileChecksTests.profile { $0.scaling = ProfileChecksTests.plan }
        let input = ProfileChecksTests.entry(profile).with { $0.holding?.product = nil }
        #expect(input.failures.contains(.scalingPlanExceeded))
    }

    @Test(
        arguments: [
            (-1, 60, 0, false), (0, 60, 0, true), (0, 0, 0, false), (1, 0, 0, false), (0, 61_199, 0, true),
            (0, 61_200, 0, false), (0, 60, -1, false),
        ] as [(Int64, Int64, Int64, Bool)])
    func `a cut-off lies within its day, in order`(flatten: Int64, flat: Int64, margin: Int64, isOne: Bool) {
        let cutOff = CutOff(flattenAt: flatten, mustBeFlat: flat, entryMargin: Span(microseconds: margin))
        #expect((cutOff != nil) == isOne)
        #expect(CutOff(flattenAt: 54_000)?.mustBeFlat == 54_060)
    }

    @Test(arguments: [("0", "0", nil), ("0.0001", "0", 2_500_000), ("0", "0.0001", 2_500_000)])
    func `a contract that cannot lose has no size by risk`(tick: String, fees: String, size: Int64?) {
        let sizing = Self.sizing(SizeRule(.risk(Money("250")!))) { sizing in
            (sizing.stopTicks, sizing.tickValue, sizing.roundTurn) = (1, Money(tick), Money(fees))
        }
        #expect(sizing.contracts == size)
    }

    @Test func `an entry is cut to what fits, and one that fits is left`() {
        let input = GateInput.passing.with { input in
            (input.limits.sizeMax, input.limits.positionMax, input.position) = (9, 4, 1)
            (input.sizing, input.size) = (Self.sizing(SizeRule(.fixed(Size(5)!))), 5)
        }
        var cut = input
        #expect(cut.clamp() && cut.size == 3 && cut.sizing?.clampedTo == 3)
        var fits = input.with { $0.size = 3 }
        #expect(!fits.clamp() && fits.size == 3 && fits.sizing?.clampedTo == nil)
        var none = input.with { $0.position = 4 }
        #expect(!none.clamp() && none.size == 5)
        #expect(Checks.largest(input.with { $0.size = 0 }) == nil)
    }
}
