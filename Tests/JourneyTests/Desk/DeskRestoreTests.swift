import Journey
import Testing
import Trading

/// A Desk that goes on where the ledger's last writer stopped.
struct DeskRestoreTests {
    let buy = #""action":"buy","size":1,"id":"a""#

    /// The place requests of a decision.
    func requests(_ decision: Decision) -> [PlaceRequest] {
        decision.calls.compactMap { if case .place(let request) = $0 { request } else { nil } }
    }

    @Test func `an approved order goes through the gate again and leaves once its account agrees`() throws {
        var fixture = try DeskFixture.connected()
        let tag = try #require(try fixture.arrive(buy).verdicts.first).tag
        let restored = fixture.restore(fixture.memory())
        #expect(restored.calls.isEmpty && restored.orders.isEmpty)
        #expect(fixture.desk.orders[tag]?.row.state == .approved)
        fixture.pass(.seconds(3))
        fixture.hear(.accounts(DeskFixture.paper, [fixture.state(of: DeskFixture.one)]))
        fixture.hear(.contracts(DeskFixture.paper, [DeskFixture.mnq]))
        #expect(requests(fixture.hear(.stream(DeskFixture.paper, .ready))).isEmpty)
        let sent = fixture.answerSnapshots()
        #expect(requests(sent).map(\.tag) == [tag])
        #expect(sent.attempts.map(\.number) == [1])
        #expect(sent.orders[tag]?.state == .sent)
    }

    @Test func `an approved order is denied at last where the gate now says no for good`() throws {
        var fixture = try DeskFixture.connected(limits: RiskLimits(sizeMax: 1, positionMax: 1))
        let tag = try #require(try fixture.arrive(buy).verdicts.first).tag
        _ = fixture.restore(fixture.memory())
        fixture.venue[DeskFixture.one]?.positions = [PlaceRequest.sample.held(1)]
        fixture.connect()
        #expect(fixture.row(tag)?.state == .notSent)
        #expect(fixture.row(tag)?.code == "POSITION_LIMIT_INSTRUMENT")
        #expect(fixture.desk.orders.isEmpty)
    }

    @Test func `an approved entry that grew too old meanwhile is not sent`() throws {
        var fixture = try DeskFixture.connected()
        let tag = try #require(try fixture.arrive(buy).verdicts.first).tag
        _ = fixture.restore(fixture.memory())
        let deadline = try #require(fixture.desk.nextDeadline)
        #expect(deadline > fixture.now.steady.advanced(by: .seconds(29)))
        #expect(fixture.tick(after: .seconds(29)).orders.isEmpty)
        let late = fixture.tick(after: .seconds(1))
        #expect(late.orders[tag]?.state == .notSent)
        #expect(late.orders[tag]?.code == "SIGNAL_TOO_OLD")
        fixture.connect()
        #expect(fixture.decisions.suffix(6).flatMap { requests($0) }.isEmpty)
    }

