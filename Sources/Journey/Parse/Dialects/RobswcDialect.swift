import Trading

/// The form of robswc/tradingview-webhooks-bot, and what fabston's bot shares with it.
///
/// Its `key`, `EventName:secret`, both names an event and proves the sender; the rest is free, so keys that nobody
/// knows are taken, but for other names of a stop, a target (`ProtectiveKey`) and a price. Orders are sent as they are;
/// `close` with a quantity takes that many off, `flat` is flat whatever it is. `take_profit`, `take_loss` are levels.
///
/// Source: robswc/tradingview-webhooks-bot and fabston/TradingView-Webhook-Bot.
enum RobswcDialect: DialectReader {
    static let table = DialectTable(
        taken: [
            "symbol", "side", "quantity", "order_type", "price", "entry_price", "take_profit", "take_loss",
        ],
        refused: [
            "msg": "send symbol, side and quantity: a text alone orders nothing",
            "telegram": "name the receiver under notify in the settings",
            "discord": "name the receiver under notify in the settings",
            "slack": "name the receiver under notify in the settings",
            "stop_loss": "send the stop's level as \"take_loss\"",
            "sl": "send the stop's level as \"take_loss\"",
            "stop": "send the stop's level as \"take_loss\"",
            "tp": "send the target's level as \"take_profit\"",
            "target": "send the target's level as \"take_profit\"",
            "limit_price": "send the order's own price as \"price\"",
            "stop_price": "send the order's own price as \"price\"",
            "reduce_only": "send \"side\": \"close\" for an exit",
        ],
        entryOnly: [
            "order_type", "price", "entry_price", "take_profit", "take_loss", "msg", "telegram", "discord",
            "slack", "stop_loss", "sl", "stop", "tp", "target", "limit_price", "stop_price", "reduce_only",
        ], ignoresUnknown: true, judged: OtherSizes.ofQuantity,
        protective: ProtectiveKey.Remedies(
            stop: "send the stop's level as \"take_loss\"",
            target: "send the target's level as \"take_profit\"",
            trail: "send the stop's level as \"take_loss\", and give the rule's bracket trailing: true"))

    static func claims(_ message: AlertFields) -> Bool {
        guard let key = message["key"]?.string else { return false }
        let isOrder = message.has("symbol") && message.has("side")
        return key.contains(":") && isOrder || message.has("msg")
    }

    static func read(_ fields: AlertFields) throws(Refusal) -> Alert {
        let symbol = try fields.symbol("symbol")
        let side: Side? = try fields.requiredChoice(
            "side", ["buy": .buy, "long": .buy, "sell": .sell, "short": .sell, "close": nil, "flat": nil])
        // Flat is flat, whatever else is said.
        if fields.word("side") != "flat" { try OtherSizes.refuse(fields) }
        guard let side else {
            let says = fields.saying(["quantity"])
            guard says.isEmpty || fields.word("side") == "flat" else {
                return Alert.exit(symbol, try fields.portion("quantity"))
            }
            var alert = Alert(symbol, .close, .close)
            alert.unheeded = says
            return alert
        }
        var alert = Alert.entry(symbol, side, try fields.requiredSize("quantity"))
        alert.type =
            try fields.choice("order_type", ["market": .market, "limit": .limit, "stop": .stop]) ?? .market
        let price = try fields.level(["entry_price", "price"])
        switch alert.type {
        case .market: alert.price = price
        case .limit: alert.limitPrice = price
        default: alert.stopPrice = price
        }
        guard price != nil || alert.type == .market else { throw fields.missing("price") }
        let reading = BracketReading(fields, side, entry: price)
        alert.bracket = AlertBracket(
            stop: try reading.level("take_loss", .stop), target: try reading.level("take_profit", .target))
        return alert
    }
}
