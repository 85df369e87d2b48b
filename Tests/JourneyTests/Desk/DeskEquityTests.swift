import Testing
import Trading

@testable import Journey

/// Equity against the floor at every quote, and a floor that follows it.
struct DeskEquityTests {
    static let one = DeskFixture.one
    let buy = #""action":"buy","size":1"#

    /// Ten are held at 21450.25: 20 USD a point, and 6.70 of fees to get out.
    static let held = PlaceRequest.sample.held(10)

    static func intraday(_ floor: String, _ asOf: String = "2026-10-05", lock: String? = "100100") throws
        -> FirmTerms
    {
        FirmTerms(
            profile: DeskProfileTests.profile {
                $0.drawdown = Drawdown(
                    peak: .intraday, amount: Money("3000"), start: Money("100000"),
                    lock: lock.flatMap { Money($0) })
            },
            entry: FloorEntry(floor: try #require(Money(floor)), asOf: try #require(CivilDate(asOf))))
    }

    /// 100 000 in cash, and a floor of 97 000.
    func flat(_ terms: FirmTerms) throws -> DeskFixture {
        var fixture = try DeskFixture.following(terms, pay: "50000")
        fixture.acknowledge(terms)
        fixture.openMarket()
        return fixture
    }

    func holding(_ terms: FirmTerms) throws -> DeskFixture {
        var fixture = try flat(terms)
        fixture.hold(Self.held)
        return fixture
    }

    // MARK: Breach

    @Test(arguments: [("-3.29", "0", false), ("-3.30", "0", true), ("0", "1", false), ("0", "-1", true)])
    func `an open loss that touches the floor is a breach at once, and stays one`(
        pay: String, ticks: String, isBreached: Bool
    ) throws {
        let terms = DeskProfileTests.terms()
        var fixture = try DeskFixture.following(terms, pay: pay)
        fixture.acknowledge(terms)
        fixture.openMarket()
        fixture.hold(Self.held)
        // 48 003.30 less what was paid.
        let price = Price(nanos: 21_350_750_000_000 + (Int64(ticks) ?? 0) * 250_000_000)
        let decision = fixture.quote("\(price)")
        #expect((fixture.desk.breach(of: Self.one) != nil) == isBreached)
        #expect(decision.days.map(\.floor?.loss.isBreached) == (isBreached ? [true] : []))
        let told = decision.discrepancies.filter { $0.kind == "max_loss" }
        #expect(told.count == (isBreached ? 1 : 0))
        #expect(told.allSatisfy { $0.theirs.contains("equity") })
        fixture.quote("21450.25")
        fixture.hold(PlaceRequest.sample.held(0))
        let verdict = try #require(try fixture.enter(buy).verdicts.first)
        #expect(verdict.code == (isBreached ? "MAX_LOSS_HEADROOM" : nil))
        #expect(verdict.reason?.contains("touched its floor") == (isBreached ? true : nil))
    }

    @Test(arguments: [(10_000_000, true), (10_000_001, false)] as [(Int64, Bool)])
    func `a quote that is too old breaches nothing`(age: Int64, isBreached: Bool) throws {
        let terms = DeskProfileTests.terms()
        var fixture = try DeskFixture.following(terms)
        fixture.openMarket()
        fixture.hold(Self.held)
        fixture.quote("21300.25", age: Span(microseconds: age))
        #expect((fixture.desk.breach(of: Self.one) != nil) == isBreached)
    }

    @Test func `cash and positions of two moments are not added up`() throws {
        var fixture = try DeskFixture.following(DeskProfileTests.terms())
        fixture.openMarket()
        fixture.hold(Self.held)
        // Closed, the cash says so already, and the position not yet.
        fixture.pay[Self.one] = Money("-1500")
        fixture.hear(.account(fixture.state(of: Self.one)))
        fixture.quote("21400.25")
        #expect(fixture.desk.breach(of: Self.one) == nil)
        fixture.pass(.seconds(1))
        fixture.quote("21400.25")
        #expect(fixture.desk.breach(of: Self.one) != nil)
    }

    // MARK: A floor that follows

    @Test func `the floor follows the best equity, never falls, and stops where it is locked`() throws {
        var fixture = try holding(try Self.intraday("97000"))
        for (bid, expected) in [
            ("21450.25", "97000"), ("21490.25", "97800"), ("21475.25", "97800"), ("21610.25", "100100"),
            ("21450.25", "100100"),
        ] {
            fixture.quote(bid)
            #expect(fixture.floor?.loss.floor == Money(expected), "\(bid)")
        }
        // 100 000 less the fees is below it by then.
        #expect(fixture.desk.breach(of: Self.one) != nil)
    }

    @Test func `what lies between two quotes raises it, and touches it`() throws {
        var fixture = try holding(try Self.intraday("97000"))
        func mark(_ price: String) -> MarketMark {
            MarketMark(
                DeskFixture.mnq.id, bid: Price(price), ask: Price(price), last: nil, at: fixture.now.steady)
        }
        var swung = mark("21450.25")
        swung.follow(mark("21490.25"))
        swung.follow(mark("21450.25"))
        fixture.hear(.mark(DeskFixture.paper, swung))
        #expect(fixture.floor?.loss.floor == Money("97800"))
        var dipped = mark("21450.25")
        dipped.follow(mark("21300.25"))
        dipped.follow(mark("21450.25"))
        fixture.hear(.mark(DeskFixture.paper, dipped))
        #expect(fixture.desk.breach(of: Self.one) != nil)
    }

    @Test func `a rule that names no product enters once its first alert has asked for quotes`() throws {
        let terms = try Self.intraday("97000")
        let rule = Rule(
            name: "any", when: Rule.Condition(source: "orb"),
            to: [
                Rule.Target(
                    account: Self.one, size: .asAlerted, bracket: Bracket(stop: Ticks(80), target: nil))
            ])
        var fixture = try DeskFixture.following(terms, pay: "50000", rules: [rule])
        fixture.acknowledge(terms)
        fixture.openMarket()
        let first = try fixture.enter(buy)
        #expect(first.verdicts.map(\.code) == ["MAX_LOSS_HEADROOM"])
        #expect(first.verdicts.first?.remedy?.contains("are asked for from now on") == true)
        #expect(first.watches.map(\.contracts) == [[DeskFixture.nq.id]])
        fixture.quote("21450.25", of: DeskFixture.nq.id)
        #expect(try fixture.enter(buy).verdicts.map(\.code) == [nil])
    }

    @Test func `entries pass with fresh quotes, and not a moment without`() throws {
        let terms = try Self.intraday("97000")
        var fixture = try flat(terms)
        #expect(try report(try fixture.enter(buy)).input.profile?.gap?.contains("no quote of") == true)
        fixture.quote("21450.25")
        #expect(try fixture.enter(buy).verdicts.map(\.code) == [nil])
        fixture.pass(.seconds(10))
        let late = try report(try fixture.enter(buy))
        #expect(late.failures == [.maxLossHeadroom])
        fixture.quote("21450.25")
        #expect(try fixture.enter(buy).verdicts.map(\.code) == [nil])
        fixture.hear(.market(DeskFixture.paper, .down(reason: "cut")))
        #expect(try report(try fixture.enter(buy)).input.profile?.gap?.contains("is down: cut") == true)
    }

    @Test func `it is written every five seconds at most, and before the end`() throws {
        var fixture = try holding(try Self.intraday("90000", lock: nil))
        var rows = 0
        for step in 1...80 {
            fixture.pass(.milliseconds(249))
            rows += fixture.quote("\(21_450 + step).25").days.count
        }
        #expect(rows == 4 || rows == 5)
        fixture.quote("21600.25")
        let last = try #require(fixture.handle(.stopping).days.last)
        #expect(last.floor == fixture.floor && last.floor?.loss.peak == Money("103000"))
    }

    // MARK: Gaps

    @Test(arguments: [(9, false), (10, true)])
    func `a connection lost for longer than ten seconds while something is open leaves the best unknown`(
        seconds: Int64, isGap: Bool
    ) throws {
        var fixture = try holding(try Self.intraday("97000"))
        fixture.quote("21460.25")
        fixture.hear(.market(DeskFixture.paper, .down(reason: "cut")))
        fixture.pass(.seconds(seconds))
        fixture.openMarket()
        fixture.quote("21455.25")
        #expect((fixture.floor?.basis == .unwatched) == isGap)
        #expect((fixture.desk.floorGap(of: Self.one) != nil) == isGap)
        fixture.hold(PlaceRequest.sample.held(0))
        fixture.quote("21455.25")
        #expect(try fixture.enter(buy).verdicts.map(\.code) == [isGap ? "MAX_LOSS_HEADROOM" : nil])
    }

    @Test func `a market that is silent for a while is none, and neither is an account that is flat`() throws
    {
        var fixture = try holding(try Self.intraday("97000"))
        fixture.quote("21460.25")
        fixture.pass(.seconds(40))
        #expect(fixture.desk.floorGap(of: Self.one, at: fixture.now)?.contains("no quote of") == true)
        fixture.quote("21465.25")
        #expect(fixture.desk.floorGap(of: Self.one) == nil)
        fixture.hold(PlaceRequest.sample.held(0))
        fixture.hear(.market(DeskFixture.paper, .down(reason: "cut")))
        fixture.pass(.seconds(60))
        fixture.openMarket()
        fixture.tick(after: .seconds(1))
        fixture.answerSnapshots()
        fixture.quote("21465.25")
        #expect(fixture.floor?.basis != .unwatched && fixture.desk.floorGap(of: Self.one) == nil)
    }

    @Test func `a floor that has stopped for good misses nothing`() throws {
        var fixture = try holding(try Self.intraday("97000", lock: "97000"))
        fixture.quote("21460.25")
        fixture.hear(.market(DeskFixture.paper, .down(reason: "cut")))
        fixture.pass(.seconds(60))
        fixture.openMarket()
        fixture.quote("21465.25")
        #expect(fixture.desk.floorGap(of: Self.one) == nil)
    }

    @Test(arguments: [false, true])
    func `a restart goes on from what was written while flat, and not while something is open`(isHeld: Bool)
        throws
    {
        var fixture = try holding(try Self.intraday("97000"))
        fixture.pass(.seconds(6))
        fixture.quote("21490.25")
        if !isHeld { fixture.hold(PlaceRequest.sample.held(0)) }
        var memory = fixture.memory()
        memory.days = Array(fixture.decisions.flatMap(\.days).filter { $0.account == Self.one }.suffix(1))
        _ = fixture.restore(memory)
        fixture.connect()
        fixture.openMarket()
        // Until the cash is known to be of one moment with the positions nothing is let in.
        #expect((fixture.desk.floorGap(of: Self.one) != nil) == isHeld)
        fixture.pass(.seconds(1))
        fixture.quote("21460.25")
        #expect(fixture.floor?.loss.floor == Money("97800"))
        #expect((fixture.floor?.basis == .unwatched) == isHeld)
        #expect((fixture.desk.floorGap(of: Self.one) != nil) == isHeld)
    }

    @Test(arguments: [("2026-10-02", false), ("2026-10-01", true)])
    func `days that nobody watched cannot be rebuilt`(asOf: String, isGap: Bool) throws {
        let fixture = try flat(try Self.intraday("97000", asOf))
        #expect((fixture.floor?.basis == .unwatched) == isGap)
        #expect((fixture.desk.floorGap(of: Self.one)?.contains("enter the floor") == true) == isGap)
    }

    @Test func `without a market hub, or a floor, nothing is traded`() throws {
        let terms = try Self.intraday("97000")
        var fixture = try DeskFixture.following(terms)
        fixture.acknowledge(terms)
        let report = try report(try fixture.enter(buy))
        #expect(report.failures == [.maxLossHeadroom])
        #expect(report.input.profile?.gap?.contains("takes live quotes") == true)
        #expect(FirmTerms(profile: terms.profile).lacksFloor)
    }

    func report(_ decision: Decision) throws -> GateReport {
        let audit = try #require(decision.audits.first { $0.kind == "risk.verdict" })
        #expect(GateReport.recheck(audit.body) == nil)
        return try #require(GateReport(recorded: audit.body))
    }
}

extension DeskFixture {
    /// Today's floor as the Desk has it.
    var floor: DayFloor? {
        desk.accounts[Self.one]?.days[TradingDay(of: now.wall, chicago: settings.chicago)]?.floor
    }

    /// Has the venue tell a position of another hand, and lets a reading prove it.
    mutating func hold(_ position: Position) {
        hear(.position(Self.one, position))
        venue[Self.one]?.positions = position.isFlat ? [] : [position]
        reconcile()
    }
}