    @Test func `a close that was sent and now waits for another of its account is looked up by nobody`()
        throws
    {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry()
        let close = try fixture.arrive(#""action":"close","id":"c""#)
        let first = try #require(close.verdicts.first).tag
        fixture.release(close)
        var memory = fixture.memory()
        let row = try #require(memory.orders.first { $0.tag == first })
        #expect(row.state == .sent)
        for tag in ["ab-aaaaaaaaaaaaaaaaaaaa-1001-0", "ab-zzzzzzzzzzzzzzzzzzzz-1001-0"] {
            memory.orders.append(
                OrderRow(
                    tag: OrderTag(tag), alert: row.alert, account: row.account, contract: ContractID("other"),
                    orderClass: .flatten, side: nil, size: nil, type: .market, stage: .place, state: .sent,
                    leg: 0, createdAt: row.createdAt))
        }
        _ = fixture.restore(memory)
        for _ in 0..<40 { fixture.tick(after: .seconds(1)) }
        #expect(fixture.take { if case .lookUp = $0 { true } else { false } }.isEmpty)
        #expect(fixture.desk.orders.values.count { $0.row.orderClass == .flatten } == 3)
    }

    /// An exit that was approved, and the program ended before it was sent.
    func unsentExit(_ fixture: inout DeskFixture, _ members: String? = nil) throws -> OrderTag {
        _ = try fixture.filledEntry(#""action":"buy","size":2"#)
        let exit = members ?? #""action":"sell","size":1,"position":1,"prev_position":2"#
        let tag = try #require(try fixture.arrive(exit).verdicts.first).tag
        _ = fixture.restore(fixture.memory())
        return tag
    }

    @Test(arguments: zip([Int64(599), 601], [true, false]))
    func `an approved exit waits for its account, ten minutes at most`(seconds: Int64, isSent: Bool) throws {
        var fixture = try DeskFixture.connected()
        let tag = try unsentExit(&fixture)
        fixture.tick(after: .seconds(seconds))
        #expect(fixture.desk.orders[tag]?.row.state == .approved)
        fixture.connect()
        #expect(fixture.decisions.flatMap(\.placed).contains { $0.tag == tag } == isSent)
        #expect(fixture.row(tag)?.state == (isSent ? .sent : .notSent))
        #expect(fixture.row(tag)?.code == (isSent ? nil : "SIGNAL_TOO_OLD"))
    }

    @Test(arguments: [Side.buy, .sell])
    func `an approved exit is not sent once contracts were added to its position`(side: Side) throws {
        var fixture = try DeskFixture.connected()
        let tag = try unsentExit(&fixture)
        fixture.pass(.seconds(5))
        let other = PlaceRequest.sample.trade(9_000, order: 900, size: 1, side: side, at: fixture.now.wall)
        fixture.venue[DeskFixture.one]?.trades = [other]
        fixture.venue[DeskFixture.one]?.positions = [PlaceRequest.sample.held(side == .buy ? 3 : 1)]
        fixture.connect()
        #expect(fixture.row(tag)?.state == (side == .buy ? .notSent : .sent))
        #expect(fixture.row(tag)?.code == (side == .buy ? "POSITION_CHANGED" : nil))
    }

    @Test(arguments: zip([Int64(599), 601], [OrderState.approved, .notSent]))
    func `a close that was never begun is ten minutes old at most`(seconds: Int64, state: OrderState) throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry()
        let tag = try #require(try fixture.arrive(#""action":"close""#).verdicts.first).tag
        let memory = fixture.memory()
        fixture.pass(.seconds(seconds))
        _ = fixture.restore(memory)
        #expect(fixture.row(tag)?.state == state)
        #expect(
            fixture.row(tag)?.stage == (state == .approved ? .place : .record), "it has begun, or is over")
    }

