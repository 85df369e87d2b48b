import Trading

/// A strategy's order beside the position it left and the one it reached.
///
/// Source: TradingView's strategy alerts: `{{strategy.order.action}}` tells the direction alone, and a reversal
/// arrives as one order of old and new contracts together.
struct StrategyMove {
    let side: Side
    let now: StatedPosition?
    let before: StatedPosition?
    /// What the dialect calls the two, for its refusals.
    var nowKey = "position"
    var beforeKey = "prev_position"
    /// Where the contracts of the one stand beside it; nil where it has them itself.
    var sizeKey: String?

    /// - Throws: A refusal where no such order leads from one to the other, or a reversal's size is not told.
    func intent(_ fields: AlertFields) throws(Refusal) -> AlertIntent {
        guard let now else { return .enter(side) }
        if now.sign == 0 { return .close }
        guard now.sign == side.sign else {
            // After a sell that leaves the strategy long, it was longer before: contracts were taken off.
            guard before == nil || before?.sign == now.sign else {
                throw fields.invalid(
                    nowKey, "cannot be reached from \"\(beforeKey)\" by a \(side.rawValue)",
                    "send {{strategy.position_size}} with {{strategy.prev_market_position}} and its action")
            }
            return .reduce(side)
        }
        guard let before, before.sign != 0, before.sign != now.sign else { return .enter(side) }
        guard let size = now.contracts.flatMap(Size.init) else {
            if let sizeKey, !fields.has(sizeKey) { throw fields.missing(sizeKey) }
            throw fields.invalid(
                nowKey, "does not tell how many contracts the reversal ends with",
                "send {{strategy.position_size}} as \"\(nowKey)\"")
        }
        return .reverse(to: side, size: size)
    }
}
