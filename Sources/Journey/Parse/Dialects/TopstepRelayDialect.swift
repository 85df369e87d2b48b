import Trading

/// The messages of eneah-prvt/topstep-relay.
///
/// Kept of its behaviour: `signalId` names a signal that is executed at most once; an order is sent as it is; the
/// bracket counts ticks.
///
/// Source: eneah-prvt/topstep-relay.
enum TopstepRelayDialect: DialectReader {
    static let table = DialectTable(
        taken: [
            "signalId", "symbol", "contractId", "side", "size", "orderType", "limitPrice", "stopPrice",
            "stopLossTicks", "takeProfitTicks",
        ],
        refused: ["trailPrice": "trail the bracket's stop by the rule: trailing: true"])

    static let labels = AlertLabels(actions: [.buy, .sell])

    static func claims(_ message: AlertFields) -> Bool {
        ["signalId", "orderType", "side", "size"].allSatisfy(message.has)
    }

    static func read(_ fields: AlertFields) throws(Refusal) -> Alert {
        let symbol = try fields.symbol(fields.has("contractId") ? "contractId" : "symbol")
        let side: Side = try fields.requiredChoice(
            "side", ["long": .buy, "buy": .buy, "short": .sell, "sell": .sell])
        var alert = Alert.entry(symbol, side, try fields.requiredSize("size"))
        alert.id = try fields.required("signalId")
        if fields.word("orderType") == "trailingstop" {
            throw fields.unsupported(
                "orderType", "is TRAILINGSTOP", "send MARKET, and trail the bracket's stop by the rule")
        }
        alert.type = try fields.requiredChoice(
            "orderType", ["market": OrderType.market, "limit": .limit, "stop": .stop])
        try fields.readPrice(into: &alert, limit: "limitPrice", stop: "stopPrice")
        alert.bracket = AlertBracket(
            stop: try fields.ticks("stopLossTicks"), target: try fields.ticks("takeProfitTicks"))
        return alert
    }
}
