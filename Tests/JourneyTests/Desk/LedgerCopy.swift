import Journey
import Testing
import Trading

extension DeskFixture {
    /// What a ledger that holds these decisions would hand to the next Desk.
    func memory(of decisions: [Decision]? = nil) -> DeskMemory {
        let rows = (decisions ?? self.decisions).flatMap(\.rows)
        var orders: [OrderTag: OrderRow] = [:]
        var attempts: [OrderTag: AttemptRow] = [:]
        var locks: [Int64: LockRow] = [:]
        var positions: [ContractID: PositionRow] = [:]
        var notifications: [Int64: NotificationRow] = [:]
        var memory = DeskMemory()
        for row in rows {
            switch row {
            case .order(let order): orders[order.tag] = order
            case .attempt(let attempt) where attempt.number >= attempts[attempt.tag]?.number ?? 0:
                attempts[attempt.tag] = attempt
            case .lock(let lock): locks[lock.id] = lock
            case .position(let position) where position.account == Self.one:
                positions[position.position.contract] = position
            case .alert(let alert): memory.alerts.append(alert)
            case .fill(let fill):
                memory.fills.removeAll { $0.trade.id == fill.trade.id }
                memory.fills.append(fill)
            case .delivery(let delivery): memory.lastDelivery = max(memory.lastDelivery, delivery.id)
            case .discrepancy(let one): memory.lastDiscrepancy = max(memory.lastDiscrepancy, one.id)
            case .notification(let one): notifications[one.id] = one
            default: break
            }
        }
        memory.notifications = notifications.values.filter { $0.state == .pending }.sorted { $0.id < $1.id }
        memory.lastNotification = notifications.keys.max() ?? 0
        memory.orders = orders.values.filter {
            !$0.state.isTerminal || ($0.state == .filled && $0.times.reconciledAt == nil)
        }.sorted { $0.tag < $1.tag }
        memory.attempts = memory.orders.compactMap { attempts[$0.tag] }
        memory.locks = locks.values.filter { $0.clearedAt == nil }.sorted { $0.id < $1.id }
        memory.lastLock = locks.keys.max() ?? 0
        memory.positions = positions.values.sorted { $0.position.contract < $1.position.contract }
        #expect(Set(memory.orders.map(\.tag)).count == memory.orders.count)
        return memory
    }
}
