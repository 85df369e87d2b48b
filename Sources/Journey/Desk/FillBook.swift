import Trading

/// The executions of an account that are remembered. Those that no order of ours is known for are found by the venue's
/// number of their order: it is asked for at every word about an order.
struct FillBook: Sendable {
    private var rows: [TradeID: FillRow] = [:]
    private var unclaimed: [OrderID: Set<TradeID>] = [:]
    /// What one contract cost at the most, in and out, by those of each contract.
    private(set) var costs: [ContractID: SideCosts] = [:]

    /// Fees and commissions of one contract; nil while no execution told any.
    struct SideCosts: Hashable, Sendable {
        var opening: Money?
        var closing: Money?

        mutating func learn(_ trade: VenueTrade) {
            guard !trade.isVoided, trade.size > 0,
                let cost = trade.fees.checked(adding: trade.commissions ?? .zero), cost > .zero
            else { return }
            let one = Money(tenThousandths: (cost.tenThousandths - 1) / trade.size + 1)
            if trade.profit == nil {
                opening = max(opening ?? one, one)
            } else {
                closing = max(closing ?? one, one)
            }
        }

        mutating func learn(_ other: SideCosts) {
            if let one = other.opening { opening = max(opening ?? one, one) }
            if let one = other.closing { closing = max(closing ?? one, one) }
        }
    }

    var count: Int { rows.count }
    var keys: Dictionary<TradeID, FillRow>.Keys { rows.keys }
    var values: Dictionary<TradeID, FillRow>.Values { rows.values }

    subscript(id: TradeID) -> FillRow? {
        get { rows[id] }
        set {
            if let before = rows[id], before.tag == nil { claim(before) }
            if let newValue, newValue.tag == nil {
                unclaimed[newValue.trade.order, default: []].insert(newValue.trade.id)
            }
            let before = rows[id]
            rows[id] = newValue
            if let newValue { costs[newValue.trade.contract, default: SideCosts()].learn(newValue.trade) }
            if let before, before.trade != newValue?.trade { learnCosts() }
        }
    }

    /// Those of one order that carry no tag, in the order of their numbers.
    func unclaimed(of order: OrderID) -> [FillRow] {
        (unclaimed[order] ?? []).sorted().compactMap { rows[$0] }
    }

    /// Forgets those of the days before.
    mutating func forget(before day: TradingDay) {
        let old = rows.values.filter { $0.day < day }
        guard !old.isEmpty else { return }
        for fill in old {
            if fill.tag == nil { claim(fill) }
            rows[fill.trade.id] = nil
        }
        learnCosts()
    }

    private mutating func learnCosts() {
        costs = [:]
        for fill in rows.values { costs[fill.trade.contract, default: SideCosts()].learn(fill.trade) }
    }

    private mutating func claim(_ fill: FillRow) {
        unclaimed[fill.trade.order]?.remove(fill.trade.id)
        if unclaimed[fill.trade.order]?.isEmpty == true { unclaimed[fill.trade.order] = nil }
    }
}
