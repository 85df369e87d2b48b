import Journey
import Testing
import Trading

/// Who may trade at all: said at run time, in force at once, and after a restart.
struct DeskControlTests {
    let buy = #""action":"buy","size":1"#
    let one = DeskFixture.one

    @Test func `a halted account denies entries and exits by its name, and the other trades on`() throws {
        var fixture = try DeskFixture.connected(isShared: true)
        let decision = fixture.control(#""action":"halt","account":"combine-1","reason":"news","by":"ole""#)
        let row = try #require(decision.controls.first)
        #expect(row.key == ControlRow.Key(.account, "combine-1"))
        #expect(row.state == .halted && !row.isKilled && row.reason == "news")
        #expect(row.by == "ole (127.0.0.1)" && row.at == fixture.now.wall)
        #expect(decision.alertRows.map(\.action) == ["halt"])
        #expect(decision.deliveries.map(\.source) == ["operator"])
        let verdicts = try fixture.enter(buy).verdicts
        #expect(verdicts.map(\.code) == ["TRADING_HALTED", nil])
        #expect(verdicts[0].reason?.contains("news") == true && verdicts[0].reason?.contains("ole") == true)
        #expect(verdicts[0].remedy?.contains("alertbridge resume --account combine-1") == true)
    }

    @Test func `resume undoes it, and a reducing account takes exits alone`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry(#""action":"buy","size":2"#)
        fixture.control(#""action":"reduce","account":"combine-1""#)
        #expect(try fixture.enter(buy).verdicts.map(\.code) == ["TRADING_STATE_REDUCING"])
        let exit = #""action":"sell","size":1,"position":1,"prev_position":2"#
        #expect(try fixture.arrive(exit).verdicts.map(\.isApproved) == [true])
        fixture.control(#""action":"resume","account":"combine-1""#)
        #expect(try fixture.enter(buy).verdicts.map(\.isApproved) == [true])
    }

    @Test func `everything is killed by one word, and each scope is resumed by itself`() throws {
        var fixture = try DeskFixture.connected()
        fixture.control(#""action":"kill","scope":"all","reason":"gone wild""#)
        fixture.control(#""action":"kill","account":"combine-1""#)
        let denied = try #require(try fixture.enter(buy).verdicts.first)
        #expect(denied.code == "KILL_SWITCH_ACTIVE")
        #expect(denied.reason?.contains("everything: kill by") == true)
        #expect(denied.remedy?.contains("alertbridge resume --all") == true)
        let report = try #require(fixture.control(#""action":"resume","scope":"all""#).controlled)
        #expect(report.accounts.first { $0.account == one }?.isKilled == true)
        #expect(report.accounts.first { $0.account == DeskFixture.two }?.isKilled == false)
        let still = try #require(try fixture.enter(buy).verdicts.first)
        #expect(still.remedy?.contains("alertbridge resume --account combine-1") == true)
        fixture.control(#""action":"resume","account":"combine-1""#)
        #expect(try fixture.enter(buy).verdicts.map(\.isApproved) == [true])
    }

    @Test func `a word that was said over another one is not told as that`() throws {
        for (first, second) in [("halt", "kill"), ("kill", "halt"), ("reduce", "kill")] {
            var fixture = try DeskFixture.connected()
            fixture.control(#""action":"\#(first)","scope":"all""#)
            fixture.control(#""action":"\#(second)","scope":"all""#)
            let facts = fixture.desk.stops(of: one)
            let (kill, halt) = (try #require(facts.kills.first?.why), try #require(facts.halts.first?.why))
            let words = ["halt": "halted", "reduce": "reducing", "kill": "killed"]
            let earlier = try #require(words[first])
            let (new, old) = second == "kill" ? (kill, halt) : (halt, kill)
            #expect(old.hasPrefix("\(earlier) by an earlier word, then \(second) by"))
            #expect(new.hasPrefix("\(second) by"))
        }
    }

    @Test func `a copy is a strategy by its name before it has traded, and another name is doubted`() throws {
        var fixture = try DeskFixture.following()
        for (name, isKnown) in [(DeskFixture.copyName, true), ("slip", false)] {
            let report = fixture.control(#""action":"kill","strategy":"\#(name)""#).controlled
            #expect((try #require(report).warning == nil) == isKnown)
        }
    }

    @Test func `a killed strategy enters no more, and exits`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry(#""action":"buy","size":2,"strategy":"wild""#)
        fixture.control(#""action":"kill","strategy":"wild""#)
        #expect(
            try fixture.enter(buy + #","strategy":"wild""#).verdicts.map(\.code) == ["KILL_SWITCH_ACTIVE"])
        #expect(try fixture.enter(buy + #","strategy":"calm""#).verdicts.map(\.isApproved) == [true])
        let exit = #""action":"sell","size":1,"position":1,"prev_position":2,"strategy":"wild""#
        #expect(try fixture.arrive(exit).verdicts.map(\.isApproved) == [true])
    }

    @Test func `an alert without a strategy is of the strategy that its source is called`() throws {
        var fixture = try DeskFixture.connected()
        let report = try #require(fixture.control(#""action":"kill","strategy":"orb""#).controlled)
        #expect(report.warning == nil)
        #expect(try fixture.enter(buy).verdicts.map(\.code) == ["KILL_SWITCH_ACTIVE"])
        let slip = try #require(fixture.control(#""action":"kill","strategy":"obr""#).controlled)
        #expect(slip.warning?.contains("obr") == true)
    }

    @Test func `an entry that was approved before the word does not leave after it`() throws {
        var fixture = try DeskFixture.connected()
        let approved = try fixture.enter(buy)
        let tag = try #require(approved.verdicts.first).tag
        fixture.control(#""action":"kill","scope":"all""#)
        let released = fixture.release(approved)
        #expect(released.placed.isEmpty)
        #expect(fixture.row(tag)?.state == .notSent)
        #expect(fixture.row(tag)?.code == "KILL_SWITCH_ACTIVE")
    }

    @Test(arguments: [
        #""action":"halt","account":"combine-1""#, #""action":"reduce","account":"combine-1""#,
        #""action":"kill","scope":"all""#, #""action":"kill","strategy":"orb""#,
    ])
    func `an entry that rests at the venue is taken back, once`(members: String) throws {
        var fixture = try DeskFixture.connected()
        let resting = try fixture.order(#""action":"buy","size":1,"type":"limit","limit_price":21000"#)
        let request = try #require(resting.first)
        fixture.answer(request, .accepted(order: OrderID(77)))
        let decision = fixture.control(members)
        #expect(decision.cancelled == [OrderID(77)])
        let report = try #require(decision.controlled)
        #expect(report.withdrawn == [request.tag])
        #expect(decision.attempts.first?.alert == report.alert)
        #expect(fixture.tick(after: .seconds(1)).cancelled.isEmpty)
    }

    @Test func `an entry that begins to rest only after the word is taken back, too`() throws {
        var fixture = try DeskFixture.connected()
        let request = try #require(
            try fixture.order(#""action":"buy","size":1,"type":"limit","limit_price":21000"#).first)
        #expect(fixture.control(#""action":"halt","scope":"all""#).cancelled.isEmpty)
        #expect(fixture.answer(request, .accepted(order: OrderID(77))).cancelled == [OrderID(77)])
    }

    @Test func `an entry that was handed over is called back once, and an exit is not`() throws {
        var fixture = try DeskFixture.connected()
        let request = try #require(try fixture.orderAnew(buy).first)
        let decision = fixture.control(#""action":"kill","scope":"all""#)
        #expect(decision.withdrawals == [Withdrawal(account: one, tag: request.tag)])
        #expect(fixture.tick(after: .seconds(1)).withdrawals.isEmpty)
        fixture.answer(request, .notSent("called back"))
        #expect(fixture.row(request.tag)?.state == .notSent)
        #expect(try fixture.orderAnew(buy).isEmpty)
    }

    @Test func `everything is closed with it where that is asked for`() throws {
        var fixture = try DeskFixture.connected()
        let decision = fixture.control(#""action":"kill","scope":"all","flatten":true"#)
        let report = try #require(decision.controlled)
        #expect(report.verdicts.map(\.account) == [one, DeskFixture.two])
        #expect(report.verdicts.map(\.isApproved) == [true, true])
        #expect(decision.orders.values.allSatisfy { $0.orderClass == .flatten && $0.contract == nil })
        fixture.release(decision)
        #expect(fixture.desk.orders.values.allSatisfy { $0.row.stage == .place })
    }

    @Test func `the same id again changes nothing and tells how it stands`() throws {
        var fixture = try DeskFixture.connected()
        fixture.control(#""action":"halt","account":"combine-1""#, id: "x")
        fixture.control(#""action":"resume","account":"combine-1""#, id: "y")
        let again = fixture.control(#""action":"halt","account":"combine-1""#, id: "x")
        #expect(again.controls.isEmpty)
        let report = try #require(again.controlled)
        #expect(report.isRepeat && report.accounts.map(\.state) == [.active])
        let other = fixture.control(#""action":"kill","account":"combine-1""#, id: "x")
        #expect(other.controls.isEmpty)
        guard case .conflict? = other.replies.first?.outcome else {
            Issue.record("no conflict: \(other.replies)")
            return
        }
    }

    @Test func `an account that the settings do not name is refused`() throws {
        var fixture = try DeskFixture.connected()
        let decision = fixture.control(#""action":"halt","account":"combine-9""#)
        guard case .refused(let refusal)? = decision.replies.first?.outcome else {
            Issue.record("not refused")
            return
        }
        #expect(refusal.code == .accountMissing && decision.controls.isEmpty)
    }

    // MARK: After a restart

    @Test func `what was said holds after a restart`() throws {
        var fixture = try DeskFixture.connected()
        fixture.control(#""action":"halt","account":"combine-1","reason":"news""#)
        fixture.control(#""action":"kill","strategy":"wild""#)
        _ = fixture.restore(fixture.memory())
        fixture.connect()
        let denied = try #require(try fixture.enter(buy).verdicts.first)
        #expect(denied.code == "TRADING_HALTED" && denied.reason?.contains("news") == true)
        fixture.control(#""action":"resume","account":"combine-1""#)
        #expect(
            try fixture.enter(buy + #","strategy":"wild""#).verdicts.map(\.code) == ["KILL_SWITCH_ACTIVE"])
        #expect(try fixture.enter(buy).verdicts.map(\.isApproved) == [true])
    }

    @Test func `a command overrides what the settings start with, over restarts`() throws {
        var fixture = try DeskFixture(state: .halted, isKilled: true)
        fixture.connect()
        fixture.control(#""action":"resume","scope":"all""#)
        #expect(try fixture.enter(buy).verdicts.map(\.code) == ["TRADING_HALTED"])
        fixture.control(#""action":"resume","account":"combine-1""#)
        #expect(try fixture.enter(buy).verdicts.map(\.isApproved) == [true])
        _ = fixture.restore(fixture.memory())
        fixture.connect()
        #expect(try fixture.enter(buy).verdicts.map(\.isApproved) == [true])
    }

    @Test(arguments: [
        (TradingState.active, "halt", TradingState.halted, TradingState.halted),
        (.active, "halt", .reducing, .halted), (.active, "resume", .halted, .halted),
        (.halted, "resume", .halted, .active), (.halted, "resume", .active, .active),
        (.halted, "halt", .active, .halted), (.reducing, "resume", .halted, .halted),
    ])
    func `settings that were changed since a command count where they are stricter`(
        before: TradingState, word: String, after: TradingState, expected: TradingState
    ) throws {
        var fixture = try DeskFixture(state: before)
        fixture.control(#""action":"\#(word)","account":"combine-1""#)
        let memory = fixture.memory()
        var next = try DeskFixture(state: after)
        _ = next.restore(memory)
        #expect(next.desk.standing(of: one).state == expected)
    }

    @Test func `a close that came with a kill goes on after a restart`() throws {
        var fixture = try DeskFixture.connected()
        let decision = fixture.control(#""action":"kill","account":"combine-1","flatten":true"#)
        let tag = try #require(decision.controlled?.verdicts.first).tag
        _ = fixture.restore(fixture.memory())
        #expect(fixture.desk.orders[tag]?.row.stage == .place)
        fixture.connect()
        #expect(fixture.row(tag)?.state == .cancelled || fixture.desk.orders[tag] != nil)
    }

    @Test func `a word whose write failed and is on disk after all is in force`() throws {
        var fixture = try DeskFixture.connected()
        let row = ControlRow(
            key: .all, isKilled: true, word: "kill", reason: "", by: "ole", at: fixture.now.wall)
        var memory = fixture.memory()
        memory.controls = [row]
        _ = fixture.desk.meet(memory, unwritten: [], standing: .sound, at: fixture.now)
        #expect(try fixture.enter(buy).verdicts.map(\.code) == ["KILL_SWITCH_ACTIVE"])
    }

    @Test func `every verdict is decided again from what is recorded of it`() throws {
        var fixture = try DeskFixture.connected()
        fixture.control(#""action":"halt","account":"combine-1","reason":"a \"quoted\" reason""#)
        fixture.control(#""action":"kill","strategy":"orb""#)
        let verdict = try #require(try fixture.enter(buy).audits.first { $0.kind == "risk.verdict" })
        #expect(GateReport.recheck(verdict.body) == nil)
        let report = try #require(GateReport(recorded: verdict.body))
        #expect(report.failures == [.killSwitchActive, .tradingHalted])
        #expect(report.input.trading.halts.first?.why.contains("quoted") == true)
    }
}

extension DeskFixture {
    /// An alert with an id of its own.
    mutating func enter(_ members: String) throws -> Decision {
        try arrive(members + #","id":"own-\#(inputs.count)""#)
    }

    /// The same up to what leaves.
    mutating func orderAnew(_ members: String) throws -> [PlaceRequest] {
        try order(members + #","id":"own-\#(inputs.count)""#)
    }

    /// Says who may trade.
    @discardableResult
    mutating func control(_ members: String, id: String? = nil) -> Decision {
        let body = Array(#"{"id":"\#(id ?? "control-\(inputs.count)")",\#(members)}"#.utf8)
        let content: Arrival.Content
        do throws(Refusal) {
            let request = try ControlReader.read(body)
            content = .control(request, AlertIdentity(of: request, sha256: Digest.of))
        } catch {
            content = .refused(error)
        }
        let delivery = Delivery(
            source: OperatorRequest.source, peer: "127.0.0.1", acceptedAt: now.wall, bodyAt: now.wall,
            body: body)
        let decision = handle(
            .arrival(Arrival(delivery: delivery, content: content, reply: ReplyID(9))))
        #expect(decision.replies.count == 1)
        return decision
    }
}

extension Decision {
    var controls: [ControlRow] { rows.compactMap { if case .control(let row) = $0 { row } else { nil } } }
    var controlled: ControlReport? {
        if case .controlled(let report)? = replies.first?.outcome { report } else { nil }
    }
}
