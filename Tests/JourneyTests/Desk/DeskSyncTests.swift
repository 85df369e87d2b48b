import Journey
import Testing
import Trading

/// Alerts that tell where their strategy stood and stands, beside what the account holds.
struct DeskSyncTests {
    /// The two halves of a reversal from long 1 to short 1, and an entry from flat.
    private let exit = #""action":"sell","size":1,"position":0,"prev_position":1,"id":"exit""#
    private let short = #""action":"sell","size":1,"position":-1,"prev_position":0,"id":"short""#
    private let add = #""action":"buy","size":1,"position":3,"prev_position":2,"id":"add""#

    private func connected(_ mode: SyncPolicy.Mode, window: Span = .zero, long: Int64 = 0) throws
        -> DeskFixture
    {
        var fixture = try DeskFixture(
            limits: RiskLimits(sizeMax: 9, positionMax: 9), sync: SyncPolicy(mode, window: window))
        fixture.connect()
        if long > 0 {
            _ = try fixture.filledEntry(
                #""action":"buy","size":\#(long),"position":\#(long),"prev_position":0,"id":"in""#)
        }
        return fixture
    }

    private func mismatches(_ fixture: DeskFixture) -> [DiscrepancyRow] {
        fixture.decisions.flatMap(\.discrepancies).filter { $0.kind == "strategy_position" }
    }

    @Test(arguments: [SyncPolicy.Mode.off, .warn, .refuse])
    func `an account that stands where the strategy stood trades as it is told`(mode: SyncPolicy.Mode) throws
    {
        var fixture = try connected(mode, long: 2)
        #expect(try fixture.arrive(add).verdicts.map(\.size) == [1])
        #expect(mismatches(fixture).isEmpty)
    }

    @Test(arguments: [(SyncPolicy.Mode.off, true, 0), (.warn, true, 1), (.refuse, false, 1)])
    func `one that stands elsewhere is told of, or left alone`(
        mode: SyncPolicy.Mode, isTaken: Bool, told: Int
    ) throws {
        var fixture = try connected(mode, long: 1)
        let verdicts = try fixture.arrive(add).verdicts
        #expect(verdicts.map(\.isApproved) == [isTaken])
        #expect(verdicts.map(\.code) == [isTaken ? nil : "OUT_OF_SYNC"])
        #expect(mismatches(fixture).map(\.theirs) == Array(repeating: "long 2", count: told))
    }

    @Test(arguments: [SyncPolicy.Mode.warn, .refuse])
    func `an exit is taken wherever the account stands`(mode: SyncPolicy.Mode) throws {
        var fixture = try connected(mode, long: 2)
        let verdicts = try fixture.arrive(exit).verdicts
        #expect(verdicts.map(\.isApproved) == [true])
        #expect(mismatches(fixture).count == 1)
    }

    @Test(arguments: [(0, "entry buy 3"), (1, "entry buy 2"), (2, "entry buy 1"), (4, "reduce sell 1")])
    func `follow leads the account to where the strategy stands`(held: Int64, order: String) throws {
        var fixture = try connected(.follow, long: held)
        let row = try #require(try fixture.arrive(add).orders.values.first)
        #expect("\(row.orderClass.rawValue) \(row.side?.rawValue ?? "-") \(row.size ?? 0)" == order)
    }

    @Test(arguments: SyncPolicy.Mode.allCases.filter { $0 != .off })
    func `the halves of a reversal end short, in the order that they were meant`(mode: SyncPolicy.Mode) throws
    {
        var fixture = try connected(mode, window: .milliseconds(250), long: 1)
        fixture.release(try fixture.arrive(exit))
        let second = try fixture.arrive(short)
        #expect(second.verdicts.map(\.isApproved) == [true, true])
        #expect(second.orders.values.filter { $0.orderClass == .entry }.map(\.size) == [1])
        #expect(mismatches(fixture).isEmpty)
    }

    @Test(arguments: SyncPolicy.Mode.allCases.filter { $0 != .off })
    func `the entry that came first waits for its exit, and both are answered`(mode: SyncPolicy.Mode) throws {
        var fixture = try connected(mode, window: SyncPolicy.windowMax, long: 1)
        let early = try fixture.arrive(short)
        #expect(early.rows.isEmpty && early.replies.isEmpty, "nothing is promised yet")
        #expect(fixture.tick(after: .milliseconds(990)).replies.isEmpty)
        let both = try fixture.arrive(exit)
        #expect(both.replies.count == 2)
        #expect(both.alertRows.count == 2)
        let entries = both.orders.values.filter { $0.orderClass == .entry }
        #expect(entries.map(\.side) == [.sell] && entries.map(\.state) == [.approved])
        #expect(entries.first?.parent != nil, "it leaves once the account is flat")
        #expect(mismatches(fixture).isEmpty)
    }

    @Test(arguments: [(SyncPolicy.Mode.warn, [true]), (.refuse, [false]), (.follow, [true, true])])
    func `one that waited in vain is taken as its source says`(mode: SyncPolicy.Mode, approved: [Bool]) throws
    {
        var fixture = try connected(mode, window: .milliseconds(250), long: 1)
        try fixture.arrive(short)
        #expect(fixture.tick(after: .milliseconds(240)).replies.isEmpty)
        let late = fixture.tick(after: .milliseconds(20))
        #expect(late.verdicts.map(\.isApproved) == approved)
    }

    @Test func `a deadline is told for one that waits`() throws {
        var fixture = try connected(.refuse, window: .milliseconds(250), long: 1)
        try fixture.arrive(short)
        let due = try #require(fixture.desk.nextDeadline)
        #expect(due.since(fixture.now.steady) <= .milliseconds(250))
    }

    @Test func `a copy of one that waits is a duplicate`() throws {
        var fixture = try connected(.refuse, window: .milliseconds(250), long: 1)
        try fixture.arrive(short)
        try fixture.arrive(short)
        let both = try fixture.arrive(exit)
        #expect(both.replies.count == 3)
        #expect(both.deliveries.map(\.outcome).filter { $0 == .duplicate }.count == 1)
        #expect(both.orders.values.filter { $0.orderClass == .entry }.count == 1)
    }

    @Test func `what waits when it stops is answered as not taken`() throws {
        var fixture = try connected(.refuse, window: .milliseconds(250), long: 1)
        try fixture.arrive(short)
        let stopped = fixture.handle(.stopping)
        guard case .unavailable = stopped.replies.first?.outcome else {
            Issue.record("it is not answered")
            return
        }
        #expect(stopped.rows.isEmpty)
    }

    @Test func `an exit that comes after its entry was followed closes nothing`() throws {
        var fixture = try connected(.follow, long: 1)
        fixture.release(try fixture.arrive(short))
        let late = try fixture.arrive(exit)
        #expect(late.verdicts.map(\.code) == ["NOT_CONCERNED"])
        #expect(late.verdicts.first?.reason?.contains("next step came first") == true)
    }

    @Test func `the exit of the position that was entered is no late one`() throws {
        var fixture = try connected(.follow, long: 0)
        fixture.release(try fixture.arrive(short))
        let out = #""action":"buy","size":1,"position":0,"prev_position":-1,"id":"out""#
        #expect(try fixture.arrive(out).verdicts.map(\.isApproved) == [true])
    }

    // MARK: Exits after steps that were lost or came late

    private let enter = #""action":"buy","size":3,"position":3,"prev_position":0"#
    private let trim = #""action":"sell","size":1,"position":2,"prev_position":3"#
    private let leave = #""action":"sell","size":2,"position":0,"prev_position":2"#

    private func at(_ second: Int, _ members: String) -> String {
        members + #","time":"2026-10-05T14:30:0\#(second)Z""#
    }

    private let cameFirst = "the strategy's next step came first, and was followed"

    @Test(arguments: [true, false], [true, false])
    func `an exit to flat is followed though its forerunner was lost`(isTimed: Bool, isFilled: Bool) throws {
        var fixture = try connected(.follow)
        let first = isTimed ? at(0, enter) : enter + #","id":"1""#
        if isFilled {
            _ = try fixture.filledEntry(first)
        } else {
            fixture.release(try fixture.arrive(first))
        }
        fixture.pass(.seconds(4))
        let out = try fixture.arrive(isTimed ? at(4, leave) : leave + #","id":"2""#)
        #expect(out.verdicts.map(\.isApproved) == [true])
        #expect(out.orders.values.contains { $0.orderClass == .flatten && $0.state == .approved })
    }

    @Test(arguments: [true, false])
    func `of a trim and an exit of one second, swapped, the exit is followed`(isTimed: Bool) throws {
        var fixture = try connected(.follow)
        _ = try fixture.filledEntry(isTimed ? at(0, enter) : enter + #","id":"1""#)
        fixture.pass(.seconds(4))
        let out = try fixture.arrive(isTimed ? at(4, leave) : leave + #","id":"2""#)
        #expect(out.orders.values.map(\.orderClass) == [.flatten])
        fixture.release(out)
        fixture.pass(.milliseconds(100))
        let late = try fixture.arrive(isTimed ? at(4, trim) : trim + #","id":"3""#)
        #expect(late.verdicts.map(\.reason) == [cameFirst])
    }

    @Test func `an exit whose next step was denied is followed`() throws {
        var fixture = try connected(.follow, long: 2)
        let more = #""action":"buy","size":20,"position":20,"prev_position":0,"id":"more""#
        #expect(try fixture.arrive(more).verdicts.map(\.isApproved) == [false])
        #expect(try fixture.arrive(leave).verdicts.map(\.isApproved) == [true])
    }

    @Test func `an exit is followed where nobody knows what the account holds`() throws {
        var fixture = try connected(.follow, long: 1)
        fixture.release(try fixture.arrive(short))
        fixture.hear(.stream(DeskFixture.paper, .down(reason: "reset")))
        #expect(try fixture.arrive(exit).verdicts.allSatisfy { $0.reason != cameFirst })
    }

    @Test func `a step that was left alone is no reason to leave the next one`() throws {
        var fixture = try connected(.follow, long: 1)
        fixture.release(try fixture.arrive(short))
        #expect(try fixture.arrive(exit).verdicts.map(\.reason) == [cameFirst])
        let back = #""action":"buy","size":2,"position":1,"prev_position":-1,"id":"back""#
        #expect(try fixture.arrive(back).verdicts.allSatisfy { $0.reason != cameFirst })
    }

    @Test(arguments: [true, false])
    func `two adds in either order end where the second led`(isSwapped: Bool) throws {
        var fixture = try connected(.follow)
        let adds = [
            #""action":"buy","size":1,"position":1,"prev_position":0,"id":"one""#,
            #""action":"buy","size":1,"position":2,"prev_position":1,"id":"two""#,
        ]
        let sizes = try (isSwapped ? adds.reversed() : adds).flatMap { add in
            let decision = try fixture.arrive(add)
            fixture.release(decision)
            return decision.verdicts.filter(\.isApproved).compactMap(\.size)
        }
        #expect(isSwapped ? sizes == [2] : sizes.first == 1)
    }

    @Test func `an alert that tells no position is taken as it is`() throws {
        var fixture = try connected(.refuse, window: .milliseconds(250), long: 1)
        #expect(
            try fixture.arrive(#""action":"buy","size":1,"id":"plain""#).verdicts.map(\.isApproved) == [true])
    }

    @Test func `an entry without a size beside a close does not take that of what is closed`() throws {
        var fixture = try connected(.warn, window: .milliseconds(250), long: 1)
        fixture.release(try fixture.arrive(exit))
        let second = try fixture.arrive(short.replacing(#""size":1,"#, with: ""))
        #expect(second.verdicts.contains { $0.reason?.contains("names no size") == true })
        #expect(second.verdicts.allSatisfy { !$0.isApproved || $0.size == nil })
    }
}
