import Trading

/// CrossTrade's `key=value;` messages.
///
/// Kept of its behaviour: an order is sent as it is, beside whatever is held and working, unless it says
/// `flatten_first`; the same side adds; a missing quantity is an error; a message whose `require_market_position`
/// does not hold is left out; with `sync_strategy` an account that does not stand where the strategy was is left out.
///
/// Source: docs.crosstrade.io, webhooks (commands, advanced options) and strategy synchronization.
enum CrossTradeDialect: DialectReader {
    static let table = DialectTable(
        form: .pairs,
        taken: [
            "command", "instrument", "action", "qty", "order_type", "limit_price", "stop_price", "tif",
            "take_profit", "stop_loss", "flatten_first", "require_market_position", "sync_strategy",
            "market_position", "prev_market_position", "target_quantity", "strategy_tag", "price",
        ],
        noted: ["account", "destination", "strategy_exit_block", "comment"],
        refused: [
            "max_positions": "set the account's risk.max_position instead: it holds for reversals too",
            "delay": "leave it out, and let the alert fire when it is meant",
            "rate_limit": "leave it out: repeats are known by their id or content",
            "kill_switch": "set kill_switch in the settings",
            "trading_window": "leave it out; flatten_at and entry_cutoff of the account end the day",
            "bypass_trading_window": "leave it out",
            "limit_order_timeout": "leave it out, and cancel by hand",
            "strategy": "name it strategy_tag",
        ])

    static let labels = AlertLabels(
        hasStrategy: true, actions: [.buy, .sell, .close, .flatten, .reverse, .cancel, .cancelAll])

    static func claims(_ message: AlertFields) -> Bool { message.has("key") && message.has("command") }

    private enum Command { case place, flatPlace, close, reverse, flatten, cancel, cancelAll }

    static func read(_ fields: AlertFields) throws(Refusal) -> Alert {
        let command = try command(fields)
        let symbol = try fields.symbol("instrument")
        var alert =
            switch command {
            case .place, .flatPlace: try place(fields, symbol, isCleared: command == .flatPlace)
            case .close: try close(fields, symbol)
            case .reverse: try reverse(fields, symbol)
            case .flatten: Alert(symbol, .flatten, .flatten)
            case .cancel: Alert(symbol, .cancel, .cancel)
            case .cancelAll: Alert(symbol, .cancelAll, .cancelAll)
            }
        alert.strategy = try fields.text("strategy_tag")
        return alert
    }

    /// The command without what separates its words: `CLOSEPOSITION` and `close position` are one.
    private static func command(_ fields: AlertFields) throws(Refusal) -> Command {
        let text = try fields.required("command")
        switch text.lowercased().filter(\.isLetter) {
        case "place": return .place
        case "flatplace": return .flatPlace
        case "closeposition": return .close
        case "reverse", "reverseposition": return .reverse
        case "flatten", "flatteneverything": return .flatten
        case "cancelorders": return .cancel
        case "cancelallorders", "cancelall": return .cancelAll
        case "cancel", "cancelreplace", "change", "closestrategy":
            throw fields.unsupported(
                "command", "is \(text.prefix(40)), which names an order that is not known here",
                "use cancel orders, or cancel and change one by hand: alertbridge order cancel, order modify")
        default:
            throw fields.invalid(
                "command", "is \(text.prefix(40))",
                "use one of place, flat-place, close position, reverse position, flatten, cancel orders, "
                    + "cancel all orders")
        }
    }

    private static func side(_ fields: AlertFields) throws(Refusal) -> Side {
        try fields.requiredChoice("action", ["buy": .buy, "sell": .sell])
    }

    // MARK: Orders

    private static func place(
        _ fields: AlertFields, _ symbol: ChartSymbol, isCleared: Bool
    ) throws(Refusal) -> Alert {
        let side = try side(fields)
        let size = try fields.requiredSize("qty")
        let clears = try fields.flag("flatten_first") ?? false
        var alert = Alert.entry(symbol, side, size)
        try readType(fields, into: &alert)
        if isCleared || clears { alert.intent = .reverse(to: side, size: size) }
        alert.concerns = try required(fields)
        if try fields.flag("sync_strategy") ?? false { try synchronize(fields, side, &alert) }
        alert.bracket = try bracket(fields, side, alert)
        return alert
    }

