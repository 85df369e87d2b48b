import Trading

/// AlgoWay's messages.
///
/// Kept of its behaviour: numbers may be empty, which is absent; `flat` and `close` take the whole position in the
/// product, `closeall` all of them, whatever the contracts that every message has; `sl_price`, `tp_price` are levels.
///
/// Source: algoway.trade and docs.algoway.trade, JSON schema.
enum AlgoWayDialect: DialectReader {
    static let table = DialectTable(
        taken: [
            "ticker", "order_action", "order_contracts", "order_type", "price", "sl_price", "tp_price",
            "trade_type",
        ],
        noted: ["platform_name", "comment", "order_id", "extras"],
        refused: [
            "stop_loss": "send the level as \"sl_price\": what the distance counts is not told",
            "take_profit": "send the level as \"tp_price\": what the distance counts is not told",
            "trailing_pips": "give the rule's bracket trailing: true, with stop_ticks",
            "close_side": "leave it out: an account holds one side of a product",
        ],
        entryOnly: [
            "order_type", "price", "sl_price", "tp_price", "trade_type", "stop_loss", "take_profit",
            "trailing_pips",
        ])

    static let labels = AlertLabels(actions: [.buy, .sell, .close, .flatten, .breakeven, .moveStop])

    static func claims(_ message: AlertFields) -> Bool {
        message.has("order_action") || message.has("order_contracts")
    }

    private enum Word { case order(Side), close, closeAll, breakeven, modify }

    static func read(_ fields: AlertFields) throws(Refusal) -> Alert {
        let word: Word = try fields.requiredChoice(
            "order_action",
            [
                "buy": .order(.buy), "long": .order(.buy), "sell": .order(.sell), "short": .order(.sell),
                "flat": .close, "close": .close, "closeall": .closeAll,
                "breakeven": .breakeven, "modify": .modify,
            ])
        let takesAccounts = if case .closeAll = word { true } else { false }
        let symbol = try takesAccounts ? fields.symbolOrEvery("ticker") : fields.symbol("ticker")
        if let type = try fields.text("trade_type"), type.asciiLowercased != "netting" {
            throw fields.unsupported("trade_type", "is \(type.prefix(40))", "send netting, or leave it out")
        }
        var alert: Alert
        switch word {
        case .close: alert = Alert(symbol, .close, .close)
        case .closeAll: alert = Alert(symbol, .flatten, .flatten)
        case .breakeven: alert = try breakeven(fields, symbol)
        case .modify: alert = try modify(fields, symbol)
        case .order(let side):
            alert = Alert.entry(symbol, side, try fields.requiredSize("order_contracts"))
            try readOrder(fields, side, into: &alert)
        }
        if alert.intent.isExit { alert.unheeded = fields.saying(["order_contracts"]) }
        if alert.symbol.isEvery { alert.unheeded += fields.saying(["ticker"]) }
        return alert
    }

    private static func breakeven(_ fields: AlertFields, _ symbol: ChartSymbol) throws(Refusal) -> Alert {
        try refuseOneOrder(fields)
        for key in ["sl_price", "tp_price"] where try fields.level(key, zeroIsNone: true) != nil {
            throw fields.unsupported(
                key, "stands beside breakeven, which brings the stops to the average price",
                "leave it out, or send \"order_action\": \"modify\" with \"sl_price\" for a level of your own"
            )
        }
        return Alert(symbol, .breakeven, .moveStop(.breakeven(ticks: 0)))
    }

    /// All stops of a position are brought nearer, and never one of them alone.
    private static func refuseOneOrder(_ fields: AlertFields) throws(Refusal) {
        guard !fields.saying(["order_id"]).isEmpty else { return }
        throw fields.unsupported(
            "order_id", "names one order, and all stops of the position are moved here",
            "leave it out, or change the one by hand: alertbridge order modify")
    }

    /// A stop is brought nearer; of a target nobody could tell which of several is meant.
    private static func modify(_ fields: AlertFields, _ symbol: ChartSymbol) throws(Refusal) -> Alert {
        try refuseOneOrder(fields)
        if try fields.level("tp_price", zeroIsNone: true) != nil {
            throw fields.unsupported(
                "tp_price", "is to be changed", "change the target by hand: alertbridge order modify")
        }
        guard let level = try fields.level("sl_price", zeroIsNone: true) else {
            throw fields.missing("sl_price")
        }
        return Alert(symbol, .moveStop, .moveStop(.to(level)))
    }

    private static func readOrder(_ fields: AlertFields, _ side: Side, into alert: inout Alert)
        throws(Refusal)
    {
        alert.type =
            try fields.choice("order_type", ["market": .market, "limit": .limit, "stop": .stop]) ?? .market
        try fields.readPrice(into: &alert, limit: "price", stop: "price")
        if alert.type == .market { alert.price = try fields.level("price", zeroIsNone: true) }
        let reading = BracketReading(fields, side, entry: alert.entryPrice)
        alert.bracket = AlertBracket(
            stop: try reading.level("sl_price", .stop, zeroIsNone: true),
            target: try reading.level("tp_price", .target, zeroIsNone: true))
    }
}
