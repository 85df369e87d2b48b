import Journey
import Testing
import Trading

/// Accounts that follow the exchange's calendar. The fixture's Chicago is five hours behind UTC all year, and its
/// clock begins on Monday 2026-10-05 at 09:30 there.
struct DeskCalendarTests {
    /// MNQ ends early on the fixture's first day, at 12:00; NQ as ever at 16:00.
    static let calendar: MarketCalendar = {
        let all = MarketSession(opens: 61_200, closes: 57_600)!
        let christmas = CivilDate("2026-12-25")!
        return MarketCalendar(
            source: "a test", asOf: CivilDate("2026-08-21")!, from: CivilDate("2026-01-01")!,
            until: CivilDate("2026-12-31")!,
            families: [
                MarketCalendar.Family(
                    name: "micro", sessions: [all],
                    exceptions: [
                        CivilDate("2026-10-05")!: .closesAt(43_200), CivilDate("2026-10-06")!: .closed,
                        christmas: .closed,
                    ]),
                MarketCalendar.Family(name: "mini", sessions: [all], exceptions: [christmas: .closed]),
            ],
            roots: ["MNQ": "micro", "NQ": "mini"],
            firmCloses: ["strict": [CivilDate("2026-10-05")!: 41_400]],
            lastTrades: ["MNQZ6": CivilDate("2026-10-08")!])
    }()
    static let hours = TradingHours(followsCalendar: true, rollGuardDays: 0)

    func at(_ hour: Int64, _ minute: Int64, _ second: Int64) -> Timestamp {
        let midnight = Timestamp("2026-10-05T00:00:00Z")!
        return midnight.advanced(by: .seconds(hour * 3_600 + minute * 60 + second))
    }

    func go(_ fixture: inout DeskFixture, to time: Timestamp) {
        while time.since(fixture.now.wall) > .seconds(40) {
            fixture.hear(.account(fixture.state(of: DeskFixture.one)))
            fixture.tick(after: .seconds(30))
            fixture.answerSnapshots()
        }
        fixture.hear(.account(fixture.state(of: DeskFixture.one)))
        fixture.tick(after: time.since(fixture.now.wall))
    }

