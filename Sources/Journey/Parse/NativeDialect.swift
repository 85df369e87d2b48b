import JSON
import Trading

/// The product's own alert message: a flat JSON object, as `alert-templates` shows it.
package enum NativeDialect: DialectReader {
    /// Any other key is refused, since a misspelt `stop_ticks` would send an entry without its stop.
    static let table = DialectTable(
        exactly: [
            "alertbridge", "secret", "id", "action", "ticker", "exchange", "size", "type", "limit_price",
            "stop_price", "price", "stop_ticks", "target_ticks", "offset_ticks", "strategy", "position",
            "prev_position", "time", "bar_time", "interval", "tags", "comment", "extras", "chart_contract",
        ],
        entryOnly: [
            "exchange", "type", "limit_price", "stop_price", "price", "stop_ticks", "target_ticks",
            "chart_contract",
        ])

    /// Keys that no other dialect with `action` and `ticker` has.
    static let own = [
        "alertbridge", "secret", "size", "type", "limit_price", "stop_price", "stop_ticks", "target_ticks",
        "offset_ticks", "position", "prev_position", "bar_time",
    ]

    /// Words of `action` that no other dialect with `action` and `ticker` has.
    static let ownActions = ["close", "flatten", "reverse", "cancel_all", "move_stop", "target_position"]

    static let labels = AlertLabels(
        interval: "interval", times: ["time"], hasBarTime: true, tags: .member, hasStrategy: true,
        actions: Set(Alert.Action.allCases))

    static func claims(_ message: AlertFields) -> Bool {
        if message.has("alertbridge") { return true }
        if takesAccounts(message.word("action")), !message.has("ticker") {
            return message.members.allSatisfy { table.knows($0.key) }
        }
        guard message.has("action"), message.has("ticker") else { return false }
        if own.contains(where: message.has) { return true }
        // Without a key of its own: the word that stands in `action` may be another dialect's.
        return message.members.allSatisfy { table.knows($0.key) }
            && !["exit", "cancel", "add", "breakeven"].contains(message.word("action"))
    }

    static func read(_ fields: AlertFields) throws(Refusal) -> Alert {
        if let version = try fields.whole("alertbridge"), version != 1 {
            throw fields.invalid("alertbridge", "is \(version)", "use a template of version 1")
        }
        var alert = try meaning(of: try action(fields), fields)
        alert.step = StrategyStep(
            before: try fields.position("prev_position"), after: try fields.position("position"))
        alert.id = try fields.text("id")
        alert.strategy = try fields.text("strategy")
        alert.price = try fields.price("price")
        alert.chartMonth = try chartMonth(fields, of: alert.symbol)
        alert.bracket = AlertBracket(
            stop: try fields.tickCount("stop_ticks").map { .ticks(Ticks($0)) },
            target: try fields.tickCount("target_ticks").map { .ticks(Ticks($0)) })
        try fields.readExchange("exchange", into: &alert)
        if alert.symbol.isEvery { alert.unheeded += fields.saying(["ticker"]) }
        try readType(fields, into: &alert)
        return alert
    }

    /// Whether an action is for all of an account, whatever symbol its chart has.
    private static func takesAccounts(_ action: String?) -> Bool {
        action == Alert.Action.flatten.rawValue || action == Alert.Action.cancelAll.rawValue
    }

    /// The month behind a continuous chart: what Pine's `syminfo.current_contract` says.
    private static func chartMonth(
        _ fields: AlertFields, of symbol: ChartSymbol
    ) throws(Refusal) -> ChartSymbol.Expiry? {
        guard !symbol.isEvery, let text = try fields.text("chart_contract") else { return nil }
        guard let contract = ChartSymbol(text), contract.root == symbol.root, let expiry = contract.expiry
        else {
            throw fields.invalid(
                "chart_contract", "is \(text.prefix(40)), and no month of \(symbol.root)",
                "fill it with syminfo.current_contract, such as \(symbol.root)Z2026, or leave it out")
        }
        return expiry
    }

    private static func action(_ fields: AlertFields) throws(Refusal) -> Alert.Action {
        let word = try fields.required("action")
        guard let action = Alert.Action(rawValue: word.asciiLowercased) else {
            throw fields.invalid(
                "action", "is \(word.prefix(40))",
                "use one of " + Alert.Action.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return action
    }

    private static func meaning(of action: Alert.Action, _ fields: AlertFields) throws(Refusal) -> Alert {
        let symbol =
            try takesAccounts(action.rawValue) ? fields.symbolOrEvery("ticker") : fields.symbol("ticker")
        switch action {
        case .close: return try close(symbol, fields)
        case .flatten: return all(symbol, action, .flatten, fields)
        case .reverse:
            let size = try fields.size("size")
            return Alert(symbol, action, .reverse(to: nil, size: size), size: size)
        case .buy, .sell:
            let intent = try order(action == .buy ? .buy : .sell, fields)
            if intent == .close { return all(symbol, action, .close, fields) }
            return Alert(symbol, action, intent, size: try fields.size("size"))
        case .cancel: return Alert(symbol, action, .cancel)
        case .cancelAll: return Alert(symbol, action, .cancelAll)
        case .breakeven:
            return Alert(
                symbol, action, .moveStop(.breakeven(ticks: try fields.tickCount("offset_ticks") ?? 0)))
        case .moveStop:
            return Alert(symbol, action, .moveStop(.to(try fields.requiredLevel("stop_price"))))
        case .targetPosition: return Alert(symbol, action, try target(fields))
        }
    }

    /// `{{strategy.position_size}}`, or a word with the contracts beside it.
    private static func target(_ fields: AlertFields) throws(Refusal) -> AlertIntent {
        let position = try fields.requiredPosition("position")
        guard position.sign != 0 else { return .close }
        let size = try fields.size("size")
        guard let count = position.contracts ?? size?.contracts else {
            throw fields.invalid(
                "position", "does not tell how many contracts to hold",
                "send {{strategy.position_size}}, or \"size\" beside it")
        }
        return .hold(position.sign * count)
    }

    /// What takes everything off is meant whatever its size is: a script may count units, or send none.
    private static func all(
        _ symbol: ChartSymbol, _ action: Alert.Action, _ intent: AlertIntent, _ fields: AlertFields
    ) -> Alert {
        var alert = Alert(symbol, action, intent)
        if (try? fields.portion("size")) == nil { alert.unheeded = fields.saying(["size"]) }
        return alert
    }

    private static func order(_ side: Side, _ fields: AlertFields) throws(Refusal) -> AlertIntent {
        let now = try fields.position("position")
        if let now, now.sign == 0 { return .close }
        // Left out it is the rule's; a key that is there and empty is a template that did not work.
        if fields.has("size"), try fields.whole("size") == nil { throw fields.missing("size") }
        let before = try fields.position("prev_position")
        return try StrategyMove(side: side, now: now, before: before).intent(fields)
    }

    private static func close(_ symbol: ChartSymbol, _ fields: AlertFields) throws(Refusal) -> Alert {
        let now = try fields.position("position")
        if now?.sign == 0 { return all(symbol, .close, .close, fields) }
        let portion = try fields.portion("size")
        let before = try fields.position("prev_position")
        switch (before ?? now)?.sign {
        case 1: return Alert.exit(symbol, portion, side: .sell)
        case -1: return Alert.exit(symbol, portion, side: .buy)
        // A part is one of whatever is held.
        default: return Alert.exit(symbol, portion)
        }
    }

    /// An order carries the price of its own type and no other.
    private static func readType(_ fields: AlertFields, into alert: inout Alert) throws(Refusal) {
        let limit = try fields.price("limit_price")
        let stop = try fields.price("stop_price")
        guard let word = try fields.text("type") else {
            guard limit == nil && stop == nil || alert.intent.isExit else {
                throw fields.invalid(
                    limit != nil ? "limit_price" : "stop_price", "says nothing for a market order",
                    "send \"type\": \"limit\" or \"stop\" with it, or leave it out")
            }
            return
        }
        guard let type = OrderType(word: word.asciiLowercased), [.market, .limit, .stop].contains(type) else {
            throw fields.invalid("type", "is \(word.prefix(40))", "use one of market, limit, stop")
        }
        alert.type = type
        if type == .limit {
            alert.limitPrice = limit
            if limit == nil { throw fields.missing("limit_price") }
        }
        if type == .stop {
            alert.stopPrice = stop
            if stop == nil { throw fields.missing("stop_price") }
        }
    }
}