    private static func close(_ fields: AlertFields, _ symbol: ChartSymbol) throws(Refusal) -> Alert {
        let size = try fields.size("qty")
        var alert = Alert(symbol, .close, size == nil ? .close : .reduce(nil), size: size)
        // Nothing is lost by closing a flat account, and its fill may be on the way.
        alert.concerns = try required(fields).union([.flat])
        return alert
    }

    /// Bare it takes the other side of what is held, in its size.
    private static func reverse(_ fields: AlertFields, _ symbol: ChartSymbol) throws(Refusal) -> Alert {
        let side: Side? = fields.has("action") ? try side(fields) : nil
        let size = try fields.size("qty")
        var alert = Alert(symbol, .reverse, .reverse(to: side, size: size), size: size)
        alert.concerns = try required(fields)
        return alert
    }

    private static func readType(_ fields: AlertFields, into alert: inout Alert) throws(Refusal) {
        _ = try fields.choice("tif", ["day": true, "gtc": true])
        if fields.word("order_type") == "stoplimit" {
            throw fields.unsupported("order_type", "is stoplimit", "use market, limit or stopmarket")
        }
        alert.type = try fields.requiredChoice(
            "order_type", ["market": OrderType.market, "limit": .limit, "stopmarket": .stop, "stop": .stop])
        alert.price = try fields.level("price")
        try fields.readPrice(into: &alert, limit: "limit_price", stop: "stop_price")
    }

    // MARK: Where the account has to stand

    /// `flat`, `long`, `short`, or several with a slash between them.
    private static func required(_ fields: AlertFields) throws(Refusal) -> Set<Standing> {
        guard let text = try fields.text("require_market_position") else { return Standing.all }
        let words = text.lowercased().split { $0 == "/" || $0 == "," || $0 == " " }
        let standings = words.compactMap { Standing(rawValue: String($0)) }
        guard !standings.isEmpty, standings.count == words.count else {
            throw fields.invalid(
                "require_market_position", "is \(text.prefix(40))",
                "use flat, long, short, or two as flat/short")
        }
        return Set(standings)
    }

    /// The strategy's own account of its position: the order means what it says only from where it was.
    private static func synchronize(
        _ fields: AlertFields, _ side: Side, _ alert: inout Alert
    ) throws(Refusal) {
        guard alert.intent == .enter(side) else {
            throw fields.unsupported(
                "sync_strategy", "stands beside flatten_first",
                "keep one of the two: both say what goes before")
        }
        let before = try fields.requiredPosition("prev_market_position")
        var now = try fields.requiredPosition("market_position")
        if let size = try fields.whole("target_quantity"), now.contracts == nil {
            now = .signed(now.sign * Int64(clamping: size.magnitude))
        }
        let move = StrategyMove(
            side: side, now: now, before: before, nowKey: "market_position", beforeKey: "prev_market_position"
        )
        alert.intent = try move.intent(fields)
        alert.step = StrategyStep(before: before, after: now)
        // An exit harms nothing wherever the account stands.
        if !alert.intent.isExit { alert.concerns.formIntersection([Standing(held: before.sign)]) }
    }

    // MARK: Bracket

    private static func bracket(
        _ fields: AlertFields, _ side: Side, _ alert: Alert
    ) throws(Refusal) -> AlertBracket? {
        let reading = BracketReading(fields, side, entry: alert.entryPrice)
        return AlertBracket(
            stop: try leg(reading, .stop, "stop_loss"), target: try leg(reading, .target, "take_profit"))
    }

    /// `25350.25` is a level, `40 ticks` a distance.
    private static func leg(
        _ reading: BracketReading, _ leg: BracketReading.Leg, _ key: String
    ) throws(Refusal) -> AlertBracket.Distance? {
        guard let text = try reading.fields.text(key)?.lowercased() else { return nil }
        if text.hasSuffix("%") {
            throw reading.fields.unsupported(key, "is a percentage", "send a level, or \"40 ticks\"")
        }
        guard text.hasSuffix("ticks") else { return try reading.level(key, leg) }
        guard let ticks = FixedPoint.parse(String(text.dropLast(5)).trimmingSpaces, digits: 0), ticks > 0
        else {
            throw reading.fields.invalid(
                key, "is \(text.prefix(40))", "send whole ticks, such as \"40 ticks\"")
        }
        return .ticks(Ticks(ticks))
    }
}
