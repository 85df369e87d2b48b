import Journey
import Testing
import Trading

@testable import Engine

/// What happens while the ledger cannot be written, and what is found on disk afterwards.
struct OutageTests {
    private let close = GatewayCall.close(account: OutageFixture.account, contract: Fixture.contract)

    private func isUnavailable(_ outcome: AlertOutcome?) -> Bool {
        if case .unavailable = outcome { true } else { false }
    }

    private func entries(_ calls: [GatewayCall]) -> Int {
        calls.count { if case .place = $0 { true } else { false } }
    }

    @Test func `a look-up that fails costs no event of its batch`() throws {
        let world = try OutageFixture()
        world.ledger.state.withLock { $0.failsFind = true }
        world.hold(2)
        try world.send(1)
        world.hold(3)
        world.settle()
        #expect(isUnavailable(world.outcomes.last))
        #expect(world.desk.accounts[OutageFixture.account]?.positions[Fixture.contract]?.signedSize == 3)
        world.ledger.state.withLock { $0.failsFind = false }
        world.live(seconds: 2)
        let sizes = world.ledger.rows.compactMap { row -> Int64? in
            if case .position(let row) = row { row.position.signedSize } else { nil }
        }
        #expect(sizes == [2, 3])
        #expect(world.loop.health.ledgerFault == nil)
    }

    @Test func `whoever waits for a reading that comes while the ledger is down is answered too`() throws {
        let world = try OutageFixture()
        world.submit(.reconcile(OutageFixture.account, ReplyID(9)))
        // The reading is asked for, and not answered yet.
        _ = world.loop.turn()
        #expect(world.outcomes.isEmpty)
        world.ledger.goDown()
        world.hold(2)
        world.settle()
        #expect(world.outcomes.count == 1)
        #expect(isUnavailable(world.outcomes.last))
    }

    @Test func `whoever asks for a reading while the ledger is down is answered at once`() throws {
        let world = try OutageFixture()
        world.ledger.goDown()
        world.hold(2)
        world.settle()
        world.submit(.reconcile(OutageFixture.account, ReplyID(9)))
        _ = world.loop.turn()
        #expect(world.replies.value.withLock { $0.map(\.id) } == [ReplyID(9)])
        #expect(isUnavailable(world.outcomes.last))
    }

    @Test func `a call of no order that is on disk ends as not sent, and is made once it can be written`()
        throws
    {
        let world = try OutageFixture()
        world.hold(2)
        world.settle()
        try world.send(1, .close)
        _ = world.loop.turn()
        world.ledger.goDown()
        // As if nothing of it had been written: the last check before the venue must hold by itself.
        world.loop.outage = Outage(since: world.now, written: [], reopenAt: world.now)
        _ = world.loop.turn()
        _ = world.loop.turn()
        #expect(world.waiting.isEmpty && world.movedMoney.isEmpty)
        world.ledger.comeBack()
        world.live(seconds: 5)
        #expect(world.waiting == [close])
        let endings = world.ledger.attempts.filter { $0.kind == .close }.map(\.ending)
        #expect(endings.first == "not_sent")
    }

