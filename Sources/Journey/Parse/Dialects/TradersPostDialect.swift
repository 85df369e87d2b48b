import Trading

/// TradersPost's webhook messages.
///
/// Kept of its behaviour: an entry closes an opposite position first and waits until it is flat, is left out while
/// the same side is held, and cancels what rests in the product; without a type it is a limit order at the
/// message's price; without a quantity it is one contract, and an exit without one takes the whole position.
///
/// Source: TradersPost documentation, webhook specification and order behavior, read 2026-06.
enum TradersPostDialect: DialectReader {
    static let table = DialectTable(
        taken: [
            "ticker", "action", "sentiment", "quantity", "quantityType", "orderType", "limitPrice",
            "stopPrice",
            "price", "signalPrice", "takeProfit", "stopLoss", "timeInForce", "time", "cancel", "strategy",
        ],
        noted: [
            "interval", "message", "extras", "ignoreTradingWindows", "extendedHours", "exchange",
        ],
        refused: [
            "trailAmount": "trail the bracket's stop instead: stopLoss with type trailing_stop",
            "trailPercent": "trail the bracket's stop instead: stopLoss with type trailing_stop",
            "cancelOrderType": "leave it out: every entry that rests in the product is cancelled",
            "cancelAfter": "leave it out, and cancel by hand or by the next signal",
            "delay": "leave it out, and let the alert fire when it is meant",
            "marketPriceType": "leave it out: a market order takes what the market gives",
            "breakevenOffset": "leave it out, or trail the stop: stopLoss with type trailing_stop",
            "optionType": "only futures are traded here", "intrinsicValue": "only futures are traded here",
            "expiration": "only futures are traded here", "strikeCount": "only futures are traded here",
            "strikesAway": "only futures are traded here", "strikePrice": "only futures are traded here",
        ],
        entryOnly: [
            "orderType", "limitPrice", "stopPrice", "price", "signalPrice", "takeProfit", "stopLoss",
            "timeInForce", "cancel", "exchange", "trailAmount", "trailPercent", "cancelOrderType",
            "cancelAfter", "delay", "marketPriceType", "breakevenOffset",
        ], ignoresUnknown: true, judged: OtherSizes.ofQuantity,
        protective: ProtectiveKey.Remedies(
            stop: "write \"stopLoss\": {\"type\": \"stop\", \"stopPrice\": 6800}, or \"amount\" there",
            target: "write \"takeProfit\": {\"limitPrice\": 6900}, or \"amount\" there",
            trail: "write \"stopLoss\": {\"type\": \"trailing_stop\", \"trailAmount\": 10}"))

    static let labels = AlertLabels(
        interval: "interval", times: ["time"], tags: .extras, hasStrategy: true,
        actions: [.buy, .sell, .close, .cancel, .breakeven])

    static func claims(_ message: AlertFields) -> Bool {
        guard message.has("ticker"), message.has("action"), !NativeDialect.own.contains(where: message.has)
        else { return false }
        // A key that nobody knows is no sign of this dialect, unless one of its own stands beside it.
        let isOwn = own.contains(where: message.has)
        let isKnown = message.members.allSatisfy { table.knows($0.key) }
        return isOwn || isKnown && !NativeDialect.ownActions.contains(message.word("action") ?? "")
    }

    private static let own = [
        "sentiment", "quantity", "quantityType", "orderType", "limitPrice", "stopPrice", "signalPrice",
        "takeProfit", "stopLoss", "timeInForce",
    ]

    private enum Word { case buy, sell, exit, add, cancel, breakeven }

    static func read(_ fields: AlertFields) throws(Refusal) -> Alert {
        let after = try fields.choice(
            "sentiment",
            ["bullish": Standing.long, "long": .long, "bearish": .short, "short": .short, "flat": .flat])
        // Flat takes everything, whatever the quantity.
        let portion = after == .flat ? nil : try portion(fields)
        let size: Size? = if case .contracts(let size) = portion { size } else { nil }
        var alert = try meaning(fields, portion, size, after)
        if case .enter = alert.intent { try OtherSizes.refuse(fields) }
        if isBareExit(fields) { alert.unheeded = fields.saying(["quantityType"]) }
        alert.strategy = try fields.text("strategy")
        alert.price = try fields.level(["price", "signalPrice"])
        try fields.readExchange("exchange", into: &alert)
        try readType(fields, into: &alert)
        if case .enter(let side) = alert.intent {
            alert.size = size ?? Size(1)
            alert.bracket = try bracket(
                fields, side, entry: alert.entryPrice)
        }
        return alert
    }

