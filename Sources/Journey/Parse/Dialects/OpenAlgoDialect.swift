import Trading

/// OpenAlgo's strategy webhook and its API orders.
///
/// Kept of its behaviour: a smart order with `position_size` 0 closes; without `position_size` an order is sent as it
/// is; a strategy webhook without a quantity leaves it to the rule, as OpenAlgo's mapping supplies it.
///
/// Source: marketcalls/openalgo, blueprints/strategy.py and restx_api/schemas.py.
enum OpenAlgoDialect: DialectReader {
    static let table = DialectTable(
        taken: [
            "symbol", "action", "quantity", "position_size", "pricetype", "price", "trigger_price",
            "strategy",
            "exchange",
        ],
        noted: ["product"],
        refused: ["disclosed_quantity": "send 0: the venue shows every order whole"],
        entryOnly: ["quantity", "pricetype", "price", "trigger_price", "exchange", "disclosed_quantity"])

    static let labels = AlertLabels(hasStrategy: true, actions: [.buy, .sell])

    static func claims(_ message: AlertFields) -> Bool {
        if message.has("apikey") {
            return ["pricetype", "product", "position_size"].contains(where: message.has)
        }
        // The strategy webhook: its URL is the secret, and these are all its keys but for a name.
        let keys = ExternalID.keys.union(["symbol", "action", "position_size"])
        return message.has("symbol") && message.has("action")
            && message.members.allSatisfy { keys.contains($0.key) }
    }

    static func read(_ fields: AlertFields) throws(Refusal) -> Alert {
        let symbol = try fields.symbol("symbol")
        let side: Side = try fields.requiredChoice("action", ["buy": .buy, "sell": .sell])
        var alert = Alert.entry(symbol, side)
        alert.strategy = try fields.text("strategy")
        try fields.readExchange("exchange", into: &alert)
        let target = try fields.whole("position_size")
        guard target != nil || !fields.has("position_size") else {
            throw fields.invalid(
                "position_size", "is empty",
                "send {{strategy.position_size}}: without it \"quantity\" would be ordered as it is; leave the key "
                    + "out for that")
        }
        try readType(fields, isTarget: target != nil, into: &alert)
        if let target {
            if let quantity = try fields.whole("quantity"), quantity < 0 {
                throw fields.invalid(
                    "quantity", "is \(quantity)", "send 0 or more: position_size is the target")
            }
            // The strategy webhook's word and its position lead the same way; a smart order's word says nothing more.
            guard fields.has("quantity") || target.signum() != -side.sign else {
                throw fields.invalid(
                    "position_size", "is \(target), where \(side.rawValue) does not lead",
                    "send {{strategy.position_size}} with {{strategy.order.action}} of the same order; one that "
                        + "takes a part off needs \"quantity\" beside it, as a smart order has")
            }
            alert.intent = target == 0 ? .close : .hold(target)
            return alert
        }
        alert.size = try fields.size("quantity")
        return alert
    }

    private static func readType(
        _ fields: AlertFields, isTarget: Bool, into alert: inout Alert
    ) throws(Refusal) {
        if fields.word("pricetype") == "sl" {
            throw fields.unsupported("pricetype", "is SL, a stop limit", "use SL-M, LIMIT or MARKET")
        }
        alert.type =
            try fields.choice("pricetype", ["market": .market, "limit": .limit, "sl-m": .stop]) ?? .market
        guard !isTarget || alert.type == .market else {
            throw fields.unsupported(
                "pricetype",
                "is \(try fields.required("pricetype")), and a target is gone to at the market here",
                "send MARKET, or leave out position_size for an order at a price of its own")
        }
        let price = try fields.level("price", zeroIsNone: true)
        _ = try fields.level("trigger_price", zeroIsNone: true)
        try fields.readPrice(into: &alert, limit: "price", stop: "trigger_price")
        if alert.type == .market { alert.price = price }
    }
}
