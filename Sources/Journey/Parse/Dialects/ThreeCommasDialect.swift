import Trading

/// The 3Commas signal bot, strategy type.
///
/// Kept of its behaviour: what an order means follows from `strategy_info`; a signal older than `max_lag` seconds is
/// dropped; without an amount the size is the bot's, here the rule's; keys that nobody knows are taken.
///
/// Source: help.3commas.io, article 9374557.
enum ThreeCommasDialect: DialectReader {
    static let table = DialectTable(
        taken: [
            "bot_uuid", "action", "timestamp", "max_lag", "trigger_price", "tv_exchange", "tv_instrument",
            "strategy_info", "order",
        ], entryOnly: ["max_lag", "trigger_price", "tv_exchange"], ignoresUnknown: true,
        protective: protective)

    private static let protective = ProtectiveKey.Remedies(
        stop: "give the rule a bracket: the bot's messages have no stop of their own",
        target: "give the rule a bracket: the bot's messages have no target of their own",
        trail: "give the rule's bracket trailing: true, with stop_ticks")

    /// What stands within the two objects: there too the vendor takes keys that nobody knows.
    private static let info = DialectTable(
        taken: [
            "market_position", "market_position_size", "prev_market_position", "prev_market_position_size",
        ], ignoresUnknown: true, protective: protective)
    private static let order = DialectTable(
        taken: ["amount", "currency_type"], ignoresUnknown: true, protective: protective)

    static let labels = AlertLabels(times: ["timestamp"], actions: [.buy, .sell])

    static func claims(_ message: AlertFields) -> Bool { message.has("bot_uuid") && message.has("secret") }

    static func read(_ fields: AlertFields) throws(Refusal) -> Alert {
        let symbol = try fields.symbol("tv_instrument")
        let side = try side(fields)
        guard let info = try fields.object("strategy_info") else {
            throw fields.unsupported(
                "strategy_info", "is missing, so an exit could not be told from an entry",
                "use the bot's strategy template, which tells the position before and after")
        }
        // What leads to flat needs no contracts, and so no key that tells them.
        let isExit = try info.position("market_position")?.sign == 0
        if !isExit { try Self.info.check(info) }
        let now = try position(info, "market_position", "market_position_size")
        let before = try position(info, "prev_market_position", "prev_market_position_size")
        let move = StrategyMove(
            side: side, now: now, before: before, nowKey: "market_position",
            beforeKey: "prev_market_position", sizeKey: "market_position_size")
        var alert = Alert(symbol, side == .buy ? .buy : .sell, try move.intent(info))
        do throws(Refusal) {
            let size = try size(fields)
            if !isExit { alert.size = size }
        } catch {
            guard isExit else { throw error }
            alert.unheeded = ["order"]
        }
        if !alert.intent.isExit {
            try Self.info.refuseBare(info)
            if let order = try fields.object("order") { try Self.order.refuseBare(order) }
        }
        alert.unheeded += Self.info.ignored(info).map { "strategy_info.\($0)" }
        if let order = try? fields.object("order"), alert.unheeded.first != "order" {
            alert.unheeded += Self.order.ignored(order).map { "order.\($0)" }
        }
        alert.step = StrategyStep(before: before, after: now)
        alert.price = try fields.level("trigger_price")
        alert.maxAge = try maxAge(fields)
        try fields.readExchange("tv_exchange", into: &alert)
        return alert
    }

    private static func side(_ fields: AlertFields) throws(Refusal) -> Side {
        if let word = fields.word("action"),
            ["enter_long", "exit_long", "enter_short", "exit_short"].contains(word)
        {
            throw fields.unsupported(
                "action", "is \(word), of the bot's custom type",
                "use the bot's strategy template, or the native one with buy, sell and close")
        }
        return try fields.requiredChoice("action", ["buy": .buy, "sell": .sell])
    }

    private static func position(
        _ info: AlertFields, _ key: String, _ sizeKey: String
    ) throws(Refusal) -> StatedPosition {
        let standing = try info.requiredPosition(key)
        guard standing.sign != 0 else { return standing }
        let size: Int64?
        do throws(Refusal) {
            size = try info.whole(sizeKey)
        } catch {
            guard try info.position("market_position")?.sign == 0 else { throw error }
            return standing
        }
        guard let size else { return standing }
        return .signed(standing.sign * Int64(clamping: size.magnitude))
    }

    private static func size(_ fields: AlertFields) throws(Refusal) -> Size? {
        guard let order = try fields.object("order") else { return nil }
        try Self.order.check(order)
        if let kind = try order.text("currency_type"), !["base", "contracts"].contains(kind.asciiLowercased) {
            throw order.unsupported(
                "currency_type", "is \(kind.prefix(40))", "send base: contracts are counted here")
        }
        return try order.size("amount")
    }

    private static func maxAge(_ fields: AlertFields) throws(Refusal) -> Span? {
        guard let seconds = try fields.whole("max_lag") else { return nil }
        guard seconds > 0, seconds <= 86_400 else {
            throw fields.invalid("max_lag", "is \(seconds)", "send 1 to 86400 seconds")
        }
        return .seconds(seconds)
    }
}
