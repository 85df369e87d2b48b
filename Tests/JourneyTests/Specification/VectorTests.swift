import Journey
import Testing
import Trading

/// The risk specification's test vectors, section 7, in its order, and worked figures of its sections 1 to 4.
///
/// Those that a suite of one subject holds stand there: maximum loss limits, a floor within the day and slippage
/// (also section 4.1's examples) in `LossFloorTests`, over days in `DeskFloorTests`; weights in `HoldingChecksTests`;
/// trading days and section 6.5 in `TradingDayTests`; sessions in `MarketCalendarTests`; early closes and section
/// 3.6's schedule in `CutOffTests`, its holidays in `CalendarFileTests`; sizes and ladders of sections 3.1 and 3.3 in
/// `ProfileFileTests`; ticks and gross profit of sections 1.1 and 1.2 in `ContractTests`; section 2.6's defaults in
/// `TogetherChecksTests`; entries against a hedge in `DeskHedgeTests`; a clock a day ahead in `DeskDayClockTests`; a
/// stop that comes back within the grace in `DeskWatchdogTests`; closes whose answer is lost in `DeskFlattenTests`.
/// Cooldowns and locks until a time belong to rules after the trade, which there are none of here.
struct VectorTests {
    static let (one, two) = (DeskFixture.one, DeskFixture.two)
    static let es = Contract(
        id: ContractID("CON.F.US.EP.Z26"), name: "ESZ6", description: "ESZ6", tickSize: TickSize("0.25")!,
        tickValue: Money("12.5")!, isActive: true, symbolID: "F.US.EP")

    func report(_ decision: Decision) throws -> GateReport {
        let audit = try #require(decision.audits.first { $0.kind == "risk.verdict" })
        #expect(GateReport.recheck(audit.body) == nil)
        return try #require(GateReport(recorded: audit.body))
    }

    // MARK: Net P&L

