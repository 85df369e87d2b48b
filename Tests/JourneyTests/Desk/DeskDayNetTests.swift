import Testing
import Trading

@testable import Journey

/// A day's limits by realised and open profit together.
struct DeskDayNetTests {
    static let one = DeskFixture.one

    /// One MNQ is held at 21450.25, 2 USD a point; -0.37 is realised.
    func holding(_ day: DayLimits) throws -> DeskFixture {
        var fixture = try DeskFixture.connected(limits: DeskDayLimitTests.wide, day: day)
        _ = try fixture.filledEntry()
        fixture.openMarket()
        return fixture
    }

    /// PT-44 of an entry now.
    func decided(_ fixture: inout DeskFixture) throws -> CheckResult {
        let decision = try fixture.enter(#""action":"buy","size":1"#)
        let audit = try #require(decision.audits.first { $0.kind == "risk.verdict" })
        #expect(GateReport.recheck(audit.body) == nil)
        let report = try #require(GateReport(recorded: audit.body))
        return try #require(report.checks.first { $0.id == "PT-44" })
    }

    static func loss(_ most: String, _ basis: DayLimits.Basis = .net) -> DayLimits {
        DayLimits(lossMax: Money(most), basis: basis)
    }

    static func profit(_ most: String, _ basis: DayLimits.Basis = .net) -> DayLimits {
        DayLimits(profitMax: Money(most), basis: basis)
    }

    // MARK: At the verdict

    @Test(
        arguments: [
            (loss("100.38"), "21400.25", nil), (loss("100.37"), "21400.25", .dailyLossLimit),
            (loss("100.37"), "21400.50", nil), (loss("100.37"), "21400", .dailyLossLimit),
            (profit("99.64"), "21500.25", nil), (profit("99.63"), "21500.25", .dailyProfitTarget),
            (profit("99.63"), "21500", nil), (profit("99.63"), "21500.50", .dailyProfitTarget),
            (loss("100.37", .realised), "21400", nil), (profit("99.63", .realised), "21500.50", nil),
        ] as [(DayLimits, String, Denial.Code?)])
    func `what is open counts beside what is realised`(day: DayLimits, bid: String, code: Denial.Code?)
        throws
    {
        var fixture = try holding(day)
        fixture.quote(bid)
        #expect(try decided(&fixture).denial?.code == code)
    }

    @Test func `the record tells open and net, or that open profit does not count`() throws {
        var fixture = try holding(Self.profit("99.63"))
        fixture.quote("21500.25", "21500.50")
        let check = try decided(&fixture)
        #expect(check.inputs.suffix(3) == ["open=100", "net=99.63", "reached=none"])
        #expect(check.denial?.reason.hasPrefix("the day stands at 99.63 USD, 100 of it open") == true)
        var realised = try holding(Self.profit("99.63", .realised))
        realised.quote("21500.25")
        #expect(try decided(&realised).inputs.last == "open=not_counted")
    }

    @Test(arguments: [nil, 10_000_001] as [Int64?])
    func `without a fresh quote it is NO_DATA, and realised profit alone counts`(age: Int64?) throws {
        var fixture = try holding(Self.profit("99.63"))
        if let age { fixture.quote("21500.25", age: Span(microseconds: age)) }
        let check = try decided(&fixture)
        #expect(check.denial == nil)
        #expect(check.inputs.suffix(3) == ["open=NO_DATA", "net=NO_DATA", "reached=none"])
    }

    @Test func `positions that no reading has confirmed are NO_DATA`() throws {
        var fixture = try holding(Self.profit("99.63"))
        fixture.hear(.position(Self.one, PlaceRequest.sample.held(2)))
        fixture.quote("21500.25")
        #expect(try decided(&fixture).inputs.contains("open=NO_DATA"))
    }

    // MARK: Until the day ends

    func locks(_ fixture: DeskFixture) -> [LockRow] {
        fixture.decisions.flatMap(\.locks).filter { DayLimits.Limit(lock: $0.kind) != nil }
    }

    @Test(arguments: [(249, false), (250, true)] as [(Int64, Bool)])
    func `a limit that is passed for a quarter of a second ends the day`(passed: Int64, isOver: Bool) throws {
        var fixture = try holding(Self.loss("100.37"))
        fixture.quote("21400.25")
        #expect(locks(fixture).isEmpty)
        fixture.pass(.milliseconds(passed - 1))
        let decision = fixture.quote("21400.25")
        #expect(locks(fixture).map(\.kind) == (isOver ? ["day_loss"] : []))
        #expect(decision.discrepancies.map(\.kind) == (isOver ? ["day_decided"] : []))
        // The market comes back.
        fixture.quote("21450.25")
        let check = try decided(&fixture)
        #expect(check.denial?.code == (isOver ? .dailyLossLimit : nil))
        let words = "the day came to -100.37 USD, -100 of it open, at"
        #expect(check.denial.map { $0.reason.hasPrefix(words) } == (isOver ? true : nil))
    }

    @Test func `a bad print ends nothing, however long ago it was`() throws {
        var fixture = try holding(Self.profit("99.63"))
        for _ in 0..<4 {
            fixture.quote("21500.25")
            fixture.quote("21500")
            fixture.pass(.seconds(1))
        }
        #expect(locks(fixture).isEmpty)
        #expect(try decided(&fixture).denial == nil)
    }

    func ended() throws -> DeskFixture {
        var fixture = try holding(Self.profit("99.63"))
        fixture.quote("21500.25")
        fixture.pass(.milliseconds(250))
        fixture.quote("21500.25")
        fixture.pass(.seconds(1))
        fixture.quote("21450.25")
        return fixture
    }

    @Test func `it is said once, is no lock of a close, and stops no exit`() throws {
        var fixture = try ended()
        fixture.quote("21500.25")
        fixture.pass(.seconds(1))
        fixture.quote("21500.25")
        #expect(locks(fixture).count == 1)
        let decision = try fixture.enter(#""action":"buy","size":1"#)
        #expect(decision.verdicts.map(\.code) == ["DAILY_PROFIT_TARGET"])
        #expect(try fixture.enter(#""action":"close""#).verdicts.map(\.code) == [nil])
    }

    @Test func `a restart keeps it, and the next trading day ends it`() throws {
        var fixture = try ended()
        _ = fixture.restore(fixture.memory())
        fixture.connect()
        #expect(try decided(&fixture).denial?.code == .dailyProfitTarget)
        let end = try #require(Timestamp("2026-10-05T22:00:00Z"))
        #expect(locks(fixture).last?.endsAt == end)
        fixture.pass(end.since(fixture.now.wall).advanced(by: -2_000))
        #expect(try decided(&fixture).denial?.code == .dailyProfitTarget)
        #expect(locks(fixture).last?.clearedAt == nil)
        fixture.pass(.milliseconds(2))
        fixture.tick(after: .zero)
        #expect(locks(fixture).last?.clearedAt != nil)
        fixture.answerSnapshots()
        fixture.reconcile()
        #expect(try decided(&fixture).denial == nil)
    }

    @Test func `damaged facts are no input`() throws {
        var fixture = try ended()
        let decision = try fixture.enter(#""action":"buy","size":1"#)
        let audit = try #require(decision.audits.first { $0.kind == "risk.verdict" })
        let body = String(decoding: audit.body, as: UTF8.self)
        for (whole, damaged) in [(#""reached":"day_profit""#, #""reached":"x""#), ("reached_by", "by")] {
            try #require(body.contains(whole))
            #expect(GateReport(recorded: Array(body.replacing(whole, with: damaged).utf8)) == nil)
        }
    }
}

extension Span {
    fileprivate func advanced(by microseconds: Int64) -> Span {
        Span(microseconds: self.microseconds + microseconds)
    }
}
