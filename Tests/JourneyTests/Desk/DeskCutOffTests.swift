import Journey
import Testing
import Trading

/// The scheduled close before the firm's own.
struct DeskCutOffTests {
    /// 15:07:30 in Chicago, flat at 15:08:30. The fixture's Chicago is five hours behind UTC all year, and its clock
    /// begins on Monday at 14:30 UTC.
    let cutOff = CutOff(flattenAt: 54_450)

    /// At a time of the fixture's first day in UTC.
    func at(_ hour: Int64, _ minute: Int64, _ second: Int64) -> Timestamp {
        let midnight = Timestamp("2026-10-05T00:00:00Z")!
        return midnight.advanced(by: .seconds(hour * 3_600 + minute * 60 + second))
    }

    /// Moves the clock in steps, with every reading answered, close to a moment and then just beyond.
    func go(_ fixture: inout DeskFixture, to time: Timestamp) {
        while time.since(fixture.now.wall) > .seconds(40) {
            fixture.hear(.account(fixture.state(of: DeskFixture.one)))
            fixture.tick(after: .seconds(30))
            fixture.answerSnapshots()
        }
        fixture.tick(after: time.since(fixture.now.wall))
    }

    func closes(_ fixture: DeskFixture) -> [AlertRow] {
        fixture.decisions.flatMap(\.alertRows).filter { $0.source == "schedule" }
    }

    @Test(arguments: [
        ("2026-10-05T18:00:00Z", "2026-10-05T20:07:30.000000Z"),
        ("2026-12-07T18:00:00Z", "2026-12-07T21:07:30.000000Z"),
        ("2026-03-06T18:00:00Z", "2026-03-06T21:07:30.000000Z"),
        ("2026-03-09T18:00:00Z", "2026-03-09T20:07:30.000000Z"),
        // Friday evening and the whole week-end belong to Monday.
        ("2026-10-30T23:00:00Z", "2026-11-02T21:07:30.000000Z"),
        ("2026-11-01T12:00:00Z", "2026-11-02T21:07:30.000000Z"),
    ])
    func `the moment follows Chicago's clocks`(time: String, flatten: String) throws {
        let spring = Timestamp("2026-03-08T08:00:00Z")!.microseconds / 1_000_000
        let autumn = Timestamp("2026-11-01T07:00:00Z")!.microseconds / 1_000_000
        let chicago = ZoneRules(
            before: -6 * 3_600, changes: [(spring, -5 * 3_600), (autumn, -6 * 3_600)])
        let today = try #require(cutOff).instants(at: try #require(Timestamp(time)), chicago: chicago)
        #expect(today.flatten.description == flatten)
        #expect(today.flat.since(today.flatten) == .seconds(60))
        #expect(today.flatten.since(today.entries) == .seconds(600))
        #expect(today.end.since(today.flatten) == .seconds(6_750))
    }

    @Test func `times that contradict each other are none`() {
        #expect(CutOff(flattenAt: 54_450, mustBeFlat: 54_450) == nil)
        #expect(CutOff(flattenAt: 54_450, mustBeFlat: 54_451) != nil)
        #expect(CutOff(flattenAt: 61_139) != nil)
        #expect(CutOff(flattenAt: 61_140) == nil)
        #expect(CutOff(flattenAt: -1) == nil)
    }

