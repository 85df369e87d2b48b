import JSON
import Trading

/// The reads of one account.
extension SimulatedVenue {
    private func account(_ root: JSONValue) -> AccountID? {
        root["accountId"]?.int64.map(AccountID.init).flatMap { accounts[$0] == nil ? nil : $0 }
    }

    /// What searches know of already; the venue's index may lag behind its book.
    private func known(_ account: AccountID, _ isWanted: (SimulatedOrder) -> Bool) -> [SimulatedOrder] {
        let now = timeline.steady
        return orders.filter { $0.account == account && $0.visibleAt <= now && isWanted($0) }
    }

    private func list(_ orders: [SimulatedOrder]) -> Answer {
        list("orders", orders) { $1.write(&$0, isHub: false) }
    }

    func searchOpenOrders(_ root: JSONValue) -> Answer {
        guard let account = account(root) else { return .failure(code: 1) }
        return list(known(account) { $0.status == .open })
    }

    func searchOrders(_ root: JSONValue) -> Answer {
        guard let account = account(root) else { return .failure(code: 1) }
        guard let start = root["startTimestamp"]?.time else { return .badRequest("startTimestamp") }
        let end = root["endTimestamp"]?.time
        return list(
            known(account) { order in
                switch order.status {
                case .open, .filled, .cancelled, .rejected: break
                case .expired, .pending, .pendingCancellation, .suspended: return false
                }
                return order.createdAt >= start && end.map { order.createdAt <= $0 } ?? true
            })
    }

    func searchOrder(_ root: JSONValue) -> Answer {
        guard let account = account(root), let id = root["orderId"]?.int64, let order = order(id),
            order.account == account
        else { return .failure(code: 1) }
        return .success {
            $0.key("order")
            order.write(&$0, isHub: false)
        }
    }

    func query(_ root: JSONValue) -> Answer {
        guard let filter = root["filter"], filter["accountId"]?.int64 != nil else {
            return .badRequest("The filter field is required.")
        }
        guard let account = account(filter) else { return .failure(code: 1) }
        let statuses = filter["statuses"]?.elements.compactMap(\.int64)
        let after = filter["createdAfter"]?.time
        let before = filter["createdBefore"]?.time
        let found = known(account) { order in
            statuses.map { $0.contains(order.status.rawValue) } ?? true
                && after.map { order.createdAt >= $0 } ?? true
                && before.map { order.createdAt <= $0 } ?? true
        }
        let offset = Int(clamping: root["pageOffset"]?.int64 ?? 0)
        let size = min(100, Int(clamping: root["pageSize"]?.int64 ?? 100))
        let page = Array(found.dropFirst(offset).prefix(size))
        let isNull = isNullList()
        return .success {
            $0.key("orders")
            if isNull {
                $0.null()
            } else {
                $0.array { list in for order in page { order.write(&list, isHub: false) } }
            }
            $0.member("totalCount", found.count)
        }
    }

    func searchPositions(_ root: JSONValue) -> Answer {
        guard let account = account(root).flatMap({ accounts[$0] }) else { return .failure(code: 1) }
        let holdings = account.holdings.sorted { $0.key < $1.key }
        return list("positions", holdings) { account.write($1.value, of: $1.key, to: &$0) }
    }

    /// Newest first.
    func searchTrades(_ root: JSONValue) -> Answer {
        guard let account = account(root) else { return .failure(code: 1) }
        guard let start = root["startTimestamp"]?.time else { return .badRequest("startTimestamp") }
        let end = root["endTimestamp"]?.time
        let now = timeline.steady
        let found = trades(of: account).filter { trade in
            trade.visibleAt <= now && trade.at >= start && end.map { trade.at <= $0 } ?? true
        }
        return list("trades", found.reversed()) { $0.raw($1.row) }
    }
}

extension JSONValue {
    fileprivate var time: Timestamp? { string.flatMap { Timestamp($0) } }
}
