import Journey
import Trading

/// What followers would do once a leader's orders have filled.
extension DryRun {
    /// - Parameter alert: What was decided first; its price is that of the fills.
    mutating func copies(of orders: [Order], _ alert: Alert) -> [Order] {
        guard let price = alert.price ?? alert.limitPrice else { return [] }
        var copied: [Order] = []
        var count: Int64 = 0
        for leader in Set(configuration.copies.map(\.leader)).sorted() {
            let sums = traded(by: leader, orders).filter { $0.value != 0 }
            for (contract, size) in sums.sorted(by: { $0.key < $1.key }) {
                count += 1
                let entry = orders.last { order in
                    order.row.account == leader && order.row.contract == contract && order.isApproved
                        && order.deed == .made && order.row.orderClass == .entry
                }
                copied += follow(count, size, of: contract, by: leader, at: price, entry?.row)
            }
        }
        return copied
    }

    /// Who follows an account in a product, and what each trades for it.
    func followers(of leader: AccountName, in root: String) -> [(AccountName, String)] {
        configuration.copies.filter { $0.leader == leader && $0.copies(root) }.flatMap { copy in
            copy.followers.map { ($0.account, $0.root ?? root) }
        }
    }

    /// Whether copies are to be told of that no price lets one judge.
    func lacksPrice(for orders: [Order], _ alert: Alert) -> Bool {
        alert.price ?? alert.limitPrice == nil
            && configuration.copies.contains { !traded(by: $0.leader, orders).isEmpty }
    }

    /// Signed contracts by which the approved orders change what an account holds.
    private func traded(by leader: AccountName, _ orders: [Order]) -> [ContractID: Int64] {
        var sums: [ContractID: Int64] = [:]
        func add(_ size: Int64, in contract: ContractID) {
            sums[contract] = sums[contract, default: 0].checked(adding: size)
        }
        for order in orders where order.row.account == leader && order.isApproved && order.deed == .made {
            order.closes.forEach { add(-holding(of: leader, in: $0), in: $0) }
            guard let side = order.row.side, let contract = order.row.contract else { continue }
            add(side.sign * (order.row.size ?? 0), in: contract)
        }
        return sums
    }

    /// The hub tells of the leader's order, of its position and of its execution.
    ///
    /// - Parameter entry: What is filled by it: followers take its bracket where they have none of their own.
    private mutating func follow(
        _ number: Int64, _ size: Int64, of contract: ContractID, by leader: AccountName, at price: Price,
        _ entry: OrderRow?
    ) -> [Order] {
        let before = holding(of: leader, in: contract)
        guard let after = before.checked(adding: size) else { return [] }
        // Numbers that no venue has given.
        let id = OrderID(Int64.max - number)
        if let entry {
            let order = VenueOrder(
                id: id, account: leader, contract: contract, tag: entry.tag, status: .filled,
                type: entry.type,
                side: entry.side, size: entry.size ?? 0, filled: entry.size ?? 0, averagePrice: price)
            tell(.event(.order(order)), after: .zero)
        }
        tell(
            .event(
                .position(leader, Position(contract: contract, signedSize: after, averagePrice: price))),
            after: .zero)
        let trade = VenueTrade(
            id: TradeID(Int64.max - number), account: leader, contract: contract, order: id, at: at,
            price: price,
            side: size > 0 ? .buy : .sell, size: abs(size))
        return orders(in: tell(.event(.trade(trade)), after: .zero), after: .zero)
    }
}
