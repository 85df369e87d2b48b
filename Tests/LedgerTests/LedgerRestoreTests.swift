import Journey
import OwnThreads
import SQLite
import Testing
import Trading

@testable import Ledger

@Suite(.ownThreads)
struct LedgerRestoreTests {
    private let folder = TemporaryFolder()

    @Test func `a new ledger remembers nothing`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        #expect(try ledger.restore(oldestFill: Sample.start) == DeskMemory())
    }

    @Test(arguments: OrderState.allCases)
    func `an order is remembered while it is live, or filled and not reconciled`(state: OrderState) throws {
        let ledger = try LedgerFile(path: folder.ledger)
        var reconciled = Sample.order("ab-2", state: state)
        reconciled.times.reconciledAt = Sample.start
        try ledger.append([.order(Sample.order("ab-1", state: state)), .order(reconciled)], at: Sample.start)
        let tags = try ledger.restore(oldestFill: Sample.start).orders.map(\.tag.text)
        let expected = state.isLive ? ["ab-1", "ab-2"] : state == .filled ? ["ab-1"] : []
        #expect(tags == expected)
    }

    @Test func `an order that settles is forgotten, with its alert and attempts`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        try ledger.append(Sample.journey(1), at: Sample.start)
        let alert = Sample.alert(1).fingerprint
        try ledger.append([.order(Sample.order("ab-1", alert: alert, state: .cancelled))], at: Sample.start)
        let memory = try ledger.restore(oldestFill: Sample.time(1))
        #expect(memory.orders.isEmpty)
        #expect(memory.alerts.isEmpty)
        #expect(memory.attempts.isEmpty)
    }

    @Test func `orders come in the order of their making, each alert once`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        let alert = Sample.alert(1)
        let orders = [("z", Int64(1)), ("b", 3), ("a", 2)].map {
            Sample.order($0.0, alert: alert.fingerprint, at: $0.1)
        }
        try ledger.append([.alert(alert)] + orders.map { .order($0) }, at: Sample.start)
        let memory = try ledger.restore(oldestFill: Sample.start)
        #expect(memory.orders.map(\.tag.text) == ["z", "a", "b"])
        #expect(memory.alerts == [alert])
    }

    @Test func `of each order's attempts the last one is remembered`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        let attempts = [
            Sample.attempt("ab-1", 1), Sample.attempt("ab-1", 10, isEnded: false),
            Sample.attempt("ab-1", 9), Sample.attempt("ab-2", 1),
        ]
        try ledger.append(
            [.order(Sample.order("ab-1")), .order(Sample.order("ab-2", at: 1)), .order(Sample.order("ab-3"))]
                + attempts.map { .attempt($0) }, at: Sample.start)
        #expect(try ledger.restore(oldestFill: Sample.start).attempts == [attempts[1], attempts[3]])
    }

    @Test func `positions are remembered unless flat, locks unless cleared`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        let long = Sample.position("A", 2)
        let short = Sample.position("C", -1)
        try ledger.append(
            [
                .position(long), .position(Sample.position("B", 0)), .position(short),
                .lock(Sample.lock(1, isCleared: true)), .lock(Sample.lock(2)), .lock(Sample.bareLock(3)),
            ], at: Sample.start)
        let memory = try ledger.restore(oldestFill: Sample.start)
        #expect(memory.positions == [long, short])
        #expect(memory.locks == [Sample.lock(2), Sample.bareLock(3)])
    }

    @Test func `fills are remembered from the oldest moment on`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        let fills = [Int64(0), 1, 2].map { Sample.fill(100 - $0, tag: nil, at: $0) }
        try ledger.append(fills.map { .fill($0) }, at: Sample.start)
        #expect(try ledger.restore(oldestFill: Sample.time(1)).fills == [fills[1], fills[2]])
        let justAfter = Timestamp(microseconds: Sample.time(1).microseconds + 1)
        #expect(try ledger.restore(oldestFill: justAfter).fills == [fills[2]])
    }

    @Test func `day totals are remembered from that moment's date on`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        let days = [Int64(-1), 0, 1].map { Sample.dayRow($0) }
        try ledger.append(days.map { .day($0) }, at: Sample.start)
        #expect(try ledger.restore(oldestFill: Sample.start).days == [days[1], days[2]])
    }

    @Test func `counters go on from the highest, whatever is remembered besides`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        try ledger.append(
            [
                .delivery(Sample.delivery(7)), .delivery(Sample.delivery(3)),
                .lock(Sample.lock(5, isCleared: true)),
                .discrepancy(Sample.discrepancy(4)), .notification(Sample.notification(9, .delivered)),
            ], at: Sample.start)
        let memory = try ledger.restore(oldestFill: Sample.start)
        #expect(memory.lastDelivery == 7)
        #expect(memory.lastLock == 5)
        #expect(memory.lastDiscrepancy == 4)
        #expect(memory.lastNotification == 9)
    }

    @Test func `the words of the unsettled index are those of the live states`() {
        for state in OrderState.allCases {
            let isNamed = Schema.unsettled.contains("'\(state.rawValue)'")
            #expect(isNamed == (state.isLive || state == .filled), "\(state)")
        }
    }

    @Test func `the words of the audit index are the kinds of rows, and those of a column its enum's`() {
        let kinds = [
            DeliveryRow.recordKind, AlertRow.recordKind, OrderRow.recordKind, AttemptRow.recordKind,
            FillRow.recordKind, PositionRow.recordKind, DiscrepancyRow.recordKind, LockRow.recordKind,
            DayRow.recordKind,
        ]
        #expect(Schema.standsAlone == Schema.isNone("kind", of: kinds))
        #expect(Schema.stages == Stage.allCases.map(\.rawValue))
    }
}
