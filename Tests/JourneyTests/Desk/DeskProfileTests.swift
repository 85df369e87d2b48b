import Journey
import Testing
import Trading

/// Nothing is traded before a person has read what the account's firm allows.
struct DeskProfileTests {
    static let one = DeskFixture.one
    static let entered = FloorEntry(floor: Money("48000")!, asOf: CivilDate("2026-10-05")!)

    static func profile(_ change: (inout FirmProfile) -> Void = { _ in }) -> FirmProfile {
        ProfileChecksTests.profile { profile in
            profile.drawdown = Drawdown(
                peak: .endOfDay, amount: Money("2000"), start: Money("50000"), lock: Money("50000"))
            change(&profile)
        }
    }

    static func terms(_ change: (inout FirmProfile) -> Void = { _ in }) -> FirmTerms {
        FirmTerms(profile: profile(change), entry: entered)
    }

    let buy = #""action":"buy","size":1"#

    @Test func `a new account is halted until its profile is acknowledged`() throws {
        var fixture = try DeskFixture.following(Self.terms())
        let denied = try #require(try fixture.enter(buy).verdicts.first)
        #expect(denied.code == "TRADING_HALTED")
        #expect(denied.reason?.contains("nobody has acknowledged topstep-50k-xfa") == true)
        #expect(denied.remedy?.contains("alertbridge account acknowledge combine-1 --config FILE") == true)
        #expect(fixture.desk.standing(of: Self.one).state == .halted)
        let decision = fixture.acknowledge(Self.terms())
        let row = try #require(decision.controls.first)
        #expect(row.key == ControlRow.Key(.profile, "combine-1") && row.state == .active)
        #expect(row.profile == Self.terms().content && row.word == "acknowledge")
        #expect(decision.controlled?.accounts.map(\.state) == [.active])
        #expect(try fixture.enter(buy).verdicts.map(\.code) == [nil])
    }

