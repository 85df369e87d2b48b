import Trading

/// The executions of an account that are remembered. Those that no order of ours is known for are found by the venue's
/// number of their order: it is asked for at every word about an order.
struct FillBook: Sendable {
    private var rows: [TradeID: FillRow] = [:]
    private var unclaimed: [OrderID: Set<TradeID>] = [:]

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
            rows[id] = newValue
        }
    }

    /// Those of one order that carry no tag, in the order of their numbers.
    func unclaimed(of order: OrderID) -> [FillRow] {
        (unclaimed[order] ?? []).sorted().compactMap { rows[$0] }
    }

    /// Forgets those of the days before.
    mutating func forget(before day: TradingDay) {
        for fill in rows.values where fill.day < day { self[fill.trade.id] = nil }
    }

    private mutating func claim(_ fill: FillRow) {
        unclaimed[fill.trade.order]?.remove(fill.trade.id)
        if unclaimed[fill.trade.order]?.isEmpty == true { unclaimed[fill.trade.order] = nil }
    }
}
