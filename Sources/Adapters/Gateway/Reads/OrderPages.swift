import Trading

/// Pages of the order query put together: it says what to ask next and what came of it.
struct OrderPages: Sendable {
    enum Next: Sendable {
        case ask(OrderQuery)
        case done
    }

    private(set) var query: OrderQuery
    private(set) var rows: [OrderRow] = []
    private var total: Int64?

    init(_ query: OrderQuery) { self.query = query }

    /// - Throws: `Unreadable` when the rows shifted under the paging, or never end.
    mutating func take(_ page: OrderRows) throws(Unreadable) -> Next {
        if let before = total, let now = page.total, now < before {
            throw Unreadable("\(Endpoint.orderQuery.name): rows left the filter while it was paged")
        }
        total = page.total ?? total
        rows += page.rows
        query.offset += page.count
        guard page.count > 0, total.map({ Int64(query.offset) < $0 }) ?? true else { return .done }
        guard query.offset < OrderQuery.rowsMax else {
            throw Unreadable("\(Endpoint.orderQuery.name): more than \(OrderQuery.rowsMax) rows")
        }
        return .ask(query)
    }
}