    @Test func `entries end before it and begin with the next trading day, exits never`() throws {
        var fixture = try DeskFixture.connected(cutOff: cutOff)
        var number = 0
        func verdict(_ fixture: inout DeskFixture) throws -> String? {
            number += 1
            return try fixture.arrive(#""action":"buy","size":1,"id":"n\#(number)""#).verdicts.first?.code
        }
        go(&fixture, to: at(19, 57, 28))
        #expect(try verdict(&fixture) == nil)
        go(&fixture, to: at(19, 57, 30))
        #expect(try verdict(&fixture) == "ENTRY_CUTOFF_PASSED")
        #expect(try fixture.arrive(#""action":"close""#).verdicts.map(\.code) == [nil])
        go(&fixture, to: at(21, 59, 58))
        #expect(try verdict(&fixture) == "ENTRY_CUTOFF_PASSED")
        go(&fixture, to: at(22, 0, 0))
        #expect(try verdict(&fixture) != "ENTRY_CUTOFF_PASSED")
    }

    @Test func `everything is closed at its moment, once a day`() throws {
        var fixture = try DeskFixture.connected(cutOff: cutOff)
        let entry = try fixture.filledEntry()
        go(&fixture, to: at(20, 7, 29))
        #expect(closes(fixture).isEmpty)
        let deadline = try #require(fixture.desk.nextDeadline)
        #expect(deadline <= fixture.now.steady.advanced(by: .seconds(1)))
        go(&fixture, to: at(20, 7, 30))
        let row = try #require(closes(fixture).first { $0.canonical.contains(UInt8(ascii: "1")) })
        #expect((row.dialect, row.action, row.ticker) == ("schedule", "flatten", "*"))
        #expect(
            fixture.calls.contains {
                $0.call == .close(account: DeskFixture.one, contract: entry.contract)
            })
        #expect(closes(fixture).count == 2, "one for each account")
        go(&fixture, to: at(21, 59, 0))
        #expect(closes(fixture).count == 2)
    }

    @Test func `a restart neither forgets it nor does it twice`() throws {
        var fixture = try DeskFixture.connected(cutOff: cutOff)
        _ = try fixture.filledEntry()
        go(&fixture, to: at(20, 7, 29))
        let before = fixture.memory()
        fixture.pass(.seconds(1_800))
        _ = fixture.restore(before)
        fixture.connect()
        fixture.tick(after: .seconds(1))
        #expect(closes(fixture).count == 2, "late, and done all the same")
        let tags = fixture.desk.orders.values.filter { $0.row.orderClass == .flatten }.map(\.row.tag)
        #expect(tags.count == 1 || tags.count == 2)
        _ = fixture.restore(fixture.memory())
        fixture.connect()
        fixture.tick(after: .seconds(1))
        #expect(closes(fixture).count == 2)
        // The close under way goes on under its own tag.
        #expect(
            fixture.desk.orders.values.contains {
                $0.row.orderClass == .flatten && $0.row.account == DeskFixture.one
                    && tags.contains($0.row.tag)
            })
    }

    @Test func `an account that is not flat in time is told of, again and again`() throws {
        var fixture = try DeskFixture.connected(cutOff: cutOff)
        _ = try fixture.filledEntry()
        func late(_ fixture: DeskFixture) -> Int {
            fixture.decisions.flatMap(\.discrepancies).count {
                $0.kind == "not_flat_in_time" && $0.account == DeskFixture.one
            }
        }
        go(&fixture, to: at(20, 8, 29))
        #expect(late(fixture) == 0)
        go(&fixture, to: at(20, 8, 30))
        #expect(late(fixture) == 1)
        // Every five seconds for two minutes, and every thirty after that.
        fixture.tick(after: .milliseconds(4_990))
        #expect(late(fixture) == 1)
        fixture.tick(after: .milliseconds(20))
        #expect(late(fixture) == 2)
        for _ in 0..<23 { fixture.tick(after: .milliseconds(5_010)) }
        #expect(late(fixture) == 25)
        fixture.tick(after: .seconds(29))
        #expect(late(fixture) == 25)
        fixture.tick(after: .seconds(2))
        #expect(late(fixture) == 26)
    }

    @Test func `a clock that is stepped back after the close began leaves nothing overdue`() throws {
        var fixture = try DeskFixture.connected(cutOff: cutOff)
        _ = try fixture.filledEntry()
        go(&fixture, to: at(20, 8, 20))
        fixture.stepClock(.seconds(-30))
        fixture.tick(after: .seconds(15))
        let next = try #require(fixture.desk.nextDeadline)
        #expect(next > fixture.now.steady)
    }

    @Test func `without times nothing is closed and nothing denied`() throws {
        var fixture = try DeskFixture.connected()
        go(&fixture, to: at(20, 8, 30))
        #expect(closes(fixture).isEmpty)
        fixture.hear(.account(fixture.state(of: DeskFixture.one)))
        #expect(try fixture.arrive(#""action":"buy","size":1"#).verdicts.map(\.code) == [nil])
    }
}