    func verdict(_ fixture: inout DeskFixture) throws -> String? {
        let id = fixture.inputs.count
        return try fixture.arrive(#""action":"buy","size":1,"id":"n\#(id)""#).verdicts.first?.code
    }

    @Test func `entries end half an hour before an early close that the firm has not told of`() throws {
        var fixture = try DeskFixture.connected(hours: Self.hours, calendar: Self.calendar)
        go(&fixture, to: at(16, 29, 58))
        #expect(try verdict(&fixture) == nil)
        go(&fixture, to: at(16, 30, 0))
        #expect(try verdict(&fixture) == "ENTRY_CUTOFF_PASSED")
        go(&fixture, to: at(17, 0, 0))
        let closed = try fixture.arrive(#""action":"buy","size":1"#).verdicts.first
        #expect(closed?.code == "OUTSIDE_SESSION")
        // The next opening first, and both by the exchange's clocks.
        let reason = try #require(closed?.reason)
        #expect(
            reason.contains(" 17:00 in Chicago), closed early at ") && reason.hasSuffix(" 12:00 in Chicago)"),
            "\(reason)")
        // The next trading day is a holiday, whose evening is this one's.
        go(&fixture, to: at(22, 0, 0))
        #expect(try verdict(&fixture) == "MARKET_HOLIDAY")
        go(&fixture, to: at(45, 59, 58))
        #expect(try verdict(&fixture) == "MARKET_HOLIDAY")
        go(&fixture, to: at(46, 0, 0))
        #expect(try verdict(&fixture) == nil)
    }

    @Test func `the firm's own hour ends them ten minutes before it`() throws {
        var hours = Self.hours
        hours.firm = "strict"
        // 11:30 in Chicago.
        var fixture = try DeskFixture.connected(hours: hours, calendar: Self.calendar)
        go(&fixture, to: at(16, 19, 58))
        #expect(try verdict(&fixture) == nil)
        go(&fixture, to: at(16, 20, 0))
        #expect(try verdict(&fixture) == "ENTRY_CUTOFF_PASSED")
    }

    @Test func `an account that does not follow it trades around the clock`() throws {
        var fixture = try DeskFixture.connected(calendar: Self.calendar)
        go(&fixture, to: at(17, 0, 1))
        #expect(try verdict(&fixture) == nil)
    }

    @Test func `a product or a day that the calendar does not know takes no entries`() throws {
        let empty = MarketCalendar(
            source: "a test", asOf: CivilDate("2026-08-21")!, from: CivilDate("2026-01-01")!,
            until: CivilDate("2026-12-31")!, families: [], roots: [:])
        var fixture = try DeskFixture.connected(hours: Self.hours, calendar: empty)
        #expect(try verdict(&fixture) == "SESSION_UNKNOWN")
        var bare = try DeskFixture.connected(hours: Self.hours)
        #expect(try verdict(&bare) == "SESSION_UNKNOWN")
        // What is held can be left all the same.
        #expect(try bare.arrive(#""action":"close""#).verdicts.map(\.isApproved) == [true])
    }

    @Test func `a blackout denies from its first moment to its last`() throws {
        let day = CivilDate("2026-10-05")!
        let hours = TradingHours(blackouts: [
            Blackout(
                from: LocalTime(date: day, second: 34_800), until: LocalTime(date: day, second: 35_100),
                name: "CPI")!
        ])
        var fixture = try DeskFixture.connected(hours: hours)
        go(&fixture, to: at(14, 39, 58))
        #expect(try verdict(&fixture) == nil)
        go(&fixture, to: at(14, 40, 0))
        #expect(try verdict(&fixture) == "NEWS_BLACKOUT")
        go(&fixture, to: at(14, 44, 58))
        #expect(try verdict(&fixture) == "NEWS_BLACKOUT")
        go(&fixture, to: at(14, 45, 0))
        #expect(try verdict(&fixture) == nil)
    }

    @Test func `a contract near its last day takes no entries`() throws {
        // Three business days before it, of which one is a holiday.
        var hours = Self.hours
        hours.rollGuardDays = 2
        var fixture = try DeskFixture.connected(hours: hours, calendar: Self.calendar)
        #expect(try verdict(&fixture) == nil)
        hours.rollGuardDays = 3
        fixture = try DeskFixture.connected(hours: hours, calendar: Self.calendar)
        #expect(try verdict(&fixture) == "CONTRACT_EXPIRING")
    }

    @Test func `an entry on its way must not leave after its hours`() throws {
        var fixture = try DeskFixture.connected(hours: Self.hours, calendar: Self.calendar)
        go(&fixture, to: at(16, 29, 58))
        let request = try #require(try fixture.order(#""action":"buy","size":1"#).first)
        let notAfter = try #require(request.notAfter)
        #expect(notAfter.since(fixture.now.steady) <= .seconds(2))
    }

    // MARK: The scheduled close

    private let cutOff = CutOff(flattenAt: 54_450)!

    private func scheduled(_ fixture: DeskFixture) -> [AlertRow] {
        fixture.decisions.flatMap(\.alertRows).filter { $0.source == "schedule" }
    }

    @Test func `a product that closes early is closed by itself, once`() throws {
        var fixture = try DeskFixture.connected(
            cutOff: cutOff, hours: Self.hours, calendar: Self.calendar)
        let entry = try fixture.filledEntry()
        go(&fixture, to: at(16, 54, 58))
        #expect(scheduled(fixture).isEmpty)
        let next = try #require(fixture.desk.nextDeadline)
        #expect(next <= fixture.now.steady.advanced(by: .seconds(2)))
        go(&fixture, to: at(16, 55, 0))
        let row = try #require(scheduled(fixture).first)
        #expect((row.action, row.ticker) == ("close", "MNQ"))
        #expect(scheduled(fixture).count == 1, "the other account holds nothing")
        let calls = fixture.take { if case .close = $0 { true } else { false } }
        #expect(calls.map(\.call) == [.close(account: DeskFixture.one, contract: entry.contract)])
        // A restart goes on with it under its own name, and does not begin another.
        _ = fixture.restore(fixture.memory())
        fixture.connect()
        fixture.tick(after: .seconds(1))
        #expect(scheduled(fixture).count == 1)
        let closing = fixture.desk.orders.values.filter { $0.row.orderClass == .flatten }
        #expect(closing.map(\.row.alert) == [row.fingerprint])
        // The account as a whole has its own time.
        go(&fixture, to: at(20, 7, 30))
        #expect(scheduled(fixture).map(\.action) == ["close", "flatten", "flatten"])
    }

    @Test func `one that is not flat in time is told of before the account has to be`() throws {
        var fixture = try DeskFixture.connected(
            cutOff: cutOff, hours: Self.hours, calendar: Self.calendar)
        _ = try fixture.filledEntry()
        func late(_ fixture: DeskFixture) -> Int {
            fixture.decisions.flatMap(\.discrepancies).count { $0.kind == "not_flat_in_time" }
        }
        go(&fixture, to: at(16, 56, 59))
        #expect(late(fixture) == 0)
        go(&fixture, to: at(16, 57, 0))
        #expect(late(fixture) == 1)
    }

    @Test func `a restart after its time closes it at once`() throws {
        var fixture = try DeskFixture.connected(
            cutOff: cutOff, hours: Self.hours, calendar: Self.calendar)
        _ = try fixture.filledEntry()
        go(&fixture, to: at(16, 50, 0))
        let memory = fixture.memory()
        fixture.pass(.seconds(900))
        _ = fixture.restore(memory)
        fixture.connect()
        fixture.tick(after: .seconds(1))
        #expect(scheduled(fixture).map(\.action) == ["close"])
    }
}
