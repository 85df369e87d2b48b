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
        let symbol = try symbol(fields)
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

    /// The contract's id where there is one; a symbol beside it that names something else is a contradiction.
    private static func symbol(_ fields: AlertFields) throws(Refusal) -> ChartSymbol {
        guard let id = try fields.text("contractId") else { return try fields.symbol("symbol") }
        let contract = try fields.symbol("contractId")
        guard let text = try fields.text("symbol"),
            // The venue's id of the product is the middle of the contract's.
            !id.asciiUppercased.hasPrefix("CON.\(text.asciiUppercased).")
        else { return contract }
        let named = try fields.symbol("symbol")
        // The venue's own code of a product, `ENQ`, stands in the id.
        let parts = id.asciiUppercased.split(separator: ".")
        let isSameProduct = named.root == contract.root || parts.contains { $0 == named.root }
        let isSameMonth =
            named.expiry.flatMap { one in
                contract.expiry.map { $0.month == one.month && $0.year.last == one.year.last }
            } ?? true
        guard isSameProduct, isSameMonth else {
            throw fields.invalid(
                "contractId", "is \(id.prefix(40)), and \"symbol\" is \(text.prefix(40))",
                "make both name one contract, or leave one of them out: which is meant cannot be known")
        }
        return contract
    }
}
