import Dispatch
import Journey
import Synchronization
import Trading

/// A ledger in memory that a test can block, fail and look into.
final class MemoryLedger: LedgerPort {
    struct State: Sendable {
        var batches: [[LedgerRow]] = []
        var failures = 0
        var isPoisoned = false
        var reopened = 0
    }

    let state = Mutex(State())
    private let gate: DispatchSemaphore?

    /// - Parameter isGated: Each append waits for one `open()`.
    init(isGated: Bool = false) { gate = isGated ? DispatchSemaphore(value: 0) : nil }

    func open() { gate?.signal() }
    func failNext(_ count: Int) { state.withLock { $0.failures = count } }

    var batches: [[LedgerRow]] { state.withLock { $0.batches } }
    var rows: [LedgerRow] { batches.flatMap { $0 } }

    var orders: [OrderRow] {
        var last: [OrderTag: OrderRow] = [:]
        for case .order(let row) in rows { last[row.tag] = row }
        return last.values.sorted { $0.tag < $1.tag }
    }

    var notifications: [NotificationRow] {
        var last: [Int64: NotificationRow] = [:]
        for case .notification(let row) in rows { last[row.id] = row }
        return last.values.sorted { $0.id < $1.id }
    }

    func append(_ rows: [LedgerRow], at now: Timestamp) throws(LedgerFault) {
        gate?.wait()
        let isDone = state.withLock { state -> Bool in
            guard state.failures == 0, !state.isPoisoned else {
                state.failures = max(0, state.failures - 1)
                state.isPoisoned = true
                return false
            }
            state.batches.append(rows)
            return true
        }
        guard isDone else { throw LedgerFault(.unavailable, "no space left") }
    }

    func find(_ key: Fingerprint, at now: Timestamp) throws(LedgerFault) -> KnownAlert? {
        for case .alert(let row) in rows where row.key == key && row.keyUntil > now {
            let verdicts = orders.filter { $0.alert == row.fingerprint }.map(Verdict.init)
            return KnownAlert(row: row, verdicts: verdicts)
        }
        return nil
    }

    func restore(oldestFill: Timestamp) throws(LedgerFault) -> DeskMemory {
        var memory = DeskMemory()
        memory.orders = orders.filter(\.state.isLive)
        for case .alert(let row) in rows { memory.alerts.append(row) }
        for case .attempt(let row) in rows { memory.attempts.append(row) }
        memory.notifications = notifications.filter { $0.state == .pending }
        memory.lastNotification = notifications.last?.id ?? 0
        return memory
    }

    func reopen() throws(LedgerFault) {
        let isDone = state.withLock { state -> Bool in
            state.reopened += 1
            guard state.failures == 0 else {
                state.failures -= 1
                return false
            }
            state.isPoisoned = false
            return true
        }
        guard isDone else { throw LedgerFault(.unavailable, "no space left") }
    }
}
