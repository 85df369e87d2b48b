import Journey
import Testing
import Trading

/// The floor under an account's equity, from what the operator entered to every day after it.
struct DeskFloorTests {
    let one = DeskFixture.one
    let buy = #""action":"buy","size":1"#

    /// The fixture's first day is Monday, 2026-10-05.
    func terms(_ floor: String, _ asOf: String) throws -> FirmTerms {
        FirmTerms(
            profile: DeskProfileTests.profile(),
            entry: FloorEntry(floor: try #require(Money(floor)), asOf: try #require(CivilDate(asOf))))
    }

    func floor(_ fixture: DeskFixture) -> DayFloor? {
        let day = TradingDay(of: fixture.now.wall, chicago: fixture.settings.chicago)
        return fixture.decisions.flatMap(\.days).last { $0.account == one && $0.day == day }?.floor
    }

    func report(_ decision: Decision) throws -> GateReport {
        let audit = try #require(decision.audits.first { $0.kind == "risk.verdict" })
        #expect(GateReport.recheck(audit.body) == nil)
        return try #require(GateReport(recorded: audit.body))
    }

    /// An execution that closed something on a day before.
    func trade(_ id: Int64, _ at: String, _ profit: String, fees: String = "0") throws -> VenueTrade {
        VenueTrade(
            id: TradeID(id), account: one, contract: DeskFixture.mnq.id, order: OrderID(id),
            at: try #require(Timestamp(at)), price: Price("21000")!, side: .sell, size: 1,
            profit: Money(profit), fees: try #require(Money(fees)))
    }

    @Test(
        arguments: [
            ("2026-10-05", "0", "48000", .entered), ("2026-10-05", "5000", "48000", .entered),
            ("2026-10-02", "0", "48000", .advanced), ("2026-10-02", "500", "48500", .advanced),
            ("2026-10-02", "-500", "48000", .advanced), ("2026-10-02", "1999.99", "49999.99", .advanced),
            ("2026-10-02", "2000", "50000", .advanced), ("2026-10-02", "9000", "50000", .advanced),
            ("2026-10-03", "500", "48500", .advanced),
        ] as [(String, String, String, DayFloor.Basis)])
    func `what was entered is moved on to today by the balance at which the day began`(
        asOf: String, pay: String, expected: String, basis: DayFloor.Basis
    ) throws {
        let fixture = try DeskFixture.following(try terms("48000", asOf), pay: pay)
        #expect(floor(fixture)?.loss.floor == Money(expected))
        #expect(floor(fixture)?.basis == basis)
    }

    @Test func `moves at each day's end, and never within the day`() throws {
        var fixture = try DeskFixture.following(try terms("48000", "2026-10-05"))
        for (pay, expected) in [("500", "48500"), ("0", "48500"), ("1900", "49900"), ("3000", "50000")] {
            let before = floor(fixture)?.loss
            fixture.pay[one] = Money(pay)
            fixture.reconcile()
            #expect(floor(fixture)?.loss == before)
            fixture.nextDay()
            fixture.answerSnapshots()
            #expect(floor(fixture)?.loss.floor == Money(expected), "after \(pay)")
            #expect(floor(fixture)?.basis == .advanced)
        }
    }

    @Test func `until the day's first reading the floor is not known, and no entry passes`() throws {
        let terms = try terms("48000", "2026-10-05")
        var fixture = try DeskFixture.following(terms)
        fixture.acknowledge(terms)
        #expect(try fixture.enter(buy).verdicts.map(\.code) == [nil])
        fixture.nextDay()
        let report = try report(try fixture.enter(buy))
        #expect(report.failures.contains(.maxLossHeadroom))
        #expect(report.input.profile?.gap?.contains("has not been read yet") == true)
        #expect(fixture.desk.floorGap(of: one) != nil)
        fixture.answerSnapshots()
        #expect(fixture.desk.floorGap(of: one) == nil)
    }

    @Test func `a day's first reading is asked for as it begins, and not by accounts without a floor`() throws
    {
        for terms in [try terms("48000", "2026-10-05"), nil] {
            var fixture = try terms.map { try DeskFixture.following($0) } ?? DeskFixture.connected()
            fixture.nextDay()
            fixture.answerSnapshots()
            fixture.tick(after: .seconds(86_400 - 60 - 20))
            fixture.answerSnapshots()
            let early = fixture.tick(after: .seconds(19))
            #expect(early.calls.isEmpty)
            let asked = fixture.tick(after: .seconds(2)).calls.contains { $0.account == one }
            #expect(asked == (terms != nil))
        }
    }

    @Test func `a floor of a day to come is none`() throws {
        let terms = try terms("48000", "2026-10-06")
        var fixture = try DeskFixture.following(terms)
        fixture.acknowledge(terms)
        let report = try report(try fixture.enter(buy))
        #expect(report.failures == [.maxLossHeadroom])
        #expect(report.input.profile?.gap?.contains("a day to come") == true)
    }

    @Test(
        arguments: [
            // Wednesday ended at 50 000, Thursday at 51 500 and Friday at 50 500: Thursday's best counts.
            (
                [("2026-10-01T15:00:00Z", "1500"), ("2026-10-02T15:00:00Z", "-1000")], "500", "49500"
            ),
            ([], "500", "48500"),
            // Wednesday itself ended at 51 000.
            ([("2026-10-01T15:00:00Z", "-1000")], "0", "49000"),
            // What was traded today, or on the entry's own day, is in none of the balances between.
            ([("2026-10-05T14:00:00Z", "700"), ("2026-09-30T15:00:00Z", "9000")], "0", "48000"),
        ] as [([(String, String)], String, String)])
    func `days that nobody watched are rebuilt from the venue's executions`(
        trades: [(String, String)], pay: String, expected: String
    ) throws {
        let terms = try terms("48000", "2026-09-30")
        var fixture = try DeskFixture.following(terms, pay: pay)
        fixture.acknowledge(terms)
        let waiting = try report(try fixture.enter(buy))
        #expect(waiting.input.profile?.gap?.contains("executions since 2026-09-30T22:00:00") == true)
        #expect(waiting.failures == [.maxLossHeadroom])
        let asked = fixture.calls.compactMap { waiting in
            if case .snapshot(let name, let since, _) = waiting.call, name == one { since } else { nil }
        }
        #expect(asked == [try #require(Timestamp("2026-09-30T22:00:00Z"))])
        fixture.venue[one]?.trades = try trades.enumerated().map {
            try trade(Int64($0.offset) + 500, $0.element.0, $0.element.1)
        }
        let decision = fixture.answerSnapshots()
        #expect(floor(fixture)?.loss.floor == Money(expected))
        #expect(floor(fixture)?.basis == .reconstructed)
        // They are read for the floor alone.
        #expect(decision.fills.allSatisfy { $0.trade.at >= Timestamp("2026-10-03T00:00:00Z")! })
        #expect(fixture.desk.floorGap(of: one) == nil)
    }

    @Test(arguments: [("2026-08-06", true), ("2026-08-05", false)])
    func `beyond sixty days nothing is rebuilt, and the reason says what to do`(asOf: String, reads: Bool)
        throws
    {
        let terms = try terms("48000", asOf)
        var fixture = try DeskFixture.following(terms)
        fixture.acknowledge(terms)
        let waiting = try report(try fixture.enter(buy))
        #expect(waiting.failures == [.maxLossHeadroom])
        let word = reads ? "are being read" : "enter a newer one from the firm's dashboard"
        #expect(waiting.input.profile?.gap?.contains(word) == true)
        fixture.answerSnapshots()
        #expect((fixture.desk.floorGap(of: one) == nil) == reads)
        #expect(!fixture.calls.contains { if case .snapshot = $0.call { true } else { false } })
    }

    @Test func `an entry of today does not leave on the next day`() throws {
        let terms = try terms("48000", "2026-10-05")
        var fixture = try DeskFixture.following(terms)
        fixture.acknowledge(terms)
        let local = fixture.now.wall.microseconds / 1_000_000 - 5 * 3_600
        fixture.pass(.seconds(17 * 3_600 - local % 86_400 - 10))
        fixture.connect()
        let request = try #require(try fixture.orderAnew(buy).first)
        let left = try #require(request.notAfter).since(fixture.now.steady)
        #expect(left > .seconds(8) && left < .seconds(10))
    }

    @Test func `fees, commissions and voided executions count as the venue books them`() throws {
        let terms = try terms("48000", "2026-09-30")
        var fixture = try DeskFixture.following(terms)
        var voided = try trade(601, "2026-10-01T16:00:00Z", "-5000")
        voided.isVoided = true
        var paid = try trade(602, "2026-10-01T16:00:00Z", "-500", fees: "10")
        paid.commissions = Money("5")
        fixture.venue[one]?.trades = [voided, paid]
        fixture.answerSnapshots()
        // Wednesday ended at 50 515.
        #expect(floor(fixture)?.loss.floor == Money("48515"))
    }

    @Test func `a restart takes the floor up, and moves it on over the days between`() throws {
        let terms = try terms("48000", "2026-10-05")
        var fixture = try DeskFixture.following(terms, pay: "500")
        fixture.nextDay()
        fixture.answerSnapshots()
        #expect(floor(fixture)?.loss.floor == Money("48500"))
        var memory = fixture.memory()
        let kept = fixture.decisions.flatMap(\.days).filter { $0.account == one && $0.floor != nil }
        memory.floors = [try #require(kept.last)]
        // Same day: nothing is asked anew.
        memory.days = memory.floors
        _ = fixture.restore(memory)
        #expect(fixture.desk.floorGap(of: one) == nil)
        // Tuesday's floor, a week later: the days between are rebuilt, and the higher of the two counts.
        memory.days = []
        fixture.pass(.seconds(7 * 86_400))
        _ = fixture.restore(memory)
        fixture.pay[one] = Money("-400")
        fixture.connect()
        fixture.venue[one]?.trades = [try trade(700, "2026-10-08T15:00:00Z", "-1200")]
        fixture.answerSnapshots()
        #expect(floor(fixture)?.loss.floor == Money("48800"))
        #expect(floor(fixture)?.basis == .reconstructed)
        #expect(floor(fixture)?.entry == terms.entry)
    }

    @Test(
        arguments: [
            ("47000", "2026-10-05", "47000"), ("49000", "2026-10-05", "49000"),
            ("47000", "2026-10-02", "48000"),
            ("49500", "2026-10-02", "48000"),
        ])
    func `a newer entry takes the floor's place, and an older one does not`(
        entered: String, asOf: String, expected: String
    ) throws {
        let first = try DeskFixture.following(try terms("48000", "2026-10-05"))
        var memory = first.memory()
        memory.days = first.decisions.flatMap(\.days)
        var fixture = try DeskFixture(terms: try terms(entered, asOf))
        _ = fixture.restore(memory)
        fixture.connect()
        let day = try #require(memory.days.first { $0.account == one }).day
        #expect(
            (floor(fixture) ?? memory.days.last { $0.account == one && $0.day == day }?.floor)?.loss.floor
                == Money(expected))
    }

    @Test func `touching the floor is a breach that stays, until a newer floor is entered`() throws {
        let terms = try terms("48000", "2026-10-05")
        var fixture = try DeskFixture.following(terms)
        fixture.acknowledge(terms)
        fixture.pay[one] = Money("-1999.99")
        fixture.reconcile()
        fixture.tick(after: .seconds(50))
        fixture.answerSnapshots()
        #expect(floor(fixture)?.loss.isBreached == false)
        fixture.pay[one] = Money("-2000")
        fixture.tick(after: .seconds(50))
        let decision = fixture.answerSnapshots()
        #expect(floor(fixture)?.loss.isBreached == true)
        #expect(decision.discrepancies.contains { $0.kind == "max_loss" })
        #expect(fixture.desk.breach(of: one) != nil)
        // 50 050 again, and the next day: it stays breached.
        fixture.pay[one] = Money("50")
        fixture.nextDay()
        fixture.answerSnapshots()
        let report = try report(try fixture.enter(buy))
        #expect(report.failures == [.maxLossHeadroom] && report.input.profile?.isBreached == true)
    }

    @Test
    func `a touch that the hub alone tells of stays a breach, whatever is won back before the next reading`()
        throws
    {
        let terms = try terms("48000", "2026-10-05")
        var fixture = try DeskFixture.following(terms)
        fixture.acknowledge(terms)
        fixture.pay[one] = Money("-1999.99")
        #expect(fixture.hear(.account(fixture.state(of: one))).days.isEmpty)
        #expect(fixture.desk.breach(of: one) == nil)
        fixture.pay[one] = Money("-2000")
        let decision = fixture.hear(.account(fixture.state(of: one)))
        #expect(decision.days.map(\.floor?.loss.isBreached) == [true])
        #expect(decision.discrepancies.map(\.kind) == ["max_loss"])
        fixture.pay[one] = Money("100")
        #expect(fixture.hear(.account(fixture.state(of: one))).days.isEmpty)
        fixture.tick(after: .seconds(50))
        fixture.answerSnapshots()
        let report = try report(try fixture.enter(buy))
        #expect(report.failures == [.maxLossHeadroom] && report.input.profile?.isBreached == true)
    }

    @Test func `an entry leaves the buffer above the floor at its own stop`() throws {
        // 42.34 USD of risk at a stop of 80 ticks, and 100 USD of buffer.
        for (pay, code) in [("-1857.65", nil), ("-1857.66", "MAX_LOSS_HEADROOM")] as [(String, String?)] {
            let terms = try terms("48000", "2026-10-05")
            var fixture = try DeskFixture.following(terms, pay: pay)
            fixture.acknowledge(terms)
            #expect(try fixture.enter(buy).verdicts.map(\.code) == [code], "\(pay)")
            if code == nil {
                // What waits counts with its stop.
                #expect(try fixture.enter(buy).verdicts.map(\.code) == ["MAX_LOSS_HEADROOM"])
            }
        }
    }

    @Test func `a position without a stop leaves no room, and may be closed`() throws {
        let terms = try terms("48000", "2026-10-05")
        var fixture = try DeskFixture.following(terms)
        fixture.acknowledge(terms)
        fixture.hear(.position(one, PlaceRequest.sample.held(1)))
        let decision = try fixture.enter(buy)
        #expect(decision.verdicts.map(\.code) == ["MAX_LOSS_HEADROOM"])
        #expect(try report(decision).input.profile?.openRisk == nil)
        #expect(try fixture.enter(#""action":"close""#).verdicts.map(\.code) == [nil])
    }
}
