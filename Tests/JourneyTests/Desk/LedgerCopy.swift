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
        var positions: [AccountName: [ContractID: PositionRow]] = [:]
        var notifications: [Int64: NotificationRow] = [:]
        var memory = DeskMemory()
        for row in rows {
            switch row {
            case .order(let order): orders[order.tag] = order
            case .attempt(let attempt) where attempt.number >= attempts[attempt.tag]?.number ?? 0:
                attempts[attempt.tag] = attempt
            case .lock(let lock): locks[lock.id] = lock
            case .position(let position):
                positions[position.account, default: [:]][position.position.contract] = position
            case .alert(let alert): memory.alerts.append(alert)
            case .fill(let fill):
                memory.fills.removeAll { $0.trade.id == fill.trade.id }
                memory.fills.append(fill)
            case .delivery(let delivery): memory.lastDelivery = max(memory.lastDelivery, delivery.id)
            case .discrepancy(let one): memory.lastDiscrepancy = max(memory.lastDiscrepancy, one.id)
            case .notification(let one): notifications[one.id] = one
            case .control(let one):
                memory.controls.removeAll { $0.key == one.key }
                memory.controls.append(one)
            case .day(let one):
                memory.days.removeAll { ($0.account, $0.day) == (one.account, one.day) }
                memory.days.append(one)
            case .contract(let one):
                memory.contracts.removeAll { $0.recordKey == one.recordKey }
                memory.contracts.append(one)
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
        memory.recent = recent(orders, memory.alerts)
        memory.lastLock = locks.keys.max() ?? 0
        memory.holdings = held(by: rows) + held(by: rows, on: Self.two)
        let tags = Set(memory.fills.compactMap(\.tag))
        let entries = orders.values.filter { $0.orderClass == .entry && tags.contains($0.tag) }
        let alerts = Set(entries.compactMap(\.alert))
        let last = positions.values.flatMap(\.values)
        memory.entries =
            last.contains { !$0.position.isFlat }
            ? (entries + orders.values.filter { $0.leg >= 100 && $0.alert.map(alerts.contains) == true })
                .sorted { $0.tag < $1.tag } : []
        memory.givenUp = orders.values.filter { $0.state == .notPlaced || $0.code == "ORDER_VANISHED" }
            .sorted { $0.tag < $1.tag }
        memory.legless = orders.values.filter { row in
            row.orderClass == .entry && row.filled > 0 && row.times.reconciledAt != nil && row.alert != nil
                && (row.bracket?.stop != nil && orders[OrderTag("\(row.tag)-SL")] == nil
                    || row.bracket?.target != nil && orders[OrderTag("\(row.tag)-TP")] == nil)
        }.sorted { $0.tag < $1.tag }
        memory.scheduled = memory.alerts.filter { $0.source == "schedule" }
        memory.positions = last.sorted {
            ($0.account, $0.position.contract) < ($1.account, $1.position.contract)
        }
        #expect(Set(memory.orders.map(\.tag)).count == memory.orders.count)
        return memory
    }

    private func recent(_ orders: [OrderTag: OrderRow], _ alerts: [AlertRow]) -> [RecentOrder] {
        orders.values.filter { $0.alert != nil && $0.orderClass != .protect && $0.leg < RecentOrder.legsEnd }
            .sorted { ($0.createdAt, $0.tag) < ($1.createdAt, $1.tag) }.compactMap { row in
                guard let alert = alerts.first(where: { $0.fingerprint == row.alert }) else { return nil }
                return RecentOrder(
                    account: row.account, contract: row.contract, orderClass: row.orderClass, side: row.side,
                    state: row.state, code: row.code, createdAt: row.createdAt,
                    endedAt: row.times.answeredAt ?? row.createdAt, alert: alert.fingerprint,
                    strategy: alert.strategyName)
            }
    }

    /// Signed contracts of an account by its fills and the rows of what they do not explain.
    func held(by rows: [LedgerRow], on account: AccountName = one) -> [HoldingRow] {
        var fills: [TradeID: FillRow] = [:]
        var sums: [ContractID: Int64] = [:]
        for row in rows {
            switch row {
            case .fill(let fill) where fill.trade.account == account: fills[fill.trade.id] = fill
            case .discrepancy(let one) where one.account == account && one.kind == "unexplained_position":
                let change = (Int64(one.theirs) ?? .max) - (Int64(one.ours) ?? .max)
                sums[ContractID(one.subject), default: 0] += change
            default: break
            }
        }
        for fill in fills.values where !fill.trade.isVoided {
            sums[fill.trade.contract, default: 0] += fill.trade.side.sign * fill.trade.size
        }
        return sums.sorted { $0.key < $1.key }.map {
            HoldingRow(account: account, contract: $0.key, signedSize: $0.value)
        }
    }
}
