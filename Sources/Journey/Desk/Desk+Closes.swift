import Trading

/// Which closes go side by side, which wait, and what holds entries back meanwhile.
///
/// Closes that cannot meet in one contract do not wait for each other. Of those that can, one is under way at a time,
/// the oldest first: two calls for one contract would turn its position round. A wider one waits for no narrower one:
/// it takes that over, with whatever its calls may still do.
extension Desk {
    static let takenOver = "TAKEN_OVER"

    /// Closes in the order in which they were decided, and behind them the others by their names.
    static func inOrder(_ orders: some Sequence<LiveOrder>) -> [OrderTag] {
        orders.sorted { ($0.lock?.id ?? .max, $0.row.tag) < ($1.lock?.id ?? .max, $1.row.tag) }.map(\.row.tag)
    }

    // MARK: From the decision on

    /// Locks what a close is for in the commit that decides it, and ends the entries before it that have not left:
    /// behind it they would open anew what it closes.
    mutating func lock(for tag: OrderTag) {
        guard let order = orders[tag], order.row.orderClass == .flatten, order.row.state == .approved else {
            return
        }
        setLock(for: order)
        let meant = orders.of(order.row.account).filter { other in
            other.row.orderClass == .entry && other.row.state == .approved
                && other.row.alert != order.row.alert
                && (order.isForWholeAccount || closes(order, other.row.contract))
        }
        for entry in meant.map(\.row.tag).sorted() {
            update(entry) { $0.row.remedy = Checks.lockRemedy }
            end(
                entry, .notSent, code: Denial.Code.lockedOut.rawValue,
                reason: "it had not left when \(tag) was decided, which closes what it would open")
        }
    }

    private mutating func setLock(for order: LiveOrder) {
        let row = order.row
        let root = order.isForWholeAccount ? "the whole account" : order.root
        lastLock += 1
        let lock = LockRow(
            id: lastLock, account: row.account, contract: row.contract, kind: "flatten",
            reason: "\(row.contract?.text ?? root) is being closed by \(row.tag)", createdAt: now.wall)
        keep(lock, for: row.tag)
        out.rows.append(.lock(lock))
    }

    private mutating func keep(_ lock: LockRow, for tag: OrderTag) {
        orders[tag]?.lock = lock
        accounts[lock.account]?.locks.removeAll { $0.id == lock.id }
        accounts[lock.account]?.locks.append(lock)
    }

    /// A close that was decided before the venue's contracts were read locks its own product, once that is known.
    mutating func narrowLock(of row: OrderRow) {
        guard var lock = orders[row.tag]?.lock, lock.contract != row.contract else { return }
        lock.contract = row.contract
        keep(lock, for: row.tag)
        out.rows.append(.lock(lock))
    }

    /// However a close ends, entries are free of it.
    mutating func unlock(_ tag: OrderTag) {
        guard let lock = orders[tag]?.lock else { return }
        orders[tag]?.lock = nil
        clear(lock)
    }

    mutating func clear(_ lock: LockRow) {
        var cleared = lock
        cleared.clearedAt = now.wall
        accounts[lock.account]?.locks.removeAll { $0.id == lock.id }
        out.rows.append(.lock(cleared))
    }

    // MARK: After a restart

    /// The locks that a close holds, by the ledger's word.
    func locks(of row: OrderRow) -> [LockRow] {
        accounts[row.account]?.locks.filter { $0.reason.hasSuffix(row.tag.text) } ?? []
    }

    /// Goes on with the lock that the ledger has for a close; one from before a decision set it gets its own.
    mutating func takeUpLock(of row: OrderRow) {
        guard let order = orders[row.tag] else { return }
        guard let lock = locks(of: row).first else { return setLock(for: order) }
        keep(lock, for: row.tag)
    }

    /// Begins every close again, in the order in which they were decided, under the locks that they had.
    mutating func restoreCloses(_ alerts: [Fingerprint: AlertRow]) {
        let closes = orders.values.filter { $0.row.orderClass == .flatten && $0.row.state == .approved }
        for row in closes.map(\.row).sorted(by: { ($0.createdAt, $0.tag) < ($1.createdAt, $1.tag) }) {
            takeUpLock(of: row)
        }
        for tag in Self.inOrder(closes.compactMap { orders[$0.row.tag] }) where !endIfOverdue(tag, alerts) {
            begin(tag)
        }
    }

    // MARK: One after the other

    /// Begins a close, unless one that may meet it in a contract is under way and is no part of it.
    mutating func beginClose(_ order: LiveOrder) {
        guard let row = named(order), let close = orders[row.tag] else { return }
        let others = orders.of(row.account).filter { other in
            other.row.orderClass == .flatten && other.row.tag != row.tag && mayMeet(other, close)
        }
        guard others.allSatisfy({ $0.flatten == nil || isWider(close, than: $0) }) else { return }
        let parts = others.filter { other in
            isWider(close, than: other)
                && (other.flatten != nil
                    || other.row.state == .approved && other.takenOverBy == nil
                        && isOlder(other, than: close))
        }
        let machines = parts.compactMap(\.flatten)
        for part in Self.inOrder(parts) { takeOver(part, by: row.tag) }
        startFlatten(row, after: machines)
    }

    /// Begins what waited for a close that has ended.
    mutating func beginCloses(on account: AccountName) {
        let waiting = orders.of(account).filter {
            $0.row.orderClass == .flatten && $0.row.state == .approved && !$0.hasBegunToClose
        }
        for tag in Self.inOrder(waiting) { begin(tag) }
    }

    private func isOlder(_ one: LiveOrder, than other: LiveOrder) -> Bool {
        (one.lock?.id ?? .max) < (other.lock?.id ?? .max)
    }

    /// Whether two closes of an account could close the same contract.
    private func mayMeet(_ one: LiveOrder, _ other: LiveOrder) -> Bool {
        guard let first = product(of: one), let second = product(of: other) else { return true }
        return first == second
    }

    /// The product that a close is for; nil where it may be any: for the whole account, and for a contract that the
    /// venue does not list.
    private func product(of close: LiveOrder) -> String? {
        if close.isForWholeAccount { return nil }
        guard let id = close.row.contract else { return close.root.uppercased() }
        return contract(of: id, on: close.row.account)?.root.uppercased()
    }

    /// Whether a close takes all that another takes, and more: the whole account, or every month of a product.
    private func isWider(_ one: LiveOrder, than other: LiveOrder) -> Bool {
        if one.isForWholeAccount { return !other.isForWholeAccount }
        guard !one.isOneMonth, other.isOneMonth, let root = product(of: one) else { return false }
        return root == product(of: other)
    }

    // MARK: Taking over

    /// Ends a close that a wider one goes on with, once nothing of its own is on its way.
    private mutating func takeOver(_ tag: OrderTag, by wider: OrderTag) {
        guard let order = orders[tag] else { return }
        if order.flatten?.hasClosed == true || order.hasClosedBefore {
            orders[wider]?.hasClosedBefore = true
        }
        orders[tag]?.flatten = nil
        orders[tag]?.takenOverBy = wider
        endIfTakenOver(tag)
    }

    mutating func endIfTakenOver(_ tag: OrderTag) {
        guard let order = orders[tag], let wider = order.takenOverBy, order.open.isEmpty else { return }
        end(
            tag, .cancelled, code: Self.takenOver,
            reason: "\(wider) closes more than this and goes on with it until all of that is verified flat")
    }
}

extension LiveOrder {
    /// Whether it is for all that the account has.
    var isForWholeAccount: Bool { self.root == GateInput.everyRoot }
}
