import Trading

/// What people write by hand. Never recognised: a source has to say `dialect: generic`.
///
/// Each meaning may have any one of its usual names, once; an order is sent as it is. `close` and `exit` with a size
/// take that many off, `flat` is flat whatever the size.
enum GenericDialect: DialectReader {
    static let symbols = ["symbol", "ticker", "instrument"]
    static let sides = ["side", "action", "order_action"]
    static let sizes = ["qty", "quantity", "size", "contracts", "order_contracts"]

    static let table = DialectTable(
        taken: Set(symbols + sides + sizes).union([
            "type", "order_type", "price", "limit_price", "stop_price", "stop_ticks", "target_ticks",
            "strategy",
            "time", "timestamp", "bar_time", "market_position", "prev_market_position", "position_size",
            "market_position_size",
        ]),
        noted: ["exchange", "interval", "tags", "comment", "bar", "extras", "prev_market_position_size"],
        refused: [
            "sl": "send \"stop_ticks\", or give the rule a bracket",
            "tp": "send \"target_ticks\", or give the rule a bracket",
            "stop_loss": "send \"stop_ticks\", or give the rule a bracket",
            "take_profit": "send \"target_ticks\", or give the rule a bracket",
        ],
        entryOnly: [
            "type", "order_type", "price", "limit_price", "stop_price", "stop_ticks", "target_ticks",
            "exchange", "sl", "tp", "stop_loss", "take_profit",
        ])

    /// What TradingView's own sample keeps under "strategy".
    private static let inside = Set(sides + sizes).union([
        "market_position", "prev_market_position", "position_size", "order_price", "order_id",
        "market_position_size", "prev_market_position_size",
    ])

    static let labels = AlertLabels(
        interval: "interval", times: ["time", "timestamp"], hasBarTime: true, tags: .member,
        hasStrategy: true)

    static func claims(_ message: AlertFields) -> Bool {
        (symbols + ["strategy"]).contains(where: message.has)
    }

    static func read(_ fields: AlertFields) throws(Refusal) -> Alert {
        let symbol = try fields.symbol(try one(of: symbols, fields) ?? "symbol")
        // TradingView's own sample keeps the order under "strategy".
        let isNested = fields["strategy"]?.kind == .object
        let inner = try isNested ? fields.object("strategy", of: Self.inside) : nil
        var alert = try order(inner ?? fields, symbol)
        if !isNested { alert.strategy = try fields.text("strategy") }
        try fields.readExchange("exchange", into: &alert)
        if !alert.intent.isExit { try readOrder(fields, into: &alert) }
        return alert
    }

    private static func order(_ fields: AlertFields, _ symbol: ChartSymbol) throws(Refusal) -> Alert {
        let key = try one(of: sides, fields) ?? "side"
        let side: Side? = try fields.requiredChoice(
            key,
            [
                "buy": .buy, "long": .buy, "sell": .sell, "short": .sell, "close": nil, "flat": nil,
                "exit": nil,
            ])
        guard let side else { return try close(fields, symbol, isFlat: fields.word(key) == "flat") }
        let before = try fields.position("prev_market_position")
        let now = try reached(fields, side, from: before)
        let move = StrategyMove(
            side: side, now: now, before: before, nowKey: "market_position", beforeKey: "prev_market_position"
        )
        let intent = try move.intent(fields)
        let sizeKey = try one(of: sizes, fields) ?? "qty"
        let size = intent == .close ? nil : try fields.requiredSize(sizeKey)
        var alert = Alert(symbol, side == .buy ? .buy : .sell, intent, size: size)
        alert.step = StrategyStep(before: before, after: now)
        return alert
    }

    /// The position after the order. A reversal's word, `long`, takes its contracts from the key that counts them.
    private static func reached(
        _ fields: AlertFields, _ side: Side, from before: StatedPosition?
    ) throws(Refusal) -> StatedPosition? {
        guard let now = try fields.position("market_position"), now.contracts == nil,
            now.sign == side.sign, before?.sign == -now.sign
        else { return try fields.position("market_position") }
        var found: Int64?
        for key in ["position_size", "market_position_size"] {
            guard let count = try fields.whole(key) else { continue }
            // The first is below zero for a short, the second has no sign.
            let size = key == "position_size" ? count.checked(times: now.sign) : count
            guard let size, size > 0, found == nil || found == size else {
                throw fields.invalid(
                    key, "is \(count), and the message tells another position beside it",
                    "send {{strategy.position_size}} and {{strategy.market_position}} of one order")
            }
            found = size
        }
        return found.map { .signed(now.sign * $0) } ?? now
    }

    private static func close(
        _ fields: AlertFields, _ symbol: ChartSymbol, isFlat: Bool
    ) throws(Refusal) -> Alert {
        let sizeKey = try one(of: sizes, fields)
        guard let sizeKey, !isFlat, !fields.saying([sizeKey]).isEmpty else {
            var alert = Alert(symbol, .close, .close)
            alert.unheeded = fields.saying(sizes)
            return alert
        }
        return Alert.exit(symbol, try fields.portion(sizeKey))
    }

    private static func readOrder(_ fields: AlertFields, into alert: inout Alert) throws(Refusal) {
        let key = try one(of: ["type", "order_type"], fields) ?? "type"
        alert.type = try fields.choice(key, ["market": .market, "limit": .limit, "stop": .stop]) ?? .market
        alert.price = try fields.level("price")
        try fields.readPrice(into: &alert, limit: "limit_price", stop: "stop_price")
        alert.bracket = AlertBracket(
            stop: try fields.ticks("stop_ticks"), target: try fields.ticks("target_ticks"))
    }

    /// The one name of a meaning that is there; two are a refusal.
    private static func one(of keys: [String], _ fields: AlertFields) throws(Refusal) -> String? {
        let found = keys.filter(fields.has)
        guard found.count <= 1 else {
            throw fields.invalid(
                found[1], "says the same as \"\(found[0])\"",
                "keep one of them: which is meant cannot be known")
        }
        return found.first
    }
}
