package import Trading

/// How a rule sends its entries, whatever type their alert names.
package struct EntryOrder: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable { case market, limit, stop }

    package let kind: Kind
    /// Added to the price in the order's direction: a buy stands so much higher, a sell so much lower. Below zero
    /// the other way; of no meaning to a market order.
    package let offset: Ticks

    package init(_ kind: Kind, offset: Ticks = Ticks(0)) {
        self.kind = kind
        self.offset = offset
    }

    /// What leaves for an alert.
    struct Shape {
        var type: OrderType
        var limitPrice: Price?
        var stopPrice: Price?
    }

    /// The order's type and its one price: the alert's own of that type, else what its chart showed. None where there
    /// is neither, which the gate denies.
    ///
    /// - Parameters:
    ///   - root: What is traded; the price on a chart of another product says nothing about it.
    ///   - contract: Nil where it is not listed, and so no order can leave.
    func shape(_ alert: Alert, _ side: Side?, root: String, contract: Contract?) -> Shape {
        switch kind {
        case .market: Shape(type: .market)
        case .limit:
            Shape(type: .limit, limitPrice: price(alert.limitPrice, alert, side, root, contract))
        case .stop: Shape(type: .stop, stopPrice: price(alert.stopPrice, alert, side, root, contract))
        }
    }

    private func price(
        _ own: Price?, _ alert: Alert, _ side: Side?, _ root: String, _ contract: Contract?
    ) -> Price? {
        guard let side, let tick = contract?.tickSize else { return nil }
        let charted = Self.charts(alert.symbol.root, root) ? alert.price : nil
        guard let base = own ?? charted.map({ onGrid($0, side, tick) }) else { return nil }
        guard let distance = offset.count.checked(times: side.sign) else { return nil }
        return tick.price(Ticks(distance), from: base)
    }

    /// A chart's price may lie between two ticks, where contracts were joined: the less eager one is taken.
    private func onGrid(_ price: Price, _ side: Side, _ tick: TickSize) -> Price {
        let rest = price.nanos % tick.nanos
        let down = price.nanos - (rest < 0 ? rest + tick.nanos : rest)
        let isLower = (kind == .limit) == (side == .buy)
        guard rest != 0, !isLower else { return Price(nanos: down) }
        return Price(nanos: down.checked(adding: tick.nanos) ?? down)
    }

    /// Whether a chart of one product shows the price of another: a micro stands where its mini stands.
    private static func charts(_ charted: String, _ traded: String) -> Bool {
        let group = { (root: String) in FuturesProduct.root(root)?.hedgeGroup ?? root.uppercased() }
        return group(charted) == group(traded)
    }
}