    @Test func `what a copy of the ledger remembers is never sent again`() throws {
        var fixture = try DeskFixture.connected(isShared: true)
        _ = try fixture.filledEntry(#""action":"buy","size":2"#)
        let exit = #""action":"sell","size":1,"position":1,"prev_position":2,"id":"x""#
        // The second account's entry is under way.
        #expect(try fixture.arrive(exit).replies.isEmpty)
        let exits = fixture.release(fixture.tick(after: Desk.underWayPatience)).placed
        let lost = try #require(exits.first).tag
        let unsent = try #require(try fixture.arrive(buy).verdicts.last).tag
        let closed = fixture.ask(#""action":"close","contract":"MNQ""#, id: "c")
        fixture.release(closed)
        let close = try #require(closed.verdicts.first).tag
        var memory = fixture.memory()
        memory.isCopy = true
        let count = fixture.decisions.count
        let restored = fixture.restore(memory)
        #expect(restored.calls.isEmpty)
        // What was begun may have left.
        for (tag, state) in [(close, OrderState.cancelled), (unsent, .notSent)] {
            #expect(fixture.row(tag)?.state == state)
            #expect(fixture.row(tag)?.code == "RESTORED_COPY")
        }
        #expect(Set(restored.discrepancies.map(\.kind)) == ["restored_copy"])
        #expect(fixture.memory().locks.isEmpty)
        fixture.connect()
        for _ in 0..<60 {
            fixture.tick(after: .seconds(1))
            fixture.answerSnapshots()
            for (call, _) in fixture.take(where: { if case .lookUp = $0 { true } else { false } }) {
                fixture.tell(.lookedUp(.absent), to: call)
            }
        }
        #expect(fixture.row(lost)?.state == .notPlaced)
        #expect(!fixture.decisions[count...].flatMap(\.calls).contains { $0.movesMoney })
    }

    @Test func `an order that was sent without an ending is lost, looked up and adopted`() throws {
        var fixture = try DeskFixture.connected()
        let request = try #require(try fixture.order(buy).first)
        let restored = fixture.restore(fixture.memory())
        let row = try #require(restored.orders[request.tag])
        #expect((row.state, row.code) == (.lost, "LOST"))
        #expect(restored.attempts.map(\.ending) == ["lost"])
        #expect(restored.attempts.map(\.number) == [1])
        #expect(restored.calls.isEmpty)
        fixture.connect()
        #expect(
            try fixture.arrive(#""action":"buy","size":1,"id":"b""#).verdicts.map(\.code) == [
                "UNRESOLVED_ORDER"
            ])
        let asked = fixture.tick(after: .seconds(1))
        let call = try #require(asked.calls.first { if case .lookUp = $0 { true } else { false } })
        #expect(asked.attempts.map(\.number) == [2])
        let found = fixture.answer(call, .lookedUp(.found(request.order(100, .filled, filled: 1))))
        #expect(found.orders[request.tag]?.state == .filled)
    }

    @Test func `a lost exit is not given up before the position was read`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry(#""action":"buy","size":2"#)
        let request = try #require(
            try fixture.order(#""action":"sell","size":1,"position":1,"prev_position":2"#).first)
        _ = fixture.restore(fixture.memory())
        func search(_ spans: [Int64]) -> [PlaceRequest] {
            var sent: [PlaceRequest] = []
            for span in spans {
                fixture.tick(after: .seconds(span))
                for (call, _) in fixture.take(where: { if case .lookUp = $0 { true } else { false } }) {
                    sent += requests(fixture.answer(call, .lookedUp(.absent)))
                }
            }
            return sent
        }
        #expect(search([1, 1, 2, 4]).isEmpty)
        #expect(fixture.desk.orders[request.tag]?.row.state == .lost)
        fixture.connect()
        #expect(search([1, 1, 2, 4]) == [request])
    }

    @Test func `an unfinished flatten begins again under its lock`() throws {
        var fixture = try DeskFixture.connected()
        let entry = try fixture.filledEntry()
        let tag = try #require(try fixture.arriveAndRelease(#""action":"close""#).first)
        let memory = fixture.memory()
        #expect(memory.locks.count == 1)
        let restored = fixture.restore(memory)
        #expect(restored.locks.isEmpty)
        #expect(restored.orders[tag]?.state == .sent)
        let asked = restored.calls.contains { if case .snapshot = $0 { true } else { false } }
        #expect(asked)
        fixture.connect()
        let closes = fixture.take { if case .close = $0 { true } else { false } }
        #expect(closes.map(\.call) == [.close(account: DeskFixture.one, contract: entry.contract)])
        #expect(
            try fixture.arrive(#""action":"buy","size":1,"id":"n""#).verdicts.map(\.code).contains(
                "LOCKED_OUT"))
    }

    @Test func `working orders, children and fills are known again`() throws {
        var fixture = try DeskFixture.connected()
        let entry = try fixture.filledEntry()
        let request = try #require(try fixture.order(#""action":"buy","size":1,"id":"second""#).first)
        fixture.answer(request, .accepted(order: OrderID(200)))
        let deliveries = fixture.memory().lastDelivery
        _ = fixture.restore(fixture.memory())
        fixture.venue[DeskFixture.one]?.orders += [request.order(200)]
        fixture.connect()
        #expect(fixture.desk.orders[request.tag]?.row.state == .working)
        #expect(fixture.desk.orders[OrderTag("\(entry.tag)-SL")]?.row.venueOrder == OrderID(101))
        #expect(fixture.hear(.trade(entry.trade(1_000, order: 100, at: fixture.now.wall))).fills.isEmpty)
        let stopped = fixture.hear(.order(entry.child("SL", 101, of: 100, .filled, filled: 1)))
        #expect(stopped.orders[OrderTag("\(entry.tag)-SL")]?.state == .filled)
        #expect(try fixture.arrive(#""action":"close","id":"x""#).deliveries.map(\.id) == [deliveries + 1])
    }

    @Test func `a close that waits for the contracts keeps its own target's product over a restart`() throws {
        let targets = ["MNQ", "NQ"].map { Rule.Target(account: DeskFixture.one, root: $0, size: .asAlerted) }
        var fixture = try DeskFixture(rules: [Rule(name: "pair", when: Rule.Condition(), to: targets)])
        let tags = try fixture.arrive(#""action":"close""#).verdicts.map(\.tag)
        #expect(tags.count == 2)
        _ = fixture.restore(fixture.memory())
        fixture.hear(.contracts(DeskFixture.paper, [DeskFixture.mnq, DeskFixture.nq]))
        #expect(tags.map { fixture.row($0)?.contract } == [DeskFixture.mnq.id, DeskFixture.nq.id])
    }

    @Test func `what changed while the program was down is recorded`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry()
        _ = fixture.restore(fixture.memory())
        fixture.venue[DeskFixture.one]?.positions = []
        let before = fixture.decisions.count
        fixture.connect()
        let found = fixture.decisions[before...].flatMap(\.discrepancies)
        #expect(found.map(\.kind) == ["position"])
        #expect(found.map(\.ours) == ["1"])
        #expect(found.map(\.theirs) == ["0"])
    }

    @Test(arguments: [false, true])
    func `a close that comes before the contracts are read waits for them, and closes its product alone`(
        isRestarted: Bool
    ) throws {
        var fixture = try DeskFixture()
        let decision = try fixture.arrive(#""action":"close","id":"c""#)
        let tag = try #require(decision.verdicts.first).tag
        #expect(decision.verdicts.map(\.isApproved) == [true])
        #expect(fixture.release(decision).calls.isEmpty)
        if isRestarted { #expect(fixture.restore(fixture.memory()).calls.isEmpty) }
        #expect(fixture.desk.orders[tag]?.row.state == .approved)
        fixture.pass(.seconds(120))
        fixture.hear(.contracts(DeskFixture.paper, [DeskFixture.mnq]))
        #expect(fixture.row(tag)?.state == .approved && fixture.row(tag)?.stage == .place)
        #expect(fixture.row(tag)?.contract == DeskFixture.mnq.id)
    }

    @Test func `a close of a product that the venue turns out not to trade ends unsent`() throws {
        var fixture = try DeskFixture(
            rules: [
                Rule(
                    name: "all", when: Rule.Condition(),
                    to: [Rule.Target(account: DeskFixture.one, size: .asAlerted)])
            ])
        let decision = try fixture.arrive(#""action":"close","id":"c""#, ticker: "ZZZ1!")
        let tag = try #require(decision.verdicts.first).tag
        fixture.release(decision)
        fixture.hear(.contracts(DeskFixture.paper, [DeskFixture.mnq]))
        #expect(fixture.row(tag)?.state == .notSent)
        #expect(fixture.row(tag)?.code == "INSTRUMENT_NOT_FOUND")
    }

    @Test func `entries wait for a reading after a restart, whatever the ledger remembers`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry()
        _ = fixture.restore(fixture.memory())
        fixture.hear(.accounts(DeskFixture.paper, [fixture.state(of: DeskFixture.one)]))
        fixture.hear(.contracts(DeskFixture.paper, [DeskFixture.mnq]))
        fixture.hear(.stream(DeskFixture.paper, .ready))
        #expect(
            try fixture.arrive(#""action":"buy","size":1,"id":"n""#).verdicts.map(\.code) == [
                "STREAM_RECONCILING"
            ])
        #expect(fixture.desk.accounts[DeskFixture.one]?.position(in: DeskFixture.mnq.id) == nil)
    }

    @Test func `a Desk that takes over after a failed write knows the venue and reads it anew`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry()
        let memory = fixture.memory()
        let decision = fixture.recover(memory)
        #expect(decision.rows.isEmpty)
        #expect(fixture.desk.gateways[DeskFixture.paper]?.isStreamReady == true)
        #expect(
            try fixture.arrive(#""action":"buy","size":1,"id":"n""#).verdicts.map(\.code) == [
                "STREAM_RECONCILING"
            ])
        fixture.tick(after: .zero)
        fixture.answerSnapshots()
        #expect(try fixture.arrive(#""action":"buy","size":1,"id":"o""#).verdicts.map(\.code) == [nil])
    }

    @Test func `after a restart the signal's age still counts from the alert's own time`() throws {
        var fixture = try DeskFixture.connected()
        fixture.pass(.seconds(25))
        let tag = try #require(
            try fixture.arrive(#""action":"buy","size":1,"time":"2026-10-05T14:30:00Z""#).verdicts.first
        ).tag
        _ = fixture.restore(fixture.memory())
        fixture.pass(.seconds(10))
        fixture.connect()
        #expect(fixture.row(tag)?.state == .notSent)
        #expect(fixture.row(tag)?.code == "SIGNAL_TOO_OLD")
    }

    @Test func `a snapshot that another Desk asked for proves nothing to the one that took over`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry()
        fixture.tick(after: .seconds(46))
        let memory = fixture.memory()
        // The lost Desk heard of more, and its rows were never written.
        fixture.hear(.position(DeskFixture.one, PlaceRequest.sample.held(3)))
        _ = fixture.recover(memory)
        fixture.answerSnapshots()
        #expect(fixture.desk.accounts[DeskFixture.one]?.reconciledAt == nil)
        fixture.tick(after: .zero)
        fixture.answerSnapshots()
        #expect(fixture.desk.accounts[DeskFixture.one]?.reconciledAt != nil)
    }
}
