import Trading

/// What the venue demands of bracket legs: signed ticks, at least four, and leg types that protect.
enum BracketRules {
    static let ticksMin: Int64 = 4

    /// - Throws: the literal refusal texts of the venue.
    static func check(_ request: VenuePlaceRequest, side: Side) throws(Refusal) {
        if let leg = request.stopLoss {
            guard leg.type == OrderType.stop.rawValue || leg.type == OrderType.trailingStop.rawValue else {
                throw .orderType
            }
            try check(leg, named: "stop loss", sign: -side.sign, side: side)
        }
        if let leg = request.takeProfit {
            guard leg.type == OrderType.limit.rawValue else { throw .orderType }
            try check(leg, named: "take profit", sign: side.sign, side: side)
        }
    }

    private static func check(_ leg: VenueBracketLeg, named name: String, sign: Int64, side: Side)
        throws(Refusal)
    {
        let head = "Invalid \(name) ticks (\(leg.ticks))."
        guard leg.ticks.signum() == sign else {
            let wanted = sign < 0 ? "less" : "greater"
            let way = side == .buy ? "longing" : "going short"
            throw Refusal(code: 2, "\(head) Ticks should be \(wanted) than zero when \(way).")
        }
        guard leg.ticks.magnitude >= ticksMin.magnitude else {
            throw Refusal(code: 2, "\(head) Price should be at least \(ticksMin) ticks away.")
        }
    }
}