    @Test func `a ledger that comes back short of room takes what waited, and still no alert`() throws {
        let world = try OutageFixture()
        world.ledger.goDown()
        world.hold(2)
        world.settle()
        world.ledger.state.withLock { $0.room = LedgerRoom(freeBytes: 5, shortage: "5 bytes free") }
        world.ledger.comeBack()
        world.live(seconds: 2)
        #expect(world.loop.health.ledgerFault == nil)
        #expect(world.desk.ledger == .short)
        #expect(
            world.logs.value.withLock { $0.contains { $0.contains(#"ledger=short reason="5 bytes free""#) } })
        #expect(world.ledger.rows.contains { if case .position = $0 { true } else { false } })
        try world.send(1)
        world.settle()
        #expect(world.outcomes.last == .unavailable(reason: "5 bytes free"))
    }

    @Test func `a close that is on disk is carried on to verified flat from memory, and written afterwards`()
        throws
    {
        let world = try OutageFixture()
        world.hold(2)
        world.settle()
        try world.send(1, .close)
        // The intent is written; the attempt is not.
        _ = world.loop.turn()
        #expect(world.outcomes.count == 1)
        world.ledger.goDown()
        world.settle()
        #expect(world.waiting == [close])
        let written = world.ledger.batches.count
        world.answer { $0 == close ? .ended(.accepted(order: nil)) : nil }
        world.hold(0)
        world.live(seconds: 6)
        #expect(world.ledger.batches.count == written)
        #expect(world.ledger.orders.first?.state == .approved)
        #expect(world.desk.orders.isEmpty)
        #expect(world.loop.health.unwritten > 0)

        world.ledger.comeBack()
        world.live(seconds: 3)
        #expect(world.movedMoney == [close])
        #expect(world.ledger.orders.map(\.state) == [.filled])
        let attempts = world.ledger.attempts.filter { $0.kind == .close }
        #expect(attempts.map(\.ending) == ["accepted"])
        #expect(attempts.first?.message?.hasSuffix("made while the ledger could not be written") == true)
        #expect(world.ledger.openLocks.isEmpty)
        let report = try #require(world.ledger.audits.last { $0.kind == "ledger.recovered" })
        #expect(String(decoding: report.body, as: UTF8.self).contains("close CON.F.US.MNQ.Z26 on paper-1"))
    }

    @Test func `a close whose intent is not on disk does not begin`() throws {
        let world = try OutageFixture()
        world.hold(2)
        world.settle()
        world.ledger.goDown()
        try world.send(1, .close)
        world.live(seconds: 5)
        #expect(isUnavailable(world.outcomes.last))
        #expect(world.waiting.isEmpty && world.movedMoney.isEmpty)
        world.ledger.comeBack()
        world.live(seconds: 2)
        #expect(world.waiting.isEmpty)
        // The sender comes again.
        try world.send(1, .close)
        world.settle()
        #expect(world.waiting == [close])
    }

    @Test(arguments: [10, 40] as [Int64])
    func `an entry waits for its attempt to be written, as long as its signal is fresh`(seconds: Int64) throws
    {
        let world = try OutageFixture()
        try world.send(1)
        _ = world.loop.turn()
        world.ledger.goDown()
        world.live(seconds: seconds)
        #expect(world.waiting.isEmpty)
        world.ledger.comeBack()
        world.live(seconds: 2)
        #expect(entries(world.waiting) == (seconds < 30 ? 1 : 0))
        let order = try #require(world.ledger.orders.first)
        #expect(order.state == (seconds < 30 ? .sent : .notSent))
        #expect(order.code == (seconds < 30 ? nil : "SIGNAL_TOO_OLD"))
    }

    @Test
    func `an alert whose failed write is found on disk is taken up once, and its repeat is a duplicate`()
        throws
    {
        let world = try OutageFixture()
        world.ledger.goDown(keepingNext: true)
        try world.send(1)
        world.live(seconds: 3)
        #expect(isUnavailable(world.outcomes.last))
        #expect(world.waiting.isEmpty)
        world.ledger.comeBack()
        world.live(seconds: 3)
        #expect(entries(world.waiting) == 1)
        try world.send(1)
        world.live(seconds: 2)
        guard case .duplicate(_, let verdicts) = try #require(world.outcomes.last) else {
            Issue.record("no duplicate: \(world.outcomes)")
            return
        }
        #expect(verdicts.map(\.isApproved) == [true])
        #expect(entries(world.waiting + world.movedMoney) == 1)
    }

    @Test func `an attempt whose failed write is found on disk is told as not made, and made once`() throws {
        let world = try OutageFixture()
        try world.send(1)
        _ = world.loop.turn()
        world.ledger.goDown(keepingNext: true)
        world.live(seconds: 2)
        #expect(world.ledger.orders.first?.state == .sent)
        #expect(world.waiting.isEmpty)
        world.ledger.comeBack()
        world.live(seconds: 2)
        #expect(entries(world.waiting) == 1)
        #expect(world.ledger.attempts.map(\.ending) == ["not_sent", nil])
        #expect(world.ledger.orders.first?.state == .sent)
    }

    @Test func `a lock whose failed write is found on disk does not outlive its close`() throws {
        let world = try OutageFixture()
        world.hold(1)
        world.settle()
        try world.send(1, .close)
        _ = world.loop.turn()
        world.ledger.goDown(keepingNext: true)
        world.settle()
        world.answer { $0 == close ? .ended(.accepted(order: nil)) : nil }
        world.hold(0)
        world.live(seconds: 5)
        world.ledger.comeBack()
        world.live(seconds: 3)
        #expect(world.ledger.openLocks.isEmpty)
        #expect(world.movedMoney == [close])
        #expect(world.ledger.orders.map(\.state) == [.filled])
        #expect(world.ledger.attempts.allSatisfy { $0.ending != nil })
    }

    @Test func `a lost exit is looked up meanwhile, and sent again only when that can be written`() throws {
        let world = try OutageFixture()
        world.hold(2)
        world.settle()
        try world.send(1, .close)
        world.settle()
        world.answer { $0 == close ? .ended(.lost("timeout")) : nil }
        world.ledger.goDown()
        world.live(seconds: 20)
        // What was on disk goes on: the position is still open, so it is closed again after a new reading.
        #expect(world.waiting == [close])
        world.answer { $0 == close ? .ended(.accepted(order: nil)) : nil }
        world.hold(0)
        world.live(seconds: 5)
        world.ledger.comeBack()
        world.live(seconds: 3)
        #expect(world.movedMoney == [close, close])
        #expect(world.ledger.orders.map(\.state) == [.filled])
    }

    @Test(arguments: [false, true])
    func `short of room it turns alerts away, holds entries back and lets exits out`(isExit: Bool) throws {
        let world = try OutageFixture()
        world.hold(2)
        world.settle()
        try world.send(1, isExit ? .close : .buy)
        _ = world.loop.turn()
        world.ledger.state.withLock { $0.room = LedgerRoom(freeBytes: 5, shortage: "5 bytes free") }
        world.pass(.seconds(11))
        world.settle()
        #expect(world.loop.health.room.shortage == "5 bytes free")
        #expect(world.waiting == (isExit ? [close] : []))
        try world.send(2)
        world.settle()
        #expect(isUnavailable(world.outcomes.last))
        #expect(world.ledger.orders.map(\.state) == [isExit ? .sent : .approved])
        world.ledger.state.withLock { $0.room = LedgerRoom(freeBytes: 500) }
        world.live(seconds: 2)
        #expect(world.loop.health.room.shortage == nil)
        #expect(entries(world.waiting) == (isExit ? 0 : 1))
        try world.send(2)
        world.settle()
        guard case .accepted = try #require(world.outcomes.last) else {
            Issue.record("not accepted: \(world.outcomes)")
            return
        }
    }

    @Test func `short of room it takes an exit, and carries it out`() throws {
        let world = try OutageFixture()
        world.hold(2)
        world.settle()
        world.ledger.state.withLock { $0.room = LedgerRoom(freeBytes: 5, shortage: "5 bytes free") }
        world.pass(.seconds(11))
        try world.send(1, .close)
        world.settle()
        #expect(world.desk.ledger == .short)
        guard case .accepted(_, let verdicts) = try #require(world.outcomes.last) else {
            Issue.record("not accepted: \(world.outcomes)")
            return
        }
        #expect(verdicts.map(\.isApproved) == [true])
        #expect(world.waiting == [close])
    }

