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
        /// Takes nothing, and does not open again.
        var isDown = false
        /// Whether the next append that fails is found on disk afterwards.
        var keepsFailed = false
        var failsFind = false
        /// Refuses position rows, as a row that contradicts the schema would be.
        var refusesPositions = false
        var room = LedgerRoom()
        /// Deliveries past their age.
        var oldDeliveries = 0
        var drops: [(before: Timestamp, count: Int)] = []
        /// How many batches there were whenever it was let rest.
        var rests: [Int] = []
    }

    let state = Mutex(State())
    private let gate: DispatchSemaphore?

    /// - Parameter isGated: Each append waits for one `open()`.
    init(isGated: Bool = false) { gate = isGated ? DispatchSemaphore(value: 0) : nil }

    func open() { gate?.signal() }
    func failNext(_ count: Int) { state.withLock { $0.failures = count } }

    func goDown(keepingNext isKept: Bool = false) {
        state.withLock { ($0.isDown, $0.keepsFailed) = (true, isKept) }
    }

    func comeBack() { state.withLock { $0.isDown = false } }

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
        let isRefused =
            state.withLock { $0.refusesPositions }
            && rows.contains { if case .position = $0 { true } else { false } }
        let isDone = state.withLock { state -> Bool in
            guard state.failures == 0, !state.isPoisoned, !state.isDown, !isRefused else {
                if state.keepsFailed { state.batches.append(rows) }
                state.keepsFailed = false
                state.failures = max(0, state.failures - 1)
                state.isPoisoned = true
                return false
            }
            state.batches.append(rows)
            return true
        }
        guard isDone else {
            throw LedgerFault(.unavailable, "no space left", cause: isRefused ? .rows : .full)
        }
    }

    func find(_ key: Fingerprint, at now: Timestamp) throws(LedgerFault) -> KnownAlert? {
        guard !state.withLock({ $0.failsFind }) else { throw LedgerFault(.unavailable, "cannot be read") }
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
        var attempts: [String: AttemptRow] = [:]
        var locks: [Int64: LockRow] = [:]
        for row in rows {
            switch row {
            case .attempt(let row): attempts["\(row.tag) \(row.number)"] = row
            case .lock(let row): locks[row.id] = row
            case .control(let row):
                memory.controls.removeAll { $0.key == row.key }
                memory.controls.append(row)
            case .contract(let row):
                memory.contracts.removeAll { $0.recordKey == row.recordKey }
                memory.contracts.append(row)
            default: break
            }
        }
        let live = Set(memory.orders.map(\.tag))
        memory.attempts = attempts.values.filter { live.contains($0.tag) }
            .sorted { ($0.tag, $0.number) < ($1.tag, $1.number) }
        memory.locks = locks.values.filter { $0.clearedAt == nil }.sorted { $0.id < $1.id }
        memory.lastLock = locks.keys.max() ?? 0
        memory.notifications = notifications.filter { $0.state == .pending }
        memory.lastNotification = notifications.last?.id ?? 0
        return memory
    }

    func dropDeliveries(before: Timestamp, limit: Int, at now: Timestamp) throws(LedgerFault) -> Int {
        let count = state.withLock { state -> Int? in
            guard !state.isDown, !state.isPoisoned else {
                state.isPoisoned = true
                return nil
            }
            let count = min(state.oldDeliveries, limit)
            state.oldDeliveries -= count
            state.drops.append((before, count))
            return count
        }
        guard let count else { throw LedgerFault(.unavailable, "no space left", cause: .full) }
        return count
    }

    var drops: [(before: Timestamp, count: Int)] { state.withLock { $0.drops } }

    func rest() { state.withLock { $0.rests.append($0.batches.count) } }

    var rests: [Int] { state.withLock { $0.rests } }

    func room() -> LedgerRoom { state.withLock { $0.room } }

    func reopen() throws(LedgerFault) {
        let isDone = state.withLock { state -> Bool in
            state.reopened += 1
            guard state.failures == 0, !state.isDown, !state.failsFind else {
                state.failures = max(0, state.failures - 1)
                return false
            }
            state.isPoisoned = false
            return true
        }
        guard isDone else { throw LedgerFault(.unavailable, "no space left") }
    }
}
