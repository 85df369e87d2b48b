import Journey
import Testing
import Trading

/// A reading of which a part is missing: what could not be read is never taken for empty.
struct ReconcilerPartTests {
    let account = AccountName("combine-1")
    let nq = ContractID("NQ")

    func findings(after lose: (inout GatewaySnapshot) -> Void) -> Reconciler.Findings {
        // Ours: one order, one position, no trade. Theirs, as far as it is read: a trade, and nothing else.
        let order = Reconciler.View.Order(
            tag: OrderTag("ab-1"), venueOrder: OrderID(1), isLive: true, touchedAt: Timestamp(microseconds: 1)
        )
        let view = Reconciler.View(
            orders: [order], positions: [nq: (2, Timestamp(microseconds: 1))], hasPositions: true, trades: [])
        let trade = VenueTrade(
            id: TradeID(7), account: account, contract: nq, order: OrderID(1), at: Timestamp(microseconds: 0),
            price: Price(nanos: 1), side: .buy, size: 1)
        var snapshot = GatewaySnapshot(
            account: account, askedAt: Timestamp(microseconds: 9), state: nil, positions: [], orders: [],
            trades: [trade], faults: [])
        lose(&snapshot)
        return Reconciler.compare(view, snapshot)
    }

    @Test func `orders that could not be read are not missing`() {
        let found = findings { $0.orders = nil }
        #expect(found.missing.isEmpty)
        #expect(found.positions.map(\.theirs) == [0] && found.newTrades.count == 1)
    }

    @Test func `positions that could not be read are not flat`() {
        let found = findings { $0.positions = nil }
        #expect(found.positions.isEmpty)
        #expect(found.missing.count == 1 && found.newTrades.count == 1)
    }

    @Test func `trades that could not be read are none, and the rest is compared all the same`() {
        let found = findings { $0.trades = nil }
        #expect(found.newTrades.isEmpty)
        #expect(found.missing.count == 1 && found.positions.map(\.ours) == [2])
    }
}
