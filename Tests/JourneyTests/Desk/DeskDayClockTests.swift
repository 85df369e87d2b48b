import Journey
import Testing
import Trading

/// Trading days by a clock that is not believed: none begins, and what was begun does not stand.
struct DeskDayClockTests {
    let one = DeskFixture.one

    /// The fixture's first day is Monday, 2026-10-05, and its floor was entered on that day.
    private func fixture(watchesVenue: Bool = true) throws -> DeskFixture {
        let terms = FirmTerms(
            profile: DeskProfileTests.profile(),
            entry: FloorEntry(floor: Money("48000")!, asOf: try #require(CivilDate("2026-10-05"))))
        var fixture = try DeskFixture(
            limits: DeskDayLimitTests.wide,
            guards: TradingGuards(watchesClock: true, watchesVenueClock: watchesVenue),
            day: DayLimits(lossMax: Money("1000")), terms: terms)
        fixture.connect()
        if watchesVenue { tell(&fixture, 0) }
        return fixture
    }

    private func tell(_ fixture: inout DeskFixture, _ seconds: Int64) {
        for _ in 0..<3 { fixture.hear(.clock(DeskFixture.paper, ahead: .seconds(seconds))) }
    }

    private func row(_ fixture: DeskFixture, _ date: String) throws -> DayRow? {
        let day = TradingDay(date: try #require(CivilDate(date)))
        return fixture.decisions.flatMap(\.days).last { $0.account == one && $0.day == day }
    }

    /// What the venue tells now, after an hour in which it is read a few times.
    private func read(_ fixture: inout DeskFixture) {
        for _ in 0..<3 {
            fixture.tick(after: .seconds(46))
            fixture.answerSnapshots()
        }
    }

    @Test func `a clock that jumps a day forward begins no day, and the real one begins as it should`() throws
    {
        var fixture = try fixture()
        fixture.stepClock(.seconds(86_400))
        fixture.handle(.tick)
        read(&fixture)
        #expect(try row(fixture, "2026-10-06") == nil)
        #expect(fixture.desk.floorGap(of: one) == nil, "the present day's floor is still known")
        // It is told right again before the day ends; what the day then loses is that day's.
        fixture.stepClock(.seconds(-86_400))
        fixture.handle(.tick)
        fixture.pay[one] = Money("-148.8")
        fixture.control(#""action":"resume","scope":"clock""#)
        read(&fixture)
        fixture.nextDay()
        fixture.handle(.tick)
        read(&fixture)
        let next = try #require(try row(fixture, "2026-10-06"))
        #expect(next.openingBalance == Money("49851.2"))
        #expect(next.floor?.loss.floor == Money("48000"))
    }

    @Test func `what a wrong clock began before anybody knew is taken back`() throws {
        var fixture = try fixture(watchesVenue: false)
        fixture.stepClock(.seconds(86_400))
        fixture.handle(.tick)
        read(&fixture)
        #expect(try row(fixture, "2026-10-06")?.openingBalance == Money("50000"))
        fixture.stepClock(.seconds(-86_400))
        fixture.handle(.tick)
        read(&fixture)
        #expect(try row(fixture, "2026-10-06")?.openingBalance != nil, "nobody said yet which one is right")
        fixture.control(#""action":"resume","scope":"clock""#)
        read(&fixture)
        let taken = try #require(try row(fixture, "2026-10-06"))
        #expect(taken.openingBalance == nil && taken.floor == nil)
        fixture.pay[one] = Money("700")
        fixture.nextDay()
        fixture.handle(.tick)
        read(&fixture)
        let next = try #require(try row(fixture, "2026-10-06"))
        #expect(next.openingBalance == Money("50700") && next.floor?.loss.floor == Money("48700"))
    }

    /// Source: risk specification, section 7, *Locks*.
    @Test func `a clock set forward a day opens a decided day only once the gateway's Date agrees`() throws {
        var fixture = try fixture()
        let loss = VenueTrade(
            id: TradeID(900), account: one, contract: DeskFixture.mnq.id, order: OrderID(900),
            at: fixture.now.wall, price: Price("21000")!, side: .sell, size: 1, profit: Money("-1000"))
        fixture.venue[one]?.trades = [loss]
        fixture.hear(.trade(loss))
        fixture.pay[one] = Money("-1000")
        func failures() throws -> [Denial.Code] {
            let decision = try fixture.arrive(#""action":"buy","size":1,"id":"\#(fixture.inputs.count)""#)
            let audit = try #require(decision.audits.first { $0.kind == "risk.verdict" })
            return try #require(GateReport(recorded: audit.body)).failures
        }
        read(&fixture)
        #expect(try failures().contains(.dailyLossLimit))
        fixture.stepClock(.seconds(86_400))
        fixture.handle(.tick)
        read(&fixture)
        let untrusted = try failures()
        #expect(untrusted.contains(.clockUntrusted) && untrusted.contains(.dailyLossLimit))
        tell(&fixture, 0)
        read(&fixture)
        let agreed = try failures()
        #expect(!agreed.contains(.clockUntrusted) && !agreed.contains(.dailyLossLimit))
    }

    @Test func `a restart by a clock that is ahead keeps the day that had begun`() throws {
        var fixture = try fixture()
        let memory = fixture.memory()
        fixture.stepClock(.seconds(86_400))
        _ = fixture.restore(memory)
        tell(&fixture, 86_400)
        fixture.connect()
        read(&fixture)
        #expect(try row(fixture, "2026-10-06") == nil)
        #expect(fixture.desk.floorGap(of: one) == nil)
    }

    @Test func `a clock that was behind and is right begins the day by itself`() throws {
        var fixture = try fixture()
        tell(&fixture, -86_400)
        read(&fixture)
        fixture.stepClock(.seconds(86_400))
        fixture.handle(.tick)
        read(&fixture)
        #expect(try row(fixture, "2026-10-06")?.openingBalance == Money("50000"))
    }

    @Test func `a floor that is touched is seen while the clock is not believed`() throws {
        var fixture = try fixture()
        fixture.stepClock(.seconds(86_400))
        fixture.handle(.tick)
        fixture.pay[one] = Money("-2000")
        read(&fixture)
        #expect(fixture.desk.breach(of: one) != nil)
        #expect(try row(fixture, "2026-10-05")?.floor?.loss.isBreached == true)
    }
}
