import Journey
import Trading

/// What the ledger must hold: every row whose append returned, and those of appends that nobody knows the end of.
struct LedgerShadow {
    /// An attempt's key.
    struct AttemptKey: Hashable, Comparable {
        let tag: OrderTag
        let number: Int64

        static func < (left: AttemptKey, right: AttemptKey) -> Bool {
            (left.tag, left.number) < (right.tag, right.number)
        }
    }

    private(set) var orders: [OrderTag: OrderRow] = [:]
    private(set) var attempts: [AttemptKey: AttemptRow] = [:]
    private(set) var alerts: [Fingerprint: AlertRow] = [:]
    private(set) var locks: [Int64: LockRow] = [:]
    private(set) var fills: [TradeID: FillRow] = [:]
    /// Attempts to place, by tag.
    private(set) var placeAttempts: [OrderTag: Int] = [:]
    /// Rows of an append that failed, or that the program did not live to see the end of.
    private(set) var doubted: [LedgerRow] = []

    mutating func keep(_ rows: [LedgerRow]) {
        for row in rows {
            switch row {
            case .order(let row): orders[row.tag] = row
            case .attempt(let row): keep(row)
            case .alert(let row): alerts[row.fingerprint] = row
            case .lock(let row): locks[row.id] = row
            case .fill(let row): fills[row.trade.id] = row
            default: break
            }
        }
    }

    private mutating func keep(_ row: AttemptRow) {
        let key = AttemptKey(tag: row.tag, number: row.number)
        if attempts[key] == nil, row.kind == .place { placeAttempts[row.tag, default: 0] += 1 }
        attempts[key] = row
    }

    mutating func doubt(_ rows: [LedgerRow]) { doubted += rows }

    /// The ledger was read: what was in doubt is in it whole, or not at all.
    mutating func settleDoubts(isKept: Bool) {
        if isKept { keep(doubted) }
        doubted = []
    }

    var lostTags: Set<OrderTag> { Set(orders.values.filter { $0.state == .lost }.map(\.tag)) }

    func lastAttempt(of tag: OrderTag) -> AttemptRow? {
        var last: AttemptRow?
        for row in attempts.values where row.tag == tag && row.number > last?.number ?? 0 { last = row }
        return last
    }
}
