package import Trading

/// Compares what we hold of one account with what REST said. The venue wins; this only finds.
package enum Reconciler {
    /// Our side, item by item, each with when (steady clock) we last heard of it.
    package struct View: Sendable {
        package struct Order: Hashable, Sendable {
            package let tag: OrderTag
            package let venueOrder: OrderID?
            package let isLive: Bool
            package let touchedAt: Timestamp

            package init(tag: OrderTag, venueOrder: OrderID?, isLive: Bool, touchedAt: Timestamp) {
                self.tag = tag
                self.venueOrder = venueOrder
                self.isLive = isLive
                self.touchedAt = touchedAt
            }
        }

        package var orders: [Order]
        package var positions: [ContractID: (size: Int64, touchedAt: Timestamp)]
        /// Whether positions were ever read: before that, a difference is news and no discrepancy.
        package var hasPositions: Bool
        package var trades: Set<TradeID>

        package init(
            orders: [Order], positions: [ContractID: (size: Int64, touchedAt: Timestamp)], hasPositions: Bool,
            trades: Set<TradeID>
        ) {
            self.orders = orders
            self.positions = positions
            self.hasPositions = hasPositions
            self.trades = trades
        }
    }

    package struct PositionDifference: Hashable, Sendable {
        package let contract: ContractID
        package let ours: Int64
        package let theirs: Int64
    }

    package struct Findings: Hashable, Sendable {
        /// Live with us and not among the venue's working orders: filled, cancelled or never there. To be read
        /// one by one, since "not in open orders" proves nothing.
        package var missing: [View.Order] = []
        package var positions: [PositionDifference] = []
        package var newTrades: [VenueTrade] = []
    }

    /// - Parameter snapshot: What the hub said after its first read was asked is newer than it, so such items are
    ///   left for the next snapshot. What could not be read is compared with nothing.
    package static func compare(_ view: View, _ snapshot: GatewaySnapshot) -> Findings {
        var findings = Findings()
        let asked = snapshot.askedAt
        if let listed = snapshot.orders {
            let working = Set(listed.map(\.id))
            findings.missing = view.orders.filter { order in
                guard order.isLive, order.touchedAt < asked, let id = order.venueOrder else { return false }
                return !working.contains(id)
            }
        }
        if let held = snapshot.positions { findings.positions = differences(view, held, asked) }
        if let trades = snapshot.trades {
            findings.newTrades = trades.filter { !view.trades.contains($0.id) || $0.isVoided }
                .sorted { $0.id < $1.id }
        }
        return findings
    }

    private static func differences(
        _ view: View, _ held: [Position], _ asked: Timestamp
    ) -> [PositionDifference] {
        var theirs: [ContractID: Int64] = [:]
        for position in held { theirs[position.contract] = position.signedSize }
        var differences: [PositionDifference] = []
        for contract in Set(theirs.keys).union(view.positions.keys).sorted() {
            let ours = view.positions[contract]
            let size = theirs[contract] ?? 0
            guard size != ours?.size ?? 0, (ours?.touchedAt).map({ $0 < asked }) ?? true else { continue }
            differences.append(
                PositionDifference(contract: contract, ours: ours?.size ?? 0, theirs: size))
        }
        return differences
    }
}