    @Test func `one account's word is no other's, and a resume acknowledges nothing`() throws {
        var fixture = try DeskFixture.following(Self.terms(), isShared: true)
        fixture.acknowledge(Self.terms())
        #expect(try fixture.enter(buy).verdicts.map(\.code) == [nil, "TRADING_HALTED"])
        fixture.control(#""action":"resume","account":"combine-2""#)
        fixture.control(#""action":"resume","scope":"all""#)
        #expect(fixture.desk.standing(of: DeskFixture.two).state == .halted)
    }

    @Test func `an acknowledged account that a person halts stays halted`() throws {
        var fixture = try DeskFixture.following(Self.terms())
        fixture.control(#""action":"halt","account":"combine-1""#)
        let report = try #require(fixture.acknowledge(Self.terms()).controlled)
        #expect(report.accounts.map(\.state) == [.halted])
        let release = "alertbridge resume --account combine-1 --config FILE"
        #expect(report.accounts.first?.stops.map(\.release) == [release])
    }

    @Test(arguments: [
        Self.terms { $0.tenthsMax = 20 }, Self.terms { $0.allowsAPI = false },
        FirmTerms(
            profile: FirmProfile(
                name: "topstep-50k-xfa", firm: "topstep", asOf: CivilDate("2026-06-01")!, source: "a test",
                isVerified: true, accountClass: .funded), entry: Self.entered),
    ])
    func `numbers that the bridge does not run with do not count`(other: FirmTerms) throws {
        var fixture = try DeskFixture.following(Self.terms())
        let report = try #require(fixture.acknowledge(other).controlled)
        #expect(report.accounts.map(\.state) == [.halted])
        #expect(report.accounts.first?.stops.first?.why.contains("its numbers differ") == true)
        #expect(try fixture.enter(buy).verdicts.map(\.code) == ["TRADING_HALTED"])
    }

    @Test func `the word holds over a restart, and for the same numbers alone`() throws {
        var fixture = try DeskFixture.following(Self.terms())
        fixture.acknowledge(Self.terms())
        let memory = fixture.memory()
        _ = fixture.restore(memory)
        #expect(fixture.desk.standing(of: Self.one).state == .active)
        var changed = try DeskFixture.following(Self.terms { $0.tenthsMax = 40 })
        _ = changed.restore(memory)
        #expect(changed.desk.standing(of: Self.one).state == .halted)
        var sameWithNotes = try DeskFixture.following(Self.terms { $0.notes = ["new"] })
        _ = sameWithNotes.restore(memory)
        #expect(sameWithNotes.desk.standing(of: Self.one).state == .active)
    }

    @Test func `what is held may be reduced and closed before that`() throws {
        var fixture = try DeskFixture.following(Self.terms())
        fixture.hear(.position(Self.one, PlaceRequest.sample.held(2)))
        #expect(fixture.desk.standing(of: Self.one).state == .reducing)
        #expect(try fixture.enter(buy).verdicts.map(\.code) == ["TRADING_STATE_REDUCING"])
        let exit = #""action":"sell","size":1,"position":1,"prev_position":2"#
        #expect(try fixture.enter(exit).verdicts.map(\.code) == [nil])
        #expect(try fixture.enter(#""action":"close""#).verdicts.map(\.code) == [nil])
    }

    @Test func `an entry that rests is taken back when its profile is no longer the acknowledged one`() throws
    {
        var fixture = try DeskFixture.following(Self.terms())
        fixture.acknowledge(Self.terms())
        let limit = #""action":"buy","size":1,"type":"limit","limit_price":"21000""#
        let request = try #require(try fixture.orderAnew(limit).first)
        fixture.answer(request, .accepted(order: OrderID(7)))
        fixture.acknowledge(Self.terms { $0.tenthsMax = 20 })
        let cancels = fixture.take { if case .cancel = $0 { true } else { false } }
        #expect(cancels.count == 1)
    }

    @Test func `without a floor nothing is traded, and the reason says so`() throws {
        let bare = FirmTerms(profile: Self.profile())
        var fixture = try DeskFixture.following(bare)
        fixture.acknowledge(bare)
        let denied = try #require(try fixture.enter(buy).verdicts.first)
        #expect(denied.code == "TRADING_HALTED" && denied.reason?.contains("no floor is entered") == true)
        #expect(denied.remedy?.contains("alertbridge check --config FILE") == true)
    }

    @Test func `without a profile nothing of it is asked`() throws {
        var fixture = try DeskFixture.connected()
        #expect(fixture.desk.whyUnacknowledged(Self.one) == nil)
        let decision = try fixture.enter(buy)
        #expect(decision.verdicts.map(\.code) == [nil])
        #expect(decision.days.allSatisfy { $0.floor == nil })
    }

    @Test func `the plan's step is the day's, whatever it earns`() throws {
        let terms = Self.terms { profile in
            profile.drawdown = nil
            profile.scaling = [
                ScalingStep(above: nil, tenths: 1), ScalingStep(above: Money("50500"), tenths: 2),
            ]
        }
        var fixture = try DeskFixture.following(terms, pay: "500")
        fixture.acknowledge(terms)
        // 50 500 at the open: at the very balance the fewer.
        #expect(
            try fixture.enter(#""action":"buy","size":2"#).verdicts.map(\.code) == ["SCALING_PLAN_EXCEEDED"])
        fixture.pay[Self.one] = Money("5000")
        fixture.hear(.accounts(DeskFixture.paper, [fixture.state(of: Self.one)]))
        #expect(
            try fixture.enter(#""action":"buy","size":2"#).verdicts.map(\.code) == ["SCALING_PLAN_EXCEEDED"])
        #expect(try fixture.enter(buy).verdicts.map(\.code) == [nil])
        // From 17:00 in Chicago on the next day's step counts.
        fixture.nextDay()
        fixture.answerSnapshots()
        let denied = try fixture.enter(#""action":"buy","size":3"#)
        #expect(denied.verdicts.map(\.code) == ["SCALING_PLAN_EXCEEDED"])
        let audit = try #require(denied.audits.first { $0.kind == "risk.verdict" })
        #expect(GateReport(recorded: audit.body)?.input.profile?.tierTenths == 2)
        #expect(GateReport.recheck(audit.body) == nil)
    }
}

extension DeskFixture {
    /// A connected Desk whose accounts follow a firm's terms.
    static func following(
        _ terms: FirmTerms, isShared: Bool = false, pay: String = "0", rules: [Rule]? = nil
    ) throws -> DeskFixture {
        var fixture = try DeskFixture(
            limits: RiskLimits(sizeMax: 9, positionMax: 9), isShared: isShared, rules: rules, terms: terms)
        for name in [one, two] { fixture.pay[name] = Money(pay) }
        fixture.connect()
        return fixture
    }

    /// Says that the first account's profile was read.
    @discardableResult
    mutating func acknowledge(_ terms: FirmTerms) -> Decision {
        control(#""action":"acknowledge","account":"combine-1","profile":\#(terms.content)"#)
    }

    /// Lets time pass until a little after the trading day's end, and asks for what is due.
    mutating func nextDay() {
        let local = now.wall.microseconds / 1_000_000 + settings.chicago.offset(at: now.wall)
        let left = (41 * 3_600 - local % 86_400) % 86_400
        tick(after: .seconds(left + 60))
    }
}

extension Decision {
    var days: [DayRow] { rows.compactMap { if case .day(let row) = $0 { row } else { nil } } }
}
