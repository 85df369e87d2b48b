import Journey
import Testing
import Trading

/// This machine's clock beside the venue's.
struct DeskClockTests {
    private func fixture(watches: Bool = true, notify: [NotifyTarget] = []) throws -> DeskFixture {
        var fixture = try DeskFixture(
            limits: RiskLimits(sizeMax: 3, positionMax: 500, requiresStop: false), notify: notify,
            guards: TradingGuards(watchesClock: watches, watchesVenueClock: watches))
        fixture.connect()
        return fixture
    }

    private func tell(_ fixture: inout DeskFixture, _ seconds: [Double]) {
        for second in seconds {
            fixture.hear(
                .clock(DeskFixture.paper, ahead: Span(microseconds: Int64(second * 1_000_000))))
        }
    }

    /// The code of an entry sent now; nil when it is let through.
    private func enter(_ fixture: inout DeskFixture) throws -> String? {
        let decision = try fixture.arrive(#""action":"buy","size":1,"id":"\#(fixture.inputs.count)""#)
        for row in decision.audits where row.kind == "risk.verdict" {
            #expect(GateReport.recheck(row.body) == nil)
        }
        return decision.verdicts.first?.code
    }

    private static let untrusted = "CLOCK_UNTRUSTED"

    @Test(
        arguments: [
            ([], nil), ([60], nil), ([60, 60], nil), ([60, 60, 60], untrusted), ([-60, -60, -60], untrusted),
            ([5, 5, 5], nil), ([5.000001, 5.000001, 0], untrusted), ([-5, -5, -5], nil),
            ([-5.000001, -5.000001, 0], untrusted), ([0, 60, 0], nil), ([60, 0, 60], untrusted),
            ([60, 60, 60, 0], untrusted), ([60, 60, 60, 0, 0], nil), ([0, 0, 0, 60], nil),
            ([0, 0, 0, 60, 60], untrusted), ([-60, 0, 60], nil),
        ] as [([Double], String?)])
    func `the median of the last three answers decides`(readings: [Double], code: String?) throws {
        var fixture = try fixture()
        tell(&fixture, readings)
        #expect(try enter(&fixture) == code)
        #expect(fixture.desk.distrustingGateways.isEmpty == (code == nil))
    }

    @Test func `an exit is not stopped by it`() throws {
        var fixture = try fixture()
        _ = try fixture.filledEntry(#""action":"buy","size":2,"id":"in""#)
        tell(&fixture, [60, 60, 60])
        let exit = try fixture.arrive(#""action":"sell","size":1,"position":1,"prev_position":2"#)
        #expect(exit.verdicts.map(\.code) == [nil])
        #expect(try fixture.arrive(#""action":"close""#).verdicts.map(\.code) == [nil])
    }

    @Test func `an entry that waits is held when the clock goes wrong meanwhile`() throws {
        var fixture = try fixture()
        let decision = try fixture.arrive(#""action":"buy","size":1"#)
        tell(&fixture, [60, 60, 60])
        let released = fixture.release(decision)
        #expect(released.calls.isEmpty)
        #expect(released.orders.values.map(\.code) == [Self.untrusted])
    }

    @Test func `a step of our own clock counts before the venue answers again`() throws {
        var fixture = try fixture()
        tell(&fixture, [0, 0, 0])
        fixture.stepClock(.seconds(6))
        #expect(try enter(&fixture) == Self.untrusted)
        // Set right again: nothing was stored that would have to be waited for.
        fixture.stepClock(.seconds(-6))
        fixture.handle(.tick)
        #expect(fixture.desk.distrustingGateways.isEmpty)
    }

    @Test func `a clock that was wrong from the start is believed once it is set right`() throws {
        var fixture = try fixture()
        tell(&fixture, [-3_600, -3_600, -3_600])
        #expect(try enter(&fixture) == Self.untrusted)
        fixture.stepClock(.seconds(3_600))
        fixture.handle(.tick)
        fixture.reconcile()
        #expect(try enter(&fixture) == nil)
    }

    @Test func `it is told once with its number, and once when it is over`() throws {
        let target = NotifyTarget(name: "me", least: .info)
        var fixture = try fixture(notify: [target])
        tell(&fixture, [60, 60, 60, 60])
        tell(&fixture, [0, 0, 0])
        let told = fixture.decisions.flatMap(\.rows).compactMap { row -> NotificationKind? in
            guard case .notification(let row) = row, row.text.hasPrefix("this machine's clock")
            else { return nil }
            return row.kind
        }
        let notes = fixture.decisions.flatMap(\.notes).map(\.text).filter {
            $0.hasPrefix("this machine's clock")
        }
        #expect(notes.count == 2)
        #expect(
            notes.first
                == "this machine's clock is 60 s ahead of that of paper: entries are denied until its answers agree within 5 s"
        )
        #expect(notes.last == "this machine's clock is 0 s ahead of that of paper: entries go on")
        #expect(Set(told) == [.halted, .resumed])
    }

    @Test func `nobody watches where the settings say so`() throws {
        var fixture = try fixture(watches: false)
        tell(&fixture, [60, 60, 60])
        #expect(try enter(&fixture) == nil)
    }
}
