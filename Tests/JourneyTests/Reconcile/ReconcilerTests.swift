import Journey
import Testing
import Trading

struct ReconcilerTests {
    let account = AccountName("combine-1")
    let nq = ContractID("NQ")
    let es = ContractID("ES")
    let asked = Timestamp(microseconds: 1_000)

    func order(_ id: Int64?, isLive: Bool = true, touched: Int64 = 999) -> Reconciler.View.Order {
        Reconciler.View.Order(
            tag: OrderTag("ab-\(id ?? 0)"), venueOrder: id.map(OrderID.init), isLive: isLive,
            touchedAt: Timestamp(microseconds: touched))
    }

    func venueOrder(_ id: Int64) -> VenueOrder {
        VenueOrder(
            id: OrderID(id), account: account, contract: nq, status: .open, type: .limit, side: .buy, size: 1)
    }

    func trade(_ id: Int64, isVoided: Bool = false) -> VenueTrade {
        VenueTrade(
            id: TradeID(id), account: account, contract: nq, order: OrderID(1),
            at: Timestamp(microseconds: 0),
            price: Price(nanos: 1), side: .buy, size: 1, isVoided: isVoided)
    }

    func snapshot(
        positions: [Position] = [], orders: [VenueOrder] = [], trades: [VenueTrade] = []
    ) -> GatewaySnapshot {
        GatewaySnapshot(
            account: account, askedAt: asked, state: nil, positions: positions, orders: orders,
            trades: trades,
            faults: [])
    }

    func view(
        orders: [Reconciler.View.Order] = [],
        positions: [ContractID: (size: Int64, touchedAt: Timestamp)] = [:],
        trades: Set<TradeID> = []
    ) -> Reconciler.View {
        Reconciler.View(orders: orders, positions: positions, hasPositions: true, trades: trades)
    }

    func held(_ contract: ContractID, _ size: Int64) -> Position {
        Position(contract: contract, signedSize: size, averagePrice: Price(nanos: 1))
    }

    @Test func `two sides that agree have no findings`() {
        let ours = view(
            orders: [order(1)], positions: [nq: (2, Timestamp(microseconds: 5))], trades: [TradeID(7)])
        let theirs = snapshot(positions: [held(nq, 2)], orders: [venueOrder(1)], trades: [trade(7)])
        let findings = Reconciler.compare(ours, theirs)
        #expect(findings.missing.isEmpty && findings.positions.isEmpty && findings.newTrades.isEmpty)
    }

    @Test(
        arguments: [
            (1, true, 999, true), (1, true, 1_000, false), (1, true, 1_001, false), (1, false, 999, false),
            (nil, true, 999, false), (2, true, 999, false),
        ] as [(Int64?, Bool, Int64, Bool)])
    func `a live order that is not listed is missing, unless it was heard of since`(
        id: Int64?, isLive: Bool, touched: Int64, isMissing: Bool
    ) {
        let ours = order(id, isLive: isLive, touched: touched)
        let findings = Reconciler.compare(view(orders: [ours]), snapshot(orders: [venueOrder(2)]))
        #expect(findings.missing == (isMissing ? [ours] : []))
    }

    @Test(
        arguments: [
            (2, 999, 2, nil), (2, 999, 3, [2, 3]), (2, 999, nil, [2, 0]), (-1, 999, 1, [-1, 1]),
            (2, 1_000, 3, nil),
            (nil, 0, 1, [0, 1]), (nil, 0, nil, nil), (0, 999, nil, nil), (0, 999, -2, [0, -2]),
        ] as [(Int64?, Int64, Int64?, [Int64]?)])
    func `positions differ by contract, unless heard of since`(
        ours: Int64?, touched: Int64, theirs: Int64?, difference: [Int64]?
    ) {
        let mine = ours.map { [nq: (size: $0, touchedAt: Timestamp(microseconds: touched))] } ?? [:]
        let findings = Reconciler.compare(
            view(positions: mine), snapshot(positions: theirs.map { [held(nq, $0)] } ?? []))
        #expect(findings.positions.map { [$0.ours, $0.theirs] } == (difference.map { [$0] } ?? []))
    }

    @Test func `differences come in the order of their contracts`() {
        let findings = Reconciler.compare(
            view(positions: [nq: (1, Timestamp(microseconds: 0))]), snapshot(positions: [held(es, 2)]))
        #expect(findings.positions.map(\.contract) == [es, nq])
    }

    @Test func `trades that are not known are new, and voided ones are looked at again`() {
        let findings = Reconciler.compare(
            view(trades: [TradeID(1), TradeID(2)]),
            snapshot(trades: [trade(9), trade(2, isVoided: true), trade(1), trade(3)]))
        #expect(findings.newTrades.map(\.id.number) == [2, 3, 9])
    }
}