    /// One half-turn of ES: 6064.25 in, 6065.25 out, 1.40 USD each.
    func halfTurn(_ id: Int64, closes: Bool, at: Timestamp, isVoided: Bool = false) throws -> VenueTrade {
        let (entry, exit) = (try #require(Price("6064.25")), try #require(Price("6065.25")))
        let gross = Self.es.profit(entry: entry, exit: exit, side: .buy, size: try #require(Size(1)))
        return VenueTrade(
            id: TradeID(id), account: Self.one, contract: Self.es.id, order: OrderID(id), at: at,
            price: closes ? exit : entry, side: closes ? .sell : .buy, size: 1, profit: closes ? gross : nil,
            fees: try #require(Money("1.40")), isVoided: isVoided)
    }

    func net(_ fixture: DeskFixture) throws -> Money? {
        let day = try #require(fixture.decisions.flatMap(\.days).last { $0.account == Self.one })
        return day.profit.checked(subtracting: day.fees)
    }

    @Test func `ES 6064.25 to 6065.25 with 1.40 and 1.40 is 50.00 gross and 47.20 net`() throws {
        var fixture = try DeskFixture.connected()
        let now = fixture.now.wall
        fixture.hear(.trade(try halfTurn(1, closes: false, at: now)))
        #expect(try net(fixture) == Money("-1.40"))
        let exit = try halfTurn(2, closes: true, at: now)
        #expect(exit.profit == Money("50"))
        fixture.hear(.trade(exit))
        #expect(try net(fixture) == Money("47.20"))
        // Told again, or read again after a gap, it counts once.
        fixture.hear(.trade(exit))
        let entry = try halfTurn(1, closes: false, at: now)
        fixture.venue[Self.one]?.trades = [entry, exit]
        fixture.reconcile()
        #expect(try net(fixture) == Money("47.20"))
    }

    @Test func `voided later, the opening fee is left`() throws {
        var fixture = try DeskFixture.connected()
        let now = fixture.now.wall
        fixture.hear(.trade(try halfTurn(1, closes: false, at: now)))
        fixture.hear(.trade(try halfTurn(2, closes: true, at: now)))
        let voided = try halfTurn(2, closes: true, at: now, isVoided: true)
        fixture.hear(.trade(voided))
        #expect(try net(fixture) == Money("-1.40"))
        fixture.hear(.trade(voided))
        #expect(try net(fixture) == Money("-1.40"))
    }

    @Test(arguments: [("152.22", true), ("152.23", false)])
    func `an exit order filled as -50, -50, -50 is a round trip of -152.22 with its entry's fees, once`(
        loss: String, isDecided: Bool
    ) throws {
        var fixture = try DeskFixture.connected(
            limits: RiskLimits(sizeMax: 3, positionMax: 3), day: DayLimits(lossMax: Money(loss)))
        let fees = try (entry: #require(Money("1.11")), exit: #require(Money("0.37")))
        for id in 1...4 as ClosedRange<Int64> {
            fixture.hear(
                .trade(
                    VenueTrade(
                        id: TradeID(id), account: Self.one, contract: DeskFixture.mnq.id,
                        order: OrderID(id == 1 ? 1 : 2), at: fixture.now.wall,
                        price: try #require(Price("21000")), side: id == 1 ? .buy : .sell,
                        size: id == 1 ? 3 : 1, profit: id == 1 ? nil : Money("-50"),
                        fees: id == 1 ? fees.entry : fees.exit)))
        }
        let report = try report(try fixture.judge(#""action":"buy","size":1"#))
        #expect(report.input.day?.realised == Money("-152.22"))
        #expect(report.input.day?.lowest == Money("-152.22"))
        #expect(report.failures.contains(.dailyLossLimit) == isDecided)
    }

    // MARK: Exposure

    /// Long 2, a resting buy of 1, and an OCO pair of a sell stop for 2 and a sell target for 2.
    func exposed(limit: Int64) throws -> DeskFixture {
        var fixture = try DeskFixture.connected(limits: RiskLimits(sizeMax: 9, positionMax: limit))
        let request = try fixture.filledEntry(#""action":"buy","size":2"#)
        var resting = request.order(900)
        (resting.tag, resting.size, resting.type, resting.limitPrice) = (nil, 1, .limit, Price("21000"))
        fixture.hear(.order(resting))
        return fixture
    }

    @Test func `long 2, a live buy of 1 and an OCO pair for 2 are 3 at worst, and one buy more 4`() throws {
        var fixture = try exposed(limit: 9)
        let input = try report(try fixture.judge(#""action":"buy","size":1"#)).input
        #expect((input.position, input.liveBuys, input.liveSells, input.liveLegs) == (2, 1, 2, 2))
        #expect(Checks.worstCase(input.with { $0.size = 0 }) == 3)
        #expect(Checks.worstCase(input) == 4)
        // Short by nothing at worst: the pair takes off what is held.
        #expect(max(0, input.liveSells - (input.position ?? 0)) == 0)
    }

    @Test(arguments: [(3, "POSITION_LIMIT_INSTRUMENT"), (4, nil)] as [(Int64, String?)])
    func `a candidate buy of 1 is denied at a limit of 3`(limit: Int64, code: String?) throws {
        var fixture = try exposed(limit: limit)
        #expect(try fixture.judge(#""action":"buy","size":1"#).verdicts.map(\.code) == [code])
    }

    @Test(arguments: [(3, true), (4, false)] as [(Int64, Bool)])
    func `an unresolved buy of 1 behaves as a live one`(limit: Int64, isDenied: Bool) throws {
        var fixture = try DeskFixture.connected(limits: RiskLimits(sizeMax: 9, positionMax: limit))
        _ = try fixture.filledEntry(#""action":"buy","size":2"#)
        let lost = try #require(try fixture.orderAnew(#""action":"buy","size":1"#).first)
        fixture.answer(lost, .lost("reset"))
        let report = try report(try fixture.judge(#""action":"buy","size":1"#))
        #expect(report.input.liveBuys == 1 && report.input.unresolved == [lost.tag])
        #expect(report.failures.contains(.positionLimitInstrument) == isDenied)
        #expect(report.failures.contains(.unresolvedOrder))
    }

    // MARK: Scaling

    static let xfa150 = ProfileChecksTests.profile {
        $0.scaling = [
            ScalingStep(above: nil, tenths: 30), ScalingStep(above: Money("1500"), tenths: 40),
            ScalingStep(above: Money("2000"), tenths: 50), ScalingStep(above: Money("3000"), tenths: 100),
            ScalingStep(above: Money("4500"), tenths: 150),
        ]
    }

    @Test(arguments: [
        ("1499.99", 30), ("1500", 30), ("1500.0001", 40), ("2000", 40), ("2000.01", 50), ("3000", 50),
        ("3000.01", 100), ("4500", 100), ("4500.01", 150), ("-4499", 30),
    ])
    func `an XFA of 150K after 1,500 holds 3 lots, and the fewer at every very balance`(
        balance: String, tenths: Int64
    ) {
        #expect(Self.xfa150.tierTenths(after: Money(balance)) == tenths)
        #expect(Self.xfa150.tierTenths(after: nil) == nil)
    }

    @Test func `5,000 of open profit leave the morning's step`() {
        let input = ProfileChecksTests.entry(Self.xfa150).with { input in
            (input.size, input.position) = (1, 0)
            input.profile?.opening = Money("1499.99")
            input.profile?.balance = Money("6499.99")
        }
        #expect(ProfileChecksTests.failures(input, besides: 29).isEmpty)
        #expect(ProfileChecksTests.failures(input, besides: 30) == [.scalingPlanExceeded])
    }

    // MARK: Locks and restarts

    @Test func `set back an hour at 16:59, the clock opens no new day`() throws {
        // The fixture's Chicago is five hours behind UTC.
        var fixture = try DeskFixture(
            limits: RiskLimits(sizeMax: 3, positionMax: 3), guards: TradingGuards(watchesClock: true),
            day: DayLimits(lossMax: Money("500")))
        fixture.connect()
        fixture.pass(Timestamp("2026-10-05T21:59:00Z")!.since(fixture.now.wall))
        fixture.hear(.trade(PlaceRequest.sample.trade(7, order: 7, profit: "-500", at: fixture.now.wall)))
        fixture.connect()
        fixture.stepClock(.seconds(-3_600))
        let denied = try report(try fixture.judge(#""action":"buy","size":1"#)).failures
        #expect(denied.contains(.clockUntrusted) && denied.contains(.dailyLossLimit))
        fixture.stepClock(.seconds(3_600))
        let right = try report(try fixture.judge(#""action":"buy","size":1"#)).failures
        #expect(!right.contains(.clockUntrusted) && right.contains(.dailyLossLimit))
    }

    @Test func `killed at -480 of 500 with -30 traded while down, no entry passes after it`() throws {
        let limits = RiskLimits(sizeMax: 3, positionMax: 3)
        var fixture = try DeskFixture.connected(limits: limits, day: DayLimits(lossMax: Money("500")))
        func trade(_ id: Int64, _ profit: String) throws -> VenueTrade {
            VenueTrade(
                id: TradeID(id), account: Self.one, contract: DeskFixture.mnq.id, order: OrderID(id),
                at: fixture.now.wall, price: try #require(Price("21000")), side: .sell, size: 1,
                profit: Money(profit), fees: .zero)
        }
        let before = try trade(1, "-480")
        fixture.hear(.trade(before))
        // A trade of 480 leaves too little for the next one's stop, and the day is not decided.
        #expect(
            try report(try fixture.judge(#""action":"buy","size":1"#)).failures == [.dailyLossHeadroom])
        var memory = fixture.memory()
        memory.days = fixture.decisions.flatMap(\.days)
        let after = try trade(2, "-30")
        fixture.venue[Self.one]?.trades = [before, after]
        fixture.pay[Self.one] = Money("-510")
        _ = fixture.restore(memory)
        // Before anything was read no entry passes at all.
        #expect(try !report(try fixture.judge(#""action":"buy","size":1"#)).failures.isEmpty)
        fixture.connect()
        let report = try report(try fixture.judge(#""action":"buy","size":1"#))
        #expect(report.input.day?.realised == Money("-510"))
        #expect(report.failures.contains(.dailyLossLimit))
    }

    // MARK: Hedge

    @Test func `A long MNQ denies B a sell of NQ, and so does A's resting buy limit`() throws {
        let long = Position(
            contract: DeskFixture.mnq.id, signedSize: 1, averagePrice: Price(nanos: 21_450_250_000_000))
        var fixture = try DeskHedgeTests.fixture()
        let sell = #""action":"sell","size":1,"strategy":"a""#
        #expect(try fixture.judge(sell).verdicts.map(\.code) == [nil])
        fixture = try DeskHedgeTests.fixture()
        fixture.hear(.position(Self.two, long))
        #expect(try fixture.judge(sell).verdicts.map(\.code) == ["CROSS_ACCOUNT_HEDGE"])
        fixture = try DeskHedgeTests.fixture()
        var resting = VenueOrder(
            id: OrderID(70), account: Self.two, contract: DeskFixture.mnq.id, status: .open, type: .limit,
            side: .buy, size: 1)
        resting.limitPrice = Price("20000")
        fixture.hear(.order(resting))
        #expect(try fixture.judge(sell).verdicts.map(\.code) == ["CROSS_ACCOUNT_HEDGE"])
    }

    // MARK: Worked figures

    @Test(arguments: [
        // 1.5: stop, slip and fees: 2 × 20 ticks × 12.50, 2 × 2 × 12.50 and 2 × 4.28.
        ("ES", "12.5", 2, 20, "558.56"), ("MNQ", "0.5", 1, 80, "42.34"), ("ZN", "15.625", 1, 8, "159.37"),
    ])
    func `an entry's risk is its stop's distance, the slip and the round turn`(
        root: String, tick: String, size: Int64, stop: Int64, risk: String
    ) {
        let input = HoldingChecksTests.entry.with { input in
            input.holding?.product = HoldingFacts.Product(root: root)
            input.holding?.tickValue = Money(tick)
            input.holding?.limits.slipTicks = 2
            (input.size, input.stopTicks) = (size, stop)
        }
        #expect(Checks.newRisk(input) == Money(risk))
    }

    /// Section 3.11's table of round turns.
    @Test(arguments: [
        ("ES", "4.28"), ("NQ", "4.28"), ("RTY", "4.28"), ("YM", "4.28"), ("MES", "1.34"), ("MNQ", "1.34"),
        ("M2K", "1.34"), ("MYM", "1.34"), ("CL", "4.52"), ("MCL", "1.64"), ("GC", "4.72"), ("MGC", "1.64"),
        ("6E", "4.72"), ("ZN", "3.12"),
    ])
    func `round turns are the published ones`(root: String, fees: String) {
        #expect(FuturesProduct.root(root)?.roundTurn == Money(fees))
    }

    /// Section 3.1: an account's first floor.
    @Test(arguments: [
        ("50000", "2000", "48000"), ("100000", "3000", "97000"), ("150000", "4500", "145500"),
        ("0", "2000", "-2000"), ("0", "3000", "-3000"), ("0", "4500", "-4500"),
    ])
    func `a new account's floor is its start less the limit`(start: String, amount: String, floor: String)
        throws
    {
        let new = LossFloor(start: try #require(Money(start)), amount: try #require(Money(amount)))
        #expect(new?.floor == Money(floor) && new?.isBreached == false)
    }

    /// Section 2.6: what an account may do whose owner said nothing.
    @Test func `an account of which nothing is said holds one contract, with a stop`() {
        let limits = RiskLimits()
        #expect((limits.sizeMax, limits.positionMax, limits.requiresStop) == (1, 1, true))
        #expect(!limits.orderTypes.contains(.stopLimit) && !limits.orderTypes.contains(.trailingStop))
        #expect(Checks.bracketTicksMin == 4)
        #expect((Checks.accountAgeMax, Checks.reconcileAgeMax) == (.seconds(60), .seconds(120)))
    }
}