    private static func meaning(
        _ fields: AlertFields, _ portion: AlertFields.Portion?, _ size: Size?, _ after: Standing?
    ) throws(Refusal) -> Alert {
        let symbol = try fields.symbol("ticker")
        let word = try fields.requiredChoice(
            "action",
            [
                "buy": Word.buy, "sell": .sell, "exit": .exit, "add": .add, "cancel": .cancel,
                "breakeven": .breakeven,
            ])
        switch word {
        case .exit: return Alert.exit(symbol, portion)
        case .cancel: return Alert(symbol, .cancel, .cancel)
        case .breakeven: return Alert(symbol, .breakeven, .moveStop(.breakeven(ticks: 0)))
        case .add:
            guard let after, after != .flat else {
                throw fields.unsupported(
                    "action", "is add, which does not tell the side",
                    "add \"sentiment\": \"long\" or \"short\"")
            }
            return entry(symbol, after == .long ? .buy : .sell, size, adds: true)
        case .buy, .sell:
            let side: Side = word == .buy ? .buy : .sell
            let action: Alert.Action = word == .buy ? .buy : .sell
            if after == .flat { return Alert(symbol, action, .close) }
            guard let after, after != Standing(side) else { return entry(symbol, side, size, adds: false) }
            guard size != nil else {
                throw fields.invalid(
                    "quantity",
                    "is missing, and a \(side.rawValue) that stays \(after.rawValue) takes a part off",
                    "send \"quantity\", or \"sentiment\": \"flat\" to close all of it")
            }
            return Alert(symbol, action, .reduce(side), size: size)
        }
    }

    private static func entry(_ symbol: ChartSymbol, _ side: Side, _ size: Size?, adds: Bool) -> Alert {
        var alert = Alert.entry(symbol, side, size)
        alert.entry = EntryPolicy(closesOpposite: !adds, working: adds ? .keep : .cancel)
        alert.concerns = Standing.all.subtracting([Standing(adds ? side.opposite : side)])
        return alert
    }

    /// An exit that names no quantity takes all, whatever would be counted; per cent of nothing is a fault.
    private static func isBareExit(_ fields: AlertFields) -> Bool {
        fields.word("action") == "exit" && !fields.has("quantity")
            && ["dollar_amount", "risk_dollar_amount", "risk_percent", "percent_of_equity"].contains(
                fields.word("quantityType"))
    }

    private static func portion(_ fields: AlertFields) throws(Refusal) -> AlertFields.Portion? {
        guard !isBareExit(fields) else { return nil }
        let kind = try fields.text("quantityType") ?? "fixed_quantity"
        if kind == "percent_of_position", fields.word("action") == "exit" {
            return .share(try fields.share(try fields.required("quantity"), "quantity"))
        }
        guard kind == "fixed_quantity" else {
            throw fields.unsupported(
                "quantityType", "is \(kind.prefix(40)), and only contracts are counted here",
                "send \"fixed_quantity\" with whole contracts; an exit without \"quantity\" takes all of them"
            )
        }
        // Left out it is one contract, or all of them; one that is there and empty is a template that did not work.
        guard !fields.isBlank("quantity") else {
            throw fields.invalid(
                "quantity", "is empty",
                "send whole contracts, or leave the key out for one contract, or a whole exit")
        }
        return try fields.size("quantity").map { .contracts($0) }
    }

    /// Without a type TradersPost sends a limit order at the market's price, unless its subscription says else.
    private static func readType(_ fields: AlertFields, into alert: inout Alert) throws(Refusal) {
        _ = try fields.choice("timeInForce", ["day": true, "gtc": true])
        try readCancel(fields, into: &alert)
        let word = try fields.text("orderType")
        guard ["stop_limit", "trailing_stop"].contains(word ?? "") == false else {
            throw fields.unsupported("orderType", "is \(word ?? "")", "use one of market, limit, stop")
        }
        let type = try fields.choice(
            "orderType", ["market": OrderType.market, "limit": .limit, "stop": .stop])
        guard case .enter = alert.intent else {
            guard type == nil || type == .market else {
                throw fields.unsupported(
                    "orderType", "is \(word ?? ""), and an exit leaves at the market here", "send \"market\"")
            }
            alert.unheeded += fields.saying(["limitPrice", "stopPrice"])
            return
        }
        alert.type = type ?? .limit
        switch alert.type {
        case .limit: alert.limitPrice = try own("limitPrice", fields, alert)
        case .stop: alert.stopPrice = try own("stopPrice", fields, alert)
        default: break
        }
        alert.unheeded += fields.unheededPrices(of: alert.type, limit: "limitPrice", stop: "stopPrice")
    }