    @Test(arguments: [
        (#""action":"close_all""#, true), (#""action":"close","contract":"MNQ""#, true),
        (#""action":"close","contract":"MNQ","size":1"#, true), (#""action":"cancel","order":"77""#, true),
        (#""action":"modify","order":"77","size":1"#, false),
        (#""action":"place","contract":"MNQ","side":"sell","size":1"#, false),
    ])
    func `short of room a person can close and cancel, and nothing else`(asked: String, isTaken: Bool) throws
    {
        let world = try OutageFixture()
        world.hold(2)
        world.ledger.state.withLock { $0.room = LedgerRoom(freeBytes: 5, shortage: "5 bytes free") }
        world.pass(.seconds(11))
        world.settle()
        try world.ask(asked)
        world.settle()
        #expect(world.outcomes.count == 1)
        #expect(isUnavailable(world.outcomes.last) == !isTaken, "\(world.outcomes)")
    }

    @Test func `a full start takes no alert until there is room, and writes what it learns`() throws {
        let world = try OutageFixture()
        world.ledger.state.withLock { $0.room = LedgerRoom(freeBytes: 5, shortage: "5 bytes free") }
        world.pass(.seconds(11))
        world.hold(1)
        world.settle()
        let position = world.ledger.rows.contains { if case .position = $0 { true } else { false } }
        #expect(position)
        #expect(world.desk.ledger == .short)
    }

    @Test func `a row that the ledger refuses stops it no longer than a restart would`() throws {
        let world = try OutageFixture()
        world.ledger.state.withLock { $0.refusesPositions = true }
        world.hold(2)
        world.settle()
        #expect(world.loop.health.ledgerFault != nil)
        world.positions = []
        world.live(seconds: 3)
        #expect(world.loop.health.ledgerFault == nil)
        try world.send(1)
        world.settle()
        #expect(!isUnavailable(world.outcomes.last))
        let report = try #require(world.ledger.audits.last { $0.kind == "ledger.recovered" })
        #expect(String(decoding: report.body, as: UTF8.self).contains(#""rows":null"#))
    }

    @Test func `what left while room was looked for is not undone by a batch that fails`() throws {
        let world = try OutageFixture()
        try world.send(1)
        _ = world.loop.turn()
        world.ledger.state.withLock { $0.room = LedgerRoom(shortage: "5 bytes free") }
        world.pass(.seconds(11))
        world.settle()
        #expect(world.waiting.isEmpty)
        world.ledger.state.withLock {
            $0.room = LedgerRoom()
            $0.failsFind = true
        }
        world.pass(.seconds(2))
        try world.send(2)
        world.settle()
        #expect(isUnavailable(world.outcomes.last))
        world.ledger.state.withLock { $0.failsFind = false }
        world.live(seconds: 3)
        #expect(entries(world.waiting) == 1)
    }

    @Test func `a stop while nothing can be written tries once more`() throws {
        let world = try OutageFixture()
        world.ledger.goDown()
        world.hold(2)
        world.live(seconds: 2)
        #expect(world.loop.health.ledgerFault != nil)
        world.ledger.comeBack()
        var loop = world.loop
        loop.finish()
        #expect(world.ledger.rows.contains { if case .position = $0 { true } else { false } })
        #expect(world.ledger.audits.last?.kind == "desk.stopped")
    }

    @Test func `a stop while nothing can be written lets no order out`() throws {
        let world = try OutageFixture()
        try world.send(1)
        _ = world.loop.turn()
        world.ledger.goDown()
        world.live(seconds: 2)
        world.ledger.comeBack()
        var loop = world.loop
        loop.finish()
        #expect(world.waiting.isEmpty)
        #expect(world.ledger.orders.map(\.state) == [.approved])
        #expect(world.ledger.attempts.isEmpty)
    }

    @Test func `more than can be kept is learned from the venue again`() throws {
        var outage = Outage(
            since: Timestamp(microseconds: 0), written: [], reopenAt: Timestamp(microseconds: 0))
        let row = LedgerRow.audit(AuditRow(at: Timestamp(microseconds: 0), kind: "x", subject: "y", body: []))
        outage.keep(Array(repeating: row, count: Sequencer.unwrittenMax))
        #expect(outage.rows?.count == Sequencer.unwrittenMax)
        outage.keep([row])
        #expect(outage.rows == nil)
        outage.keep([row])
        #expect(outage.rows == nil)
    }
}
