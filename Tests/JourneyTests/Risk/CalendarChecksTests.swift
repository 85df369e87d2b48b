import JSON
import Testing
import Trading

@testable import Journey

/// PT-16, PT-18 and PT-19 at their limits and beyond them.
struct CalendarChecksTests {
    static let open = MarketCalendar.Stretch(
        from: Timestamp("2026-10-04T22:00:00Z")!, until: Timestamp("2026-10-05T21:00:00Z")!)

    static func facts(_ change: (inout CalendarFacts) -> Void = { _ in }) -> CalendarFacts {
        var facts = CalendarFacts(at: Timestamp("2026-10-05T20:59:59.999999Z")!)
        var session = CalendarFacts.Session(root: "MNQ", date: CivilDate("2026-10-05")!)
        session.family = "equity_index"
        session.open = open
        session.close = open.until
        facts.session = session
        change(&facts)
        return facts
    }

    static func roll(_ left: Int64?) -> CalendarFacts.Roll {
        CalendarFacts.Roll(lastTrade: left.map { _ in CivilDate("2026-12-18")! }, daysLeft: left, daysMin: 2)
    }

    @Test(arguments: [
        GateCase("nothing asked") { $0.calendar = nil },
        GateCase("the last moment") { $0.calendar = facts() },
        GateCase("the first moment") { $0.calendar = facts { $0.at = open.from } },
        GateCase("at the close", .outsideSession) { $0.calendar = facts { $0.at = open.until } },
        GateCase("before the opening", .outsideSession) {
            $0.calendar = facts { $0.at = open.from.advanced(by: Span(microseconds: -1)) }
        },
        GateCase("closed", .outsideSession) { $0.calendar = facts { $0.session?.open = nil } },
        GateCase("a holiday", .marketHoliday) {
            $0.calendar = facts {
                $0.session?.open = nil
                $0.session?.close = nil
                $0.session?.isHoliday = true
            }
        },
        GateCase("not known", .sessionUnknown) {
            $0.calendar = facts { $0.session?.gap = "the calendar does not know the product XX" }
        },
        GateCase("closed and cut off", .outsideSession) {
            $0.calendar = facts { $0.session?.open = nil }
            $0.cutOff = "entries end"
        },
        GateCase("cut off alone", .entryCutOffPassed) {
            $0.calendar = facts()
            $0.cutOff = "entries end"
        },
        GateCase("PT-16 two days left") { $0.calendar = facts { $0.roll = roll(2) } },
        GateCase("PT-16 one day left", .contractExpiring) { $0.calendar = facts { $0.roll = roll(1) } },
        GateCase("PT-16 over", .contractExpiring) { $0.calendar = facts { $0.roll = roll(-1) } },
        GateCase("PT-16 no data") { $0.calendar = facts { $0.roll = roll(nil) } },
        GateCase("PT-19 at its start", .newsBlackout) {
            $0.calendar = facts {
                $0.blackout = .init(name: "news", stretch: open); $0.at = open.from
            }
        },
        GateCase("PT-19 before it") {
            $0.calendar = facts {
                $0.session = nil
                $0.blackout = .init(name: "news", stretch: open)
                $0.at = open.from.advanced(by: Span(microseconds: -1))
            }
        },
        GateCase("PT-19 at its end") {
            $0.calendar = facts {
                $0.session = nil
                $0.blackout = .init(name: "news", stretch: open)
                $0.at = open.until
            }
        },
    ])
    func `sessions, last days and blackouts`(edge: GateCase) throws {
        let input = GateInput.passing.with(edge.change)
        #expect(input.failures == edge.codes)
        // An exit is never stopped by them.
        #expect(GateInput.passingExit.with(edge.change).failures.isEmpty)
        // And the verdict follows from what is written.
        #expect(GateReport.recheck(RiskGate.examine(input).json) == nil)
        let text = JSONWriter.write { input.write(to: &$0) }
        #expect(GateInput(try JSONDocument(text).root)?.calendar == input.calendar)
    }

    @Test func `a denial names when it closed and opens, and what to do`() throws {
        let input = GateInput.passing.with {
            $0.calendar = Self.facts {
                $0.at = Self.open.until
                $0.session?.open = nil
                $0.session?.opens = Timestamp("2026-10-05T22:00:00Z")
            }
        }
        let denial = try #require(RiskGate.examine(input).denial)
        #expect(denial.reason.contains("closed at 2026-10-05T21:00:00.000000Z"))
        #expect(denial.reason.contains("opens at 2026-10-05T22:00:00.000000Z"))
        #expect(denial.remedy.contains("wait"))
    }

    @Test func `what nobody knows is shown as such`() throws {
        let input = GateInput.passing.with { $0.calendar = Self.facts { $0.roll = Self.roll(nil) } }
        let checks = RiskGate.examine(input).checks
        #expect(checks.first { $0.id == "PT-16" }?.inputs.contains("last_trade=NO_DATA") == true)
        let off = RiskGate.examine(.passing).checks
        #expect(off.first { $0.id == "PT-18" }?.inputs.contains("sessions=off") == true)
    }

    @Test func `a record with half a calendar is none`() throws {
        let text = JSONWriter.write { writer in
            GateInput.passing.with { $0.calendar = Self.facts() }.write(to: &writer)
        }
        let broken = String(decoding: text, as: UTF8.self).replacing(#""at":"#, with: #""gone":"#)
        #expect(GateInput(try JSONDocument(Array(broken.utf8)).root) == nil)
    }

    @Test(arguments: [
        // 2026-12-18 is a Friday.
        ("2026-12-18", 0), ("2026-12-17", 1), ("2026-12-16", 2), ("2026-12-11", 5), ("2026-12-14", 4),
        ("2026-12-21", -1),
    ])
    func `counts business days to the last one`(today: String, days: Int64) throws {
        let calendar = DeskCalendarTests.calendar
        let (today, last) = (try #require(CivilDate(today)), try #require(CivilDate("2026-12-18")))
        #expect(calendar.businessDays(from: today, to: last, ofRoot: "MNQ") == days)
    }

    @Test func `a holiday is no business day`() throws {
        let calendar = DeskCalendarTests.calendar
        let (today, last) = (try #require(CivilDate("2026-12-24")), try #require(CivilDate("2026-12-28")))
        #expect(calendar.businessDays(from: today, to: last, ofRoot: "MNQ") == 1)
        #expect(calendar.businessDays(from: today, to: last, ofRoot: "XX") == 2)
    }
}