    /// What waits is taken back before an entry unless its message says no, before one that adds, or an exit of a
    /// part, where it says so. A close takes everything along, whatever is said.
    private static func readCancel(_ fields: AlertFields, into alert: inout Alert) throws(Refusal) {
        guard let cancels = try fields.flag("cancel") else { return }
        switch alert.intent {
        case .enter where alert.entry.closesOpposite: alert.entry.working = cancels ? .cancel : .keep
        case .enter, .reduce: alert.cancelsWaiting = cancels
        case .close: if !cancels { alert.unheeded.append("cancel") }
        case .moveStop: if cancels { alert.unheeded.append("cancel") }
        case .flatten, .reverse, .hold, .cancel, .cancelAll: break
        }
    }

    /// An order's own price; omitted it is the market's, of which only the message can tell.
    private static func own(_ key: String, _ fields: AlertFields, _ alert: Alert) throws(Refusal) -> Price {
        if let price = try fields.level(key) ?? alert.price { return price }
        throw fields.unsupported(
            key, "is missing: it would be the market's price, which the message does not tell",
            "send \"orderType\": \"market\", or \"\(key)\", or \"price\": {{close}}")
    }

    // MARK: Bracket

    private static func bracket(
        _ fields: AlertFields, _ side: Side, entry: Price?
    ) throws(Refusal) -> AlertBracket? {
        var target: AlertBracket.Distance?
        let levels = ["limitPrice", "percent", "amount"]
        if let inner = try leg("takeProfit", levels + ["pnlAmount"], usable: levels, fields) {
            target = try oneOf(
                BracketReading(inner, side, entry: entry), .target,
                level: "limitPrice", others: ["pnlAmount"])
        }
        let distances = ["stopPrice", "percent", "amount", "limitPrice", "trailAmount", "trailPercent"]
        let usable = distances.filter { $0 != "limitPrice" } + ["type"]
        guard let inner = try leg("stopLoss", distances, usable: usable, fields) else {
            return AlertBracket(stop: nil, target: target)
        }
        let reading = BracketReading(inner, side, entry: entry)
        let kind = try inner.text("type") ?? "stop"
        guard kind == "stop" || kind == "trailing_stop" else {
            throw inner.unsupported("type", "is \(kind.prefix(40))", "use stop or trailing_stop")
        }
        if kind == "trailing_stop" {
            let found = [try reading.offset("trailAmount"), try reading.percent("trailPercent")].compactMap {
                $0
            }
            guard found.count == 1 else {
                throw inner.invalid(
                    "trailAmount", found.isEmpty ? "is missing" : "stands beside \"trailPercent\"",
                    "say once how far the stop trails")
            }
            let stop = found[0]
            return AlertBracket(stop: stop, target: target, stopTrails: true)
        }
        let stop = try oneOf(
            reading, .stop, level: "stopPrice", others: ["limitPrice", "trailAmount", "trailPercent"])
        return AlertBracket(stop: stop, target: target)
    }

    /// A leg's object; nil where each distance in it is empty or `NaN`, as a plot without a value fills it in.
    private static func leg(
        _ key: String, _ distances: [String], usable: [String], _ fields: AlertFields
    ) throws(Refusal) -> AlertFields? {
        guard let inner = try fields.object(key, of: Set(distances + ["type"]), usable: usable) else {
            return nil
        }
        let named = distances.filter(inner.has)
        return named.isEmpty || named.contains(where: { !inner.isVoid($0) }) ? inner : nil
    }

    /// Exactly one of a level, a percentage and an amount; amounts and percentages are price offsets.
    private static func oneOf(
        _ reading: BracketReading, _ leg: BracketReading.Leg, level: String, others: [String]
    ) throws(Refusal) -> AlertBracket.Distance {
        let keys = [level, "percent", "amount"]
        if let key = reading.fields.saying(others).first {
            throw reading.fields.unsupported(
                key, "is not done here", "use one of \(keys.joined(separator: ", "))")
        }
        let found = [
            try reading.level(level, leg), try reading.percent("percent"), try reading.offset("amount"),
        ].compactMap { $0 }
        guard found.count == 1 else {
            throw reading.fields.invalid(
                level, found.isEmpty ? "is missing" : "stands beside another distance",
                "send exactly one of \(keys.joined(separator: ", "))")
        }
        return found[0]
    }
}
