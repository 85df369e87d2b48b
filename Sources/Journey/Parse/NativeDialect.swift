package import JSON
import Trading

/// The product's own alert message: a flat JSON object, as `alert-templates` shows it.
package enum NativeDialect {
    /// Every key that the dialect knows; any other is refused, since a misspelt `stop_ticks` would send an
    /// entry without its stop.
    package static let keys: Set<String> = [
        "alertbridge", "secret", "id", "action", "ticker", "exchange", "size", "type", "limit_price",
        "stop_price", "price", "stop_ticks", "target_ticks", "strategy", "position", "prev_position", "time",
        "interval", "comment", "extras",
    ]

    /// Whether a message is meant in this dialect.
    package static func claims(_ root: JSONValue) -> Bool {
        root["alertbridge"] != nil || (root["action"] != nil && root["ticker"] != nil)
    }

    /// - Parameter canonical: The message's canonical JSON without its secret.
    package static func read(
        _ root: JSONValue, source: String, canonical: [UInt8]
    ) throws(Refusal) -> Alert {
        try refuseUnknownKeys(root)
        let fields = AlertFields(root)
        if let version = try fields.whole("alertbridge"), version != 1 {
            throw fields.invalid("alertbridge", "is \(version)", "use a template of version 1")
        }
        let action = try action(fields)
        let size = try size(fields)
        let intent = try intent(of: action, size: size, fields)
        var alert = Alert(
            source: source, dialect: "native", id: try identifier(fields),
            strategy: try fields.text("strategy"),
            symbol: try symbol(fields), action: action, intent: intent, size: size, canonical: canonical)
        alert.price = try fields.price("price")
        alert.bracket = Bracket(
            stop: try fields.whole("stop_ticks").map(Ticks.init),
            target: try fields.whole("target_ticks").map(Ticks.init))
        alert.time = try fields.time("time")
        try readType(fields, into: &alert)
        return alert
    }

    private static func refuseUnknownKeys(_ root: JSONValue) throws(Refusal) {
        for (key, value) in root.members where !keys.contains(key) {
            throw Refusal(
                .keyUnknown, reason: "\"\(key.prefix(40))\" is no key of the native dialect",
                remedy: "correct its spelling, or put data of your own under \"extras\"", line: value.line,
                column: value.column, key: String(key.prefix(40)))
        }
    }

    private static func action(_ fields: AlertFields) throws(Refusal) -> Alert.Action {
        let word = try fields.required("action")
        guard let action = Alert.Action(rawValue: word.lowercased()) else {
            throw fields.invalid(
                "action", "is \(word.prefix(40))", "use one of buy, sell, close, flatten, reverse")
        }
        return action
    }

    private static func identifier(_ fields: AlertFields) throws(Refusal) -> String? {
        try fields.text("id")
    }

    private static func symbol(_ fields: AlertFields) throws(Refusal) -> ChartSymbol {
        let text = try fields.required("ticker")
        guard let symbol = ChartSymbol(text) else {
            let place = fields.invalid("ticker", "", "")
            throw Refusal(
                .symbolUnresolved, reason: "\"ticker\" is no futures symbol: \(text.prefix(40))",
                remedy: "use a continuous symbol (NQ1!), a dated one (MNQZ2026) or a root (MNQ)",
                line: place.line, column: place.column, key: "ticker")
        }
        return symbol
    }

    private static func size(_ fields: AlertFields) throws(Refusal) -> Size? {
        guard let contracts = try fields.whole("size") else { return nil }
        guard let size = Size(contracts) else {
            throw fields.invalid(
                "size", "is \(contracts)", "send 1 or more contracts; the action says which way")
        }
        return size
    }

    private static func intent(
        of action: Alert.Action, size: Size?, _ fields: AlertFields
    ) throws(Refusal) -> AlertIntent {
        let now = try fields.position("position")
        let before = try fields.position("prev_position")
        switch action {
        case .close:
            let isWhole = size == nil || now?.sign == 0
            return isWhole ? .close : try partialClose(now: now, before: before, fields)
        case .flatten: return .flatten
        case .reverse: return .reverse(to: nil, size: size)
        case .buy, .sell:
            let side: Side = action == .buy ? .buy : .sell
            if let now, now.sign == 0 { return .close }
            _ = try fields.required("size")
            return try intent(side: side, now: now, before: before, fields)
        }
    }

    /// What a strategy's order means beside the position it left and the one it reached.
    ///
    /// Source: TradingView's strategy alerts: `{{strategy.order.action}}` tells the direction alone, and a
    /// reversal arrives as one order of old and new contracts together.
    private static func intent(
        side: Side, now: StatedPosition?, before: StatedPosition?, _ fields: AlertFields
    ) throws(Refusal) -> AlertIntent {
        guard let now else { return .enter(side) }
        guard now.sign == side.sign else {
            // After a sell that leaves the strategy long, it was longer before: contracts were taken off.
            guard before == nil || before?.sign == now.sign else {
                throw fields.invalid(
                    "position", "cannot be reached from \"prev_position\" by a \(side.rawValue)",
                    "send {{strategy.position_size}} with {{strategy.prev_market_position}} and its action")
            }
            return .reduce(side)
        }
        guard let before, before.sign != 0, before.sign != now.sign else { return .enter(side) }
        guard let size = now.contracts.flatMap(Size.init) else {
            throw fields.invalid(
                "position", "does not tell how many contracts the reversal ends with",
                "send {{strategy.position_size}} as \"position\"")
        }
        return .reverse(to: side, size: size)
    }

    private static func partialClose(
        now: StatedPosition?, before: StatedPosition?, _ fields: AlertFields
    ) throws(Refusal) -> AlertIntent {
        switch (before ?? now)?.sign {
        case 1: return .reduce(.sell)
        case -1: return .reduce(.buy)
        default:
            throw fields.invalid(
                "size", "asks for a part of the position without saying which way it stands",
                "leave \"size\" out to close all of it, or send \"prev_position\"")
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
        guard let type = OrderType(word: word.lowercased()), [.market, .limit, .stop].contains(type) else {
            throw fields.invalid("type", "is \(word.prefix(40))", "use one of market, limit, stop")
        }
        alert.type = type
        if type == .limit {
            alert.limitPrice = limit
            if limit == nil { _ = try fields.required("limit_price") }
        }
        if type == .stop {
            alert.stopPrice = stop
            if stop == nil { _ = try fields.required("stop_price") }
        }
    }
}
