import Dispatch
import Engine
import Journey
import OwnThreads
import Testing
import Trading

@Suite(.ownThreads)
struct SequencerTests {
    @Test func `answers and sends only after the commits that say so`() throws {
        let fixture = try Fixture()
        try fixture.sequencer.start()
        try fixture.openAccount()
        let before = fixture.ledger.batches.count
        #expect(try fixture.send(1))
        #expect(fixture.waitUntil { fixture.gateway.placed.count == 1 })
        let batches = fixture.ledger.batches[before...]
        let intent = try #require(batches.first)
        #expect(intent.contains { if case .alert = $0 { true } else { false } })
        #expect(intent.contains { if case .order(let row) = $0 { row.state == .approved } else { false } })
        let attempt = try #require(batches.dropFirst().first)
        #expect(attempt.contains { if case .attempt(let row) = $0 { row.ending == nil } else { false } })
        #expect(fixture.gateway.placed[0].batchesBefore >= before + 2)
        guard case .accepted(_, let verdicts) = try #require(fixture.outcomes.first) else {
            Issue.record("not accepted: \(fixture.outcomes)")
            return
        }
        #expect(verdicts.map(\.isApproved) == [true])
        fixture.gateway.end(0, .accepted(order: OrderID(7)))
        #expect(fixture.wait { $0.orders.values.contains { $0.row.state == .working } })
        fixture.sequencer.stop()
    }

    @Test func `writes what queued meanwhile in one transaction`() throws {
        let ledger = MemoryLedger(isGated: true)
        let fixture = try Fixture(ledger: ledger)
        ledger.open()
        try fixture.sequencer.start()
        #expect(try fixture.send(1))
        // The first alert's commit is held; the others queue behind it.
        for id in 2...40 { #expect(try fixture.send(id)) }
        for _ in 1...5 { ledger.open() }
        #expect(fixture.waitUntil { fixture.outcomes.count == 40 })
        let alerts = ledger.batches.map { $0.filter { if case .alert = $0 { true } else { false } }.count }
        #expect(alerts.max() ?? 0 >= 2)
        #expect(alerts.reduce(0, +) == 40)
        for _ in 1...5 { ledger.open() }
        fixture.sequencer.stop()
    }

    @Test func `lets the ledger rest once all is answered, and not while anything waits`() throws {
        let ledger = MemoryLedger(isGated: true)
        let fixture = try Fixture(ledger: ledger)
        ledger.open()
        try fixture.sequencer.start()
        // Every append of the start has passed when the thread first rests.
        #expect(fixture.waitUntil { !ledger.rests.isEmpty })
        let begun = ledger.batches.count
        #expect(try fixture.send(1))
        for id in 2...200 { #expect(try fixture.send(id)) }
        #expect(ledger.rests.allSatisfy { $0 == begun })
        for _ in 1...20 { ledger.open() }
        #expect(fixture.waitUntil { fixture.outcomes.count == 200 })
        let alerts = ledger.batches.dropFirst(begun).enumerated().filter { _, batch in
            batch.contains { if case .alert = $0 { true } else { false } }
        }
        let last = begun + 1 + (alerts.last?.offset ?? 0)
        #expect(alerts.count >= 4)
        #expect(fixture.waitUntil { ledger.rests.contains { $0 >= last } })
        #expect(!ledger.rests.contains { begun < $0 && $0 < last })
        for _ in 1...20 { ledger.open() }
        fixture.sequencer.stop()
    }

    @Test(arguments: [false, true])
    func `answers a repeat from the ledger after a restart, without a second order`(isByHand: Bool) throws {
        let ledger = MemoryLedger()
        let first = try Fixture(ledger: ledger)
        try first.sequencer.start()
        try first.openAccount()
        #expect(try isByHand ? first.ask(1) : first.send(1))
        #expect(first.waitUntil { first.gateway.placed.count == 1 })
        first.gateway.end(0, .accepted(order: OrderID(7)))
        #expect(first.wait { $0.orders.values.contains { $0.row.state == .working } })
        first.sequencer.stop()

        let second = try Fixture(ledger: ledger)
        try second.sequencer.start()
        #expect(try isByHand ? second.ask(1) : second.send(1))
        #expect(second.waitUntil { second.outcomes.count == 1 })
        guard case .duplicate(_, let verdicts) = try #require(second.outcomes.first) else {
            Issue.record("not a duplicate: \(second.outcomes)")
            return
        }
        #expect(verdicts.map(\.isApproved) == [true])
        #expect(second.gateway.placed.isEmpty)
        second.sequencer.stop()
    }

    @Test func `takes up an order that was approved and not sent`() throws {
        let ledger = MemoryLedger()
        let first = try Fixture(ledger: ledger)
        try first.sequencer.start()
        try first.openAccount()
        #expect(try first.send(1))
        #expect(first.waitUntil { first.gateway.placed.count == 1 })
        let approved = ledger.batches.prefix { batch in
            !batch.contains { if case .attempt = $0 { true } else { false } }
        }
        first.gateway.end(0, .accepted(order: OrderID(7)))
        first.sequencer.stop()

        // The disk as it was when the intent was durable and nothing had been sent.
        let disk = MemoryLedger()
        disk.state.withLock { $0.batches = Array(approved) }
        let second = try Fixture(ledger: disk)
        try second.sequencer.start()
        #expect(second.gateway.placed.isEmpty)
        try second.openAccount()
        #expect(second.waitUntil { second.gateway.placed.count == 1 })
        second.gateway.end(0, .accepted(order: OrderID(7)))
        #expect(second.wait { $0.orders.values.contains { $0.row.state == .working } })
        second.sequencer.stop()
    }

    @Test(arguments: [false, true])
    func `answers 503 while the ledger cannot be written, sends nothing, and recovers`(
        isByHand: Bool
    ) throws {
        let fixture = try Fixture()
        try fixture.sequencer.start()
        try fixture.openAccount()
        fixture.ledger.failNext(1)
        #expect(try isByHand ? fixture.ask(1) : fixture.send(1))
        #expect(fixture.waitUntil { fixture.outcomes.count == 1 })
        guard case .unavailable = try #require(fixture.outcomes.first) else {
            Issue.record("not unavailable: \(fixture.outcomes)")
            return
        }
        #expect(fixture.gateway.placed.isEmpty)
        #expect(fixture.waitUntil { fixture.ledger.state.withLock { $0.reopened } >= 1 })
        #expect(fixture.wait { $0.accounts[Fixture.account]?.reconciledAt != nil })
        #expect(try isByHand ? fixture.ask(1) : fixture.send(1))
        #expect(fixture.waitUntil { fixture.gateway.placed.count == 1 })
        guard case .accepted = try #require(fixture.outcomes.last) else {
            Issue.record("not accepted: \(fixture.outcomes)")
            return
        }
        fixture.gateway.end(0, .accepted(order: OrderID(7)))
        fixture.sequencer.stop()
    }

    @Test func `a start that finds the disk full goes on with what the ledger gave up for it`() throws {
        let ledger = MemoryLedger()
        ledger.failNext(1)
        let fixture = try Fixture(ledger: ledger)
        try fixture.sequencer.start()
        #expect(ledger.audits.map(\.kind) == ["desk.started"])
        try fixture.openAccount()
        fixture.sequencer.stop()
    }

    @Test func `a start that cannot be written even so is refused`() throws {
        let ledger = MemoryLedger()
        ledger.goDown()
        let fixture = try Fixture(ledger: ledger)
        let fault = #expect(throws: LedgerFault.self) { try fixture.sequencer.start() }
        #expect(fault?.kind == .unavailable)
        #expect(ledger.batches.isEmpty)
    }

    @Test func `refuses alerts once it is stopping, and waits for the call under way`() throws {
        let fixture = try Fixture()
        try fixture.sequencer.start()
        try fixture.openAccount()
        #expect(try fixture.send(1))
        #expect(fixture.waitUntil { fixture.gateway.placed.count == 1 })
        let stopped = DispatchSemaphore(value: 0)
        let sequencer = fixture.sequencer
        let thread = WorkerThread()
        #expect(
            thread.start {
                sequencer.stop()
                stopped.signal()
            })
        // A repeat makes no order, however often it is taken before the door closes.
        #expect(fixture.waitUntil { (try? fixture.send(1)) == false })
        #expect(stopped.wait(timeout: .now()) == .timedOut)
        fixture.gateway.end(0, .accepted(order: OrderID(7)))
        #expect(stopped.wait(timeout: .now() + .seconds(60)) == .success)
        thread.join()
        #expect(fixture.ledger.orders.first?.state == .working)
    }
}
