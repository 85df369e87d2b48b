import Journey
import Trading

/// What the ledger must hold: every row whose append returned, and those of appends that nobody knows the end of.
final class LedgerShadow {
    /// An attempt's key.
    struct AttemptKey: Hashable, Comparable {
        let tag: OrderTag
        let number: Int64

        static func < (left: AttemptKey, right: AttemptKey) -> Bool {
            (left.tag, left.number) < (right.tag, right.number)
        }
    }

    /// One account's trading day.
    struct DayKey: Hashable {
        let account: AccountName
        let day: TradingDay
    }

    private(set) var orders: [OrderTag: OrderRow] = [:]
    private(set) var attempts: [AttemptKey: AttemptRow] = [:]
    private(set) var alerts: [Fingerprint: AlertRow] = [:]
    private(set) var locks: [Int64: LockRow] = [:]
    private(set) var fills: [TradeID: FillRow] = [:]
    private(set) var days: [DayKey: DayRow] = [:]
    private(set) var deliveries: Set<Int64> = []
    /// Attempts to place, by tag.
    private(set) var placeAttempts: [OrderTag: Int] = [:]
    /// Attempts without an ending.
    private(set) var openAttempts: Set<AttemptKey> = []
    private(set) var lostTags: Set<OrderTag> = []
    /// Locks that hold.
    private(set) var openLocks: Set<Int64> = []
    /// Where trading is stopped by command.
    private(set) var stopped: Set<ControlRow.Key> = []
    /// The profile that each account's was acknowledged as.
    private(set) var acknowledged: [String: String] = [:]
    /// Rows of an append that failed, or that the program did not live to see the end of.
    private(set) var doubted: [LedgerRow] = []

    func keep(_ rows: [LedgerRow]) {
        for row in rows {
            switch row {
            case .order(let row):
                orders[row.tag] = row
                if row.state == .lost { lostTags.insert(row.tag) } else { lostTags.remove(row.tag) }
            case .attempt(let row): keep(row)
            case .alert(let row): alerts[row.fingerprint] = row
            case .lock(let row):
                locks[row.id] = row
                if row.clearedAt == nil { openLocks.insert(row.id) } else { openLocks.remove(row.id) }
            case .fill(let row): fills[row.trade.id] = row
            case .day(let row): days[DayKey(account: row.account, day: row.day)] = row
            case .delivery(let row): deliveries.insert(row.id)
            case .control(let row):
                if row.key.scope == .profile { acknowledged[row.key.subject] = row.profile }
                if row.isKilled || row.state != .active {
                    stopped.insert(row.key)
                } else {
                    stopped.remove(row.key)
                }
            default: break
            }
        }
    }

    private func keep(_ row: AttemptRow) {
        let key = AttemptKey(tag: row.tag, number: row.number)
        if attempts[key] == nil, row.kind == .place { placeAttempts[row.tag, default: 0] += 1 }
        attempts[key] = row
        if row.ending == nil { openAttempts.insert(key) } else { openAttempts.remove(key) }
    }

    func doubt(_ rows: [LedgerRow]) { doubted += rows }

    /// The ledger was read: what was in doubt is in it whole, or not at all.
    func settleDoubts(isKept: Bool) {
        if isKept { keep(doubted) }
        doubted = []
    }

    /// How many attempts of this kind were begun on an account, about an order or whatever else they name.
    func attempts(
        _ kind: AttemptRow.Kind, on account: AccountName, where isMeant: (AttemptRow, OrderRow) -> Bool
    ) -> Int {
        attempts.values.count { attempt in
            guard attempt.kind == kind, attempt.ending != AttemptRow.denied,
                let order = orders[attempt.tag], order.account == account
            else { return false }
            return isMeant(attempt, order)
        }
    }

    /// Whether an attempt of this kind is under way, about an order or whatever else its message names.
    func hasOpenAttempt(
        _ kind: AttemptRow.Kind, of account: AccountName, where isMeant: (AttemptRow, OrderRow) -> Bool
    ) -> Bool {
        openAttempts.contains { key in
            guard let attempt = attempts[key], attempt.kind == kind, let order = orders[key.tag],
                order.account == account
            else { return false }
            return isMeant(attempt, order)
        }
    }
}
