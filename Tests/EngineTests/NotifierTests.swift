import Dispatch
import Engine
import Journey
import OwnThreads
import Synchronization
import Testing
import Trading

@Suite(.ownThreads)
struct NotifierTests {
    private let phone = NotifyTarget(name: "phone", least: .info)

    @Test func `tells only what is on disk, and writes what came of it`() throws {
        let ledger = MemoryLedger()
        let notifier = ScriptedNotifier(ledger) { _ in .delivered }
        let fixture = try Fixture(ledger: ledger, notify: [phone], notifier: notifier)
        try fixture.sequencer.start()
        try fixture.openAccount()
        #expect(try fixture.send(1))
        #expect(fixture.waitUntil { fixture.gateway.placed.count == 1 })
        fixture.gateway.end(0, .lost("reset"))
        #expect(fixture.waitUntil { notifier.calls.contains { $0.row.kind == .orderLost } })
        #expect(fixture.waitUntil { ledger.notifications.allSatisfy { $0.state == .delivered } })
        #expect(notifier.calls.allSatisfy { $0.isOnDisk })
        let lost = ledger.batches.first { batch in
            batch.contains { if case .notification(let row) = $0 { row.kind == .orderLost } else { false } }
        }
        #expect(
            try #require(lost).contains { if case .order(let row) = $0 { row.state == .lost } else { false } }
        )
        fixture.sequencer.stop()
    }

    @Test func `a sequencer that is dropped and begun again goes on with what waits`() throws {
        let ledger = MemoryLedger()
        let deaf = ScriptedNotifier(ledger) { _ in nil }
        let first = try Fixture(ledger: ledger, notify: [phone], notifier: deaf)
        var loop = try first.sequencer.begin()
        _ = loop.turn()
        #expect(deaf.calls.map(\.row.kind) == [.started])
        // As after a kill: nothing of the first is left but its ledger.
        let hearing = ScriptedNotifier(ledger) { _ in .delivered }
        let second = try Fixture(ledger: ledger, notify: [phone], notifier: hearing)
        try second.sequencer.start()
        #expect(second.waitUntil { ledger.notifications.allSatisfy { $0.state == .delivered } })
        #expect(hearing.calls.map(\.row.id) == [1, 2])
        #expect(hearing.calls.first?.row.message == deaf.calls.first?.row.message)
        second.sequencer.stop()
    }

    @Test func `a batch that cannot be written tells nobody before the ledger has it`() throws {
        let ledger = MemoryLedger()
        let notifier = ScriptedNotifier(ledger) { _ in .delivered }
        let fixture = try Fixture(ledger: ledger, notify: [phone], notifier: notifier)
        try fixture.sequencer.start()
        try fixture.openAccount()
        #expect(fixture.waitUntil { ledger.notifications.allSatisfy { $0.state == .delivered } })
        let before = notifier.calls.count
        ledger.failNext(1)
        _ = fixture.sequencer.submit(.event(.stream(fixture.gateway.name, .evicted)))
        #expect(fixture.waitUntil { notifier.calls.contains { $0.row.kind == .ledgerRecovered } })
        #expect(fixture.waitUntil { notifier.calls.contains { $0.row.kind == .evicted } })
        let kinds = notifier.calls.dropFirst(before).map(\.row.kind)
        #expect(kinds == [.evicted, .ledgerRecovered])
        #expect(notifier.calls.allSatisfy { $0.isOnDisk })
        fixture.sequencer.stop()
    }
}

/// Answers each call at once, or never.
final class ScriptedNotifier: NotifierPort {
    struct Call: Sendable {
        let row: NotificationRow
        /// Whether the ledger held it when it was to be told.
        let isOnDisk: Bool
    }

    private let ledger: MemoryLedger
    private let answer: @Sendable (NotifyCall) -> NotifyEnding?
    private let noted = Mutex<[Call]>([])

    init(_ ledger: MemoryLedger, answer: @escaping @Sendable (NotifyCall) -> NotifyEnding?) {
        self.ledger = ledger
        self.answer = answer
    }

    var calls: [Call] { noted.withLock { $0 } }

    func deliver(_ call: NotifyCall, then: @escaping @Sendable (NotifyEnding) -> Void) {
        let isOnDisk = ledger.notifications.contains { $0.id == call.row.id }
        noted.withLock { $0.append(Call(row: call.row, isOnDisk: isOnDisk)) }
        if let ending = answer(call) { then(ending) }
    }
}
