import JSON
import Trading

/// The product's own alert message: a flat JSON object, as `alert-templates` shows it.
package enum NativeDialect: DialectReader {
    /// Any other key is refused, since a misspelt `stop_ticks` would send an entry without its stop.
    static let table = DialectTable(
        exactly: [
            "alertbridge", "secret", "id", "action", "ticker", "exchange", "size", "type", "limit_price",
            "stop_price", "price", "stop_ticks", "target_ticks", "strategy", "position", "prev_position",
            "time", "interval", "tags", "comment", "extras",
        ])

    /// Keys that no other dialect with `action` and `ticker` has.
    static let own = [
        "alertbridge", "secret", "size", "type", "limit_price", "stop_price", "stop_ticks", "target_ticks",
        "position", "prev_position",
    ]

    static let labels = AlertLabels(
        interval: "interval", tags: .member, hasStrategy: true, actions: Set(Alert.Action.allCases))

    static func claims(_ message: AlertFields) -> Bool {
        if message.has("alertbridge") { return true }
        guard message.has("action"), message.has("ticker") else { return false }
        if own.contains(where: message.has) { return true }
        // Without a key of its own: the word that stands in `action` may be another dialect's.
        return message.root.members.allSatisfy { table.knows($0.key) }
            && !["exit", "cancel", "add", "breakeven"].contains(message.word("action"))
    }

    static func read(_ fields: AlertFields) throws(Refusal) -> Alert {
        if let version = try fields.whole("alertbridge"), version != 1 {
            throw fields.invalid("alertbridge", "is \(version)", "use a template of version 1")
        }
        let action = try action(fields)
        let size = try fields.size("size")
        let intent = try intent(of: action, size: size, fields)
        var alert = Alert(try fields.symbol("ticker"), action, intent, size: size)
        alert.id = try fields.text("id")
        alert.strategy = try fields.text("strategy")
        alert.price = try fields.price("price")
        alert.bracket = AlertBracket(
            stop: try fields.whole("stop_ticks").map { .ticks(Ticks($0)) },
            target: try fields.whole("target_ticks").map { .ticks(Ticks($0)) })
        alert.time = try fields.time("time")
        if try fields.isDelayed("exchange") { alert.isFeedDelayed = true }
        try readType(fields, into: &alert)
        return alert
    }

    private static func action(_ fields: AlertFields) throws(Refusal) -> Alert.Action {
        let word = try fields.required("action")
        guard let action = Alert.Action(rawValue: word.lowercased()) else {
            throw fields.invalid(
                "action", "is \(word.prefix(40))", "use one of buy, sell, close, flatten, reverse")
        }
        return action
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
            return try StrategyMove(side: side, now: now, before: before).intent(fields)
        }
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
