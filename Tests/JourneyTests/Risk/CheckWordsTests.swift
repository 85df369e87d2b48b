import Testing
import Trading

@testable import Journey

/// What the checks write of what they looked at, and which of two things a denial tells.
struct CheckWordsTests {
    func told(_ id: String, _ input: GateInput) -> [String]? {
        RiskGate.examine(input).checks.first { $0.id == id }?.inputs
    }

    func reason(_ input: GateInput) -> String { RiskGate.examine(input).denial?.reason ?? "approved" }

    // MARK: Clock and rate

    @Test(arguments: [(5_000_000, "true", "-5 s"), (5_000_001, "false", "-5.000001 s")])
    func `a clock that the venue contradicts is told as such`(ahead: Int64, trusted: String, words: String) {
        let input = GateInput.passing.with {
            $0.trading.venueClock = VenueClock(ahead: Span(microseconds: ahead))
        }
        #expect(told("PT-08", input)?.prefix(2) == ["trusted=\(trusted)", "venue_ahead=\(words)"])
    }

    @Test func `the bucket of an order rate is told with what is in it`() {
        let rate = TradingFacts.Rate(tokens: 3, OrderRate(perSecond: 2, burst: 5))
        #expect(told("PT-50", .passing) == ["rate=none"])
        #expect(
            told("PT-50", .passing.with { $0.trading.rate = rate }) == [
                "tokens=3", "per_second=2", "burst=5",
            ])
    }

    @Test(arguments: [(false, false), (true, true)])
    func `a turn that did not come is told with what was used`(isResting: Bool, tells: Bool) {
        #expect(told("PT-51", .passing) == ["used=asked when its turn comes"])
        let short = GateInput.passing.with {
            $0.shortage = RequestShortage(
                used: 166, usedMax: 165, window: .seconds(60), isResting: isResting)
        }
        #expect(
            told("PT-51", short) == ["used=166", "used_max=165", "window=60 s", "resting=\(isResting)"])
        #expect(reason(short).contains("166 of the 165 requests"))
        #expect(reason(short).contains("too many") == tells)
    }

    // MARK: Words about who may trade

    @Test func `every scope that stops an order is told under one key`() {
        let input = GateInput.passing.with { input in
            input.isKilled = true
            input.tradingState = .halted
            let stops = ["everything", "account a"].map {
                TradingFacts.Stop(what: $0, why: "why", release: "release")
            }
            (input.trading.kills, input.trading.halts) = (stops, stops)
        }
        #expect(told("PT-01", input) == ["kill_switch=true", "on=everything,account:a"])
        #expect(told("PT-02", input) == ["state=halted", "by=everything,account:a"])
        #expect(GateReport.recheck(RiskGate.examine(input).json) == nil)
    }

    @Test func `a size that is missing is told as such, and one that comes to none with what it came to`() {
        let missing = RiskGate.examine(.passing.with { $0.size = nil })
        let limit = missing.checks.first { $0.id == "PT-30" }?.denial?.reason
        let most = GateInput.passing.limits.positionMax
        #expect(limit == "the size is not known, so its limit of \(most) cannot be kept")
        for (rule, words) in [
            (SizeRule(.multiply(millionths: 300_000)), "the size comes to 0, from 0.9 contracts"),
            (SizeRule(.balance(perContract: Money("30000")!)), "the size comes to 0, from 0.3333 contracts"),
        ] {
            var sizing = Sizing(rule, isExit: false)
            (sizing.alerted, sizing.balance) = (3, Money("10000"))
            let input = GateInput.passing.with { input in
                input.sizing = sizing
                input.size = sizing.contracts
            }
            #expect(RiskGate.examine(input).checks.first { $0.id == "PT-20" }?.denial?.reason == words)
        }
    }

    // MARK: Hours

    @Test func `a session is told with its product, its day and its ends`() {
        let input = GateInput.passing.with { $0.calendar = CalendarChecksTests.facts() }
        let until = CalendarChecksTests.open.until
        #expect(
            told("PT-18", input) == [
                "cut_off=none", "at=2026-10-05T20:59:59.999999Z", "root=MNQ", "date=2026-10-05",
                "family=equity_index", "open_until=\(until)", "closes=\(until)", "opens=none",
            ])
    }

    @Test func `a blackout is told with its name and its ends`() {
        let open = CalendarChecksTests.open
        let input = GateInput.passing.with {
            $0.calendar = CalendarChecksTests.facts { $0.blackout = .init(name: "news", stretch: open) }
        }
        #expect(told("PT-19", input) == ["blackout=news", "from=\(open.from)", "until=\(open.until)"])
    }

    @Test(arguments: [
        (false, 0, "closed at"), (true, 0, "closed early at"), (false, 1, "closes at"),
        (true, 1, "closes early at"), (false, -1, "closed at"),
    ])
    func `a closed market is told when it closed, or closes`(isEarly: Bool, later: Int64, words: String) {
        let close = CalendarChecksTests.facts().at.advanced(by: Span(microseconds: later))
        let input = GateInput.passing.with {
            $0.calendar = CalendarChecksTests.facts { facts in
                facts.session?.open = nil
                facts.session?.close = close
                if isEarly { facts.session?.isShortened = true }
            }
        }
        #expect(reason(input).contains(", \(words) \(close)"))
        let read = GateReport(recorded: RiskGate.examine(input).json)?.input.calendar?.session
        #expect(read?.isShortened == isEarly)
    }

    // MARK: Holdings

    @Test func `lists of products are told as they are written`() {
        let entry = HoldingChecksTests.entry
        #expect(told("PT-17", entry) == ["root=MNQ", "allow=any", "deny=none"])
        let listed = entry.with { input in
            input.holding?.limits.allowed = ["NQ", "MNQ"]
            input.holding?.limits.blocked = ["ES"]
        }
        #expect(told("PT-17", listed) == ["root=MNQ", "allow=MNQ,NQ", "deny=ES"])
    }

    @Test func `an account's weight is told beside its limit`() throws {
        #expect(told("PT-31", .passing) == ["max_minis=off"])
        let limited = HoldingChecksTests.entry.with {
            $0.holding?.limits.tenthsMax = 10
            $0.holding?.otherTenths = 7
        }
        let weights = try #require(told("PT-31", limited))
        #expect(weights.prefix(4) == ["weight=0.1", "others=0.7", "minis=1", "max_minis=1"])
    }

    @Test func `a weight that is missing is told by its contract, a sum by itself`() {
        let limited = HoldingChecksTests.entry.with { $0.holding?.limits.tenthsMax = 10 }
        #expect(
            reason(limited.with { $0.holding?.product = nil })
                == "no weight is known of CON.F.US.MNQ.Z26, so the limit of 1 minis cannot be kept")
        #expect(
            reason(limited.with { $0.holding?.unweighed = ["CON.X"] })
                == "no weight is known of CON.X, so the limit of 1 minis cannot be kept")
        #expect(
            reason(limited.with { $0.holding?.otherTenths = nil })
                == "the account's exposure is not known, so the limit of 1 minis cannot be kept")
    }

    @Test func `a limit is told as the firm's or as the settings'`() {
        let full = ProfileChecksTests.entry(ProfileChecksTests.profile { $0.tenthsMax = 2 })
        let own = full.with { $0.holding?.limits.tenthsMax = 1 }
        #expect(RiskGate.examine(full).denial?.remedy.contains("the most that topstep allows") == true)
        #expect(RiskGate.examine(own).denial?.remedy.contains("raise risk.max_minis") == true)
    }

    @Test func `the market is told where a day's loss is limited, and not else`() throws {
        let day = TradingDay(date: try #require(CivilDate("2026-10-05")))
        let free = GateInput.passing.with { $0.day = DayFacts(DayLimits(tradesMax: 9), day: day) }
        #expect(told("PT-42", free)?.last == "daily_loss=off")
        let limited = free.with { $0.day = DayFacts(DayLimits(lossMax: Money("500")), day: day) }
        #expect(told("PT-42", limited)?.suffix(2) == ["daily_loss=500", "mark=NO_DATA"])
        #expect(told("PT-42", .passing)?.last == "daily_loss=off")
    }

    // MARK: Prices

    @Test func `a reference is told with its source and its age`() {
        func told(_ change: (inout HoldingFacts?) -> Void) -> [String]? {
            self.told("PT-26", PriceChecksTests.limit.with { change(&$0.holding) })
        }
        let alert = ["reference=21450.25", "age=30 s", "required=false"]
        #expect(told { _ in } == alert)
        let fresh = ["reference=21460", "age=10 s", "required=false", "mark=fresh"]
        #expect(
            told {
                $0?.mark = Price("21460")
                $0?.markAge = .seconds(10)
            } == fresh)
        let old = alert + ["mark=NO_DATA, 21460 is too old"]
        #expect(
            told {
                $0?.mark = Price("21460")
                $0?.markAge = .seconds(11)
            } == old)
        let none = ["reference=NO_DATA", "age=none", "required=false"]
        #expect(told { $0?.reference = nil } == none)
    }

    @Test(arguments: [
        GateCase("no collar needs no reference") {
            $0.holding?.limits.collarTicks = nil
            $0.holding?.limits.needsReference = true
            $0.limitPrice = Price("21500.25")
        },
        GateCase("a collar by share alone", .priceOutsideCollar) {
            $0.holding?.limits.collarTicks = nil
            $0.holding?.limits.collarMillionths = 5_000
            $0.limitPrice = Price("21557.75")
        },
        GateCase("no tick, at the market", .priceOffTick) { $0.tickSize = nil },
        GateCase("no tick, beyond it", .priceOffTick, .priceOutsideCollar) {
            ($0.tickSize, $0.limitPrice) = (nil, Price("21450.250000001"))
        },
        GateCase("a stop's level that means nothing to a limit") {
            $0.holding?.limits.farTicks = nil
            $0.stopPrice = Price("20000")
        },
        GateCase("a change of an order whose price nobody told") {
            $0.limitPrice = nil
            $0.change = GateChange(kind: .modify, addsExposure: true, obstacle: nil)
        },
        GateCase("an order whose price nobody told", .priceInvalid) { $0.limitPrice = nil },
    ])
    func `a limit is held against the market that it means`(edge: GateCase) {
        #expect(PriceChecksTests.limit.with(edge.change).failures == edge.codes)
    }

    @Test func `a stop without a reference is denied where one is insisted on`() {
        let input = PriceChecksTests.stop.with {
            $0.holding?.reference = nil
            $0.holding?.limits.needsReference = true
            $0.holding?.limits.farTicks = nil
        }
        #expect(input.failures == [.referencePriceUnavailable])
        #expect(RiskGate.examine(input).checks.first { !$0.hasPassed }?.id == "PT-26")
    }

    // MARK: The firm and the rule

    @Test func `a profile is told by name, class and date, and a plan where there is one`() {
        #expect(told("PT-05", .passing) == ["profile=none"])
        let plain = ProfileChecksTests.entry(ProfileChecksTests.profile())
        #expect(
            told("PT-05", plain) == [
                "profile=topstep-50k-xfa", "class=\(AccountClass.funded.rawValue)",
                "api_trading_allowed=true", "simulated=true", "venue_simulated=unknown", "as_of=2026-05-31",
            ])
        #expect(told("PT-32", plain) == ["plan=none"])
        let planned = ProfileChecksTests.profile { $0.scaling = ProfileChecksTests.plan }
        #expect(
            told("PT-32", ProfileChecksTests.entry(planned)) == [
                "day=2026-10-05", "balance_at_open=0", "tier=0.2", "minis=0.3",
            ])
    }

    @Test func `equity is cash with open profit`() {
        let profile = ProfileChecksTests.profile { $0.drawdown = ProfileChecksTests.limit }
        let input = ProfileChecksTests.entry(profile).with { input in
            input.profile?.balance = Money("1000")
            var open = MarkFacts.Open(contract: "CON.X", held: 1)
            (open.mark, open.age, open.profit) = (Price("1"), .zero, Money("-30"))
            input.marks = MarkFacts([open])
        }
        #expect(told("PT-43", input)?.contains("equity=970") == true)
        #expect(told("PT-43", input.with { $0.marks = nil })?.contains("equity=NO_DATA") == true)
    }

    @Test func `a firm that forbids programs is told from one that says nothing of them`() {
        func words(_ allowed: Bool?) -> String {
            reason(ProfileChecksTests.entry(ProfileChecksTests.profile { $0.allowsAPI = allowed }))
        }
        #expect(words(false).hasPrefix("topstep forbids programs"))
        #expect(words(nil).contains("does not say whether topstep lets programs trade"))
    }

    @Test(arguments: [(2, "long 2"), (1, "long 1"), (-1, "short 1"), (-2, "short 2")])
    func `a reversal that the rule does not take tells what is held`(held: Int64, words: String) {
        let input = GateInput.passing.with { $0.rule = RuleFacts(turned: held) }
        #expect(input.failures == [.reversalNotAllowed])
        #expect(reason(input) == "the account is \(words), and its rule turns no position round")
        #expect(told("RL-01", input) == ["reversal=deny", "turned=\(held)"])
    }

    @Test func `a rule is told as taking reversals, or as not turned round`() {
        #expect(told("RL-01", .passing) == ["reversal=two_step"])
        #expect(
            told("RL-01", .passing.with { $0.rule = RuleFacts() }) == ["reversal=deny", "turned=none"])
    }

    // MARK: Changes

    @Test func `a change that passes is no order to be placed`() {
        let change = GateChange(kind: .modify, addsExposure: true, obstacle: nil)
        let report = RiskGate.examine(.passing.with { $0.change = change })
        #expect(report.denial == nil)
        #expect(RiskGate.approve(report, for: AccountName("combine-1")) == nil)
    }
}
