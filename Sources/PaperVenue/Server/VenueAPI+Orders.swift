import Trading

/// Orders as REST shows them.
extension VenueAPI {
    func searchOrders(_ body: [UInt8], _ reach: Reach) throws(BindingFault) -> VenueReply {
        let fields = try RequestFields(body, as: .searchOrders)
        let account = AccountID(try fields.int32("accountId"))
        let start = try fields.time("startTimestamp")
        let end = try fields.timeIfPresent("endTimestamp")
        guard reach.has(account) else { return .failure(Refusal(code: 1), null: "orders") }
        return Self.list(house.turn { core, _ in core.orders(of: account, from: start, to: end) })
    }

    func searchOpenOrders(_ body: [UInt8], _ reach: Reach) throws(BindingFault) -> VenueReply {
        let fields = try RequestFields(body, as: .searchOpenOrders)
        let account = AccountID(try fields.int32("accountId"))
        guard reach.has(account) else { return .failure(Refusal(code: 1), null: "orders") }
        return Self.list(house.turn { core, _ in core.openOrders(of: account) })
    }

    func orderByID(_ body: [UInt8], _ reach: Reach) throws(BindingFault) -> VenueReply {
        let fields = try RequestFields(body, as: .orderByID)
        let account = AccountID(try fields.int32("accountId"))
        let id = OrderID(try fields.int64("orderId"))
        let order = house.turn { core, _ in core.book.orders[id] }
        guard let order, order.account == account, reach.has(account) else {
            return .failure(Refusal(code: 1), null: "order")
        }
        return .success { writer in
            writer.key("order")
            VenueWire.order(order, .rest, to: &writer)
        }
    }

    func queryOrders(_ body: [UInt8], _ reach: Reach) throws(BindingFault) -> VenueReply {
        let query = try OrderQuery(body)
        guard reach.has(query.account) else { return .failure(Refusal(code: 1), null: "orders") }
        let found = house.turn { core, _ in query.select(from: core) }
        return .success { writer in
            writer.key("orders")
            writer.array { writer in
                for order in query.page(of: found) { VenueWire.order(order, .rest, to: &writer) }
            }
            writer.member("totalCount", query.includesCount ? found.count : nil)
        }
    }

    private static func list(_ orders: [VenueOrder]) -> VenueReply {
        .success { writer in
            writer.key("orders")
            writer.array { writer in
                for order in orders { VenueWire.order(order, .rest, to: &writer) }
            }
        }
    }
}
