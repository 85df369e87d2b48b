import Trading

/// CrossTrade's `key=value;` messages.
///
/// Kept of its behaviour: an order is sent as it is, beside whatever is held and working, unless it says
/// `flatten_first`; the same side adds; a missing quantity is an error; a message whose `require_market_position`
/// does not hold is left out; with `sync_strategy` an account that does not stand where the strategy was is left out;
/// `flatten` closes its instrument, and without one the account; a reversal does nothing where nothing is held.
///
/// Source: docs.crosstrade.io, webhooks (commands, advanced options) and strategy synchronization; the pages of the
/// commands read 2026-11-22.
enum CrossTradeDialect: DialectReader {
    static let table = DialectTable(
        form: .pairs,
        taken: [
            "command", "instrument", "action", "qty", "order_type", "limit_price", "stop_price", "tif",
            "take_profit", "stop_loss", "flatten_first", "require_market_position", "sync_strategy",
            "market_position", "prev_market_position", "target_quantity", "strategy_tag", "price",
            "strategy_exit_block",
        ],
        noted: ["account", "destination", "comment"],
        refused: [
            "max_positions": "set the account's risk.max_position instead: it holds for reversals too",
            "delay": "leave it out, and let the alert fire when it is meant",
            "rate_limit": "leave it out: repeats are known by their id or content",
            "kill_switch": "set kill_switch in the settings",
            "trading_window": "leave it out; flatten_at and entry_cutoff of the account end the day",
            "bypass_trading_window": "leave it out",
            "limit_order_timeout": "leave it out, and cancel by hand",
            "strategy": "name it strategy_tag",
        ],
        entryOnly: [
            "order_type", "limit_price", "stop_price", "price", "tif", "take_profit", "stop_loss",
            "max_positions", "delay", "rate_limit", "trading_window", "bypass_trading_window",
            "limit_order_timeout",
        ])

    static let labels = AlertLabels(
        hasStrategy: true, actions: [.buy, .sell, .close, .flatten, .reverse, .cancel, .cancelAll])

    static func claims(_ message: AlertFields) -> Bool {
        message.has("key") && (message.has("command") || message.has("kill_switch"))
    }

    private enum Command {
        case place, flatPlace, close, reverse, reversePosition, flatten, flattenEverything, cancel, cancelAll
    }

    static func refuseCommand(_ fields: AlertFields) throws(Refusal) {
        if fields.has("command") { _ = try command(fields) }
        try refuseSwallowed(fields)
    }

    /// Without the semicolon before it a pair is part of the value in front, and a close of one product of all.
    private static func refuseSwallowed(_ fields: AlertFields) throws(Refusal) {
        let keys = table.taken.union(table.noted).union(table.refused.keys).sorted()
        for (key, value) in fields.members {
            guard let text = value.string?.asciiLowercased, let end = text.lastIndex(of: "=") else {
                continue
            }
            let isPair = key != "comment" && text[..<end].contains(where: \.isWhitespace)
            guard isPair || keys.contains(where: { text.contains("\($0)=") }) else { continue }
            throw fields.invalid(key, "holds a second key and its value", "write a semicolon between the two")
        }
    }

    static func read(_ fields: AlertFields) throws(Refusal) -> Alert {
        let command = try command(fields)
        var alert =
            switch command {
            case .place, .flatPlace: try place(fields, isCleared: command == .flatPlace)
            case .close: try close(fields)
            case .reverse, .reversePosition: try reverse(fields, isBare: command == .reverse)
            case .flatten: try flatten(fields)
            case .flattenEverything: try everything(fields, .flatten, .flatten)
            case .cancel: Alert(try fields.symbol("instrument"), .cancel, .cancel)
            case .cancelAll: try everything(fields, .cancelAll, .cancelAll)
            }
        if alert.intent.isChange {
            try refuse(["qty", "require_market_position"], "picks some of the orders", fields)
        }
        alert.strategy = try fields.text("strategy_tag")
        return alert
    }

    /// The command without what separates its words: `CLOSEPOSITION` and `close position` are one.
    private static func command(_ fields: AlertFields) throws(Refusal) -> Command {
        let text = try fields.required("command")
        switch text.asciiLowercased.filter({ !" _-".contains($0) }) {
        case "place": return .place
        case "flatplace": return .flatPlace
        case "closeposition": return .close
        case "reverse": return .reverse
        case "reverseposition": return .reversePosition
        case "flatten": return .flatten
        case "flatteneverything": return .flattenEverything
        case "cancelorders": return .cancel
        case "cancelallorders", "cancelall": return .cancelAll
        case "cancel", "cancelreplace", "change", "closestrategy":
            throw fields.unsupported(
                "command", "is \(text.prefix(40)), which names an order that is not known here",
                "use cancel orders, or cancel and change one by hand: alertbridge order cancel, order modify")
        default:
            throw fields.invalid(
                "command", "is \(text.prefix(40))",
                "use one of place, flat-place, close position, reverse, reverse position, flatten, "
                    + "flatten everything, cancel orders, cancel all orders")
        }
    }

    private static func side(_ fields: AlertFields) throws(Refusal) -> Side {
        try fields.requiredChoice("action", ["buy": .buy, "sell": .sell])
    }

    // MARK: Orders

    private static func place(_ fields: AlertFields, isCleared: Bool) throws(Refusal) -> Alert {
        let symbol = try fields.symbol("instrument")
        let side = try side(fields)
        let size = try fields.requiredSize("qty")
        let clears = try fields.flag("flatten_first") ?? false
        var alert = Alert.entry(symbol, side, size)
        if isCleared || clears { alert.intent = .reverse(to: side, size: size) }
        alert.concerns = try required(fields)
        if try fields.flag("sync_strategy") ?? false {
            try synchronize(fields, side, &alert)
        } else if try fields.flag("strategy_exit_block") ?? false {
            try blockExit(fields, side, &alert)
        }
        try readType(fields, into: &alert)
        if !alert.intent.isExit { alert.bracket = try bracket(fields, side, alert) }
        return alert
    }

    private static func close(_ fields: AlertFields) throws(Refusal) -> Alert {
        let symbol = try fields.symbol("instrument")
        let size = try fields.size("qty")
        var alert = Alert(symbol, .close, size == nil ? .close : .reduce(nil), size: size)
        // Nothing is lost by closing a flat account, and its fill may be on the way.
        alert.concerns = try required(fields).union([.flat])
        return alert
    }

    /// Without a side it takes the other one of what is held, in its size.
    ///
    /// - Parameter isBare: Whether it is `reverse`, which enters from flat too where it says what: side, contracts
    ///   and type. `reverse position` says all of that anyhow, and does nothing there.
    private static func reverse(_ fields: AlertFields, isBare: Bool) throws(Refusal) -> Alert {
        let symbol = try fields.symbol("instrument")
        let side: Side? = fields.has("action") ? try side(fields) : nil
        let size = try fields.size("qty")
        var alert = Alert(symbol, .reverse, .reverse(to: side, size: size), size: size)
        alert.price = try fields.level("price")
        let type = try fields.text("order_type")
        guard type == nil || type?.asciiLowercased == "market" else {
            throw fields.unsupported(
                "order_type", "is \(type?.prefix(40) ?? ""), and a reversal leaves at the market here",
                "send market, or close position and place")
        }
        for key in ["sync_strategy", "strategy_exit_block"] where try fields.flag(key) == true {
            throw fields.unsupported(key, "stands beside a reversal", "send it with place, or leave it out")
        }
        let standings = try required(fields)
        let mayEnter = isBare && side != nil && size != nil && type != nil
        alert.concerns = mayEnter ? standings : standings.subtracting([.flat])
        guard !alert.concerns.isEmpty else {
            throw fields.invalid(
                "require_market_position", "is flat, where nothing is reversed", "use long or short, or place"
            )
        }
        if let side {
            alert.bracket = try bracket(fields, side, alert)
        } else {
            try refuse(["stop_loss", "take_profit"], "is for a side that is not told", fields)
        }
        return alert
    }

    // MARK: Whole accounts

    /// The instrument's position, where the account holds the side that `market_position` asks for; without an
    /// instrument everything that the account holds.
    private static func flatten(_ fields: AlertFields) throws(Refusal) -> Alert {
        guard try fields.text("instrument") != nil else { return try everything(fields, .flatten, .flatten) }
        var alert = Alert(try fields.symbol("instrument"), .close, .close)
        try refuse(["qty"], "asks for a part: close position takes one off", fields)
        let held = try fields.choice("market_position", ["long": Standing.long, "short": .short])
        var standings = try required(fields)
        if let held { standings.formIntersection([held]) }
        alert.concerns = standings.union([.flat])
        return alert
    }

    /// What a panic button sends: no instrument, and none of it looked at.
    private static func everything(
        _ fields: AlertFields, _ action: Alert.Action, _ intent: AlertIntent
    ) throws(Refusal) -> Alert {
        let filters = ["market_position", "require_market_position", "qty"]
        try refuse(filters, "picks something, and the command takes everything", fields)
        var alert = Alert(.every, action, intent)
        alert.unheeded = fields.saying(["instrument"])
        return alert
    }

    /// Keys whose loss would change what the command does.
    private static func refuse(
        _ keys: [String], _ what: String, _ fields: AlertFields
    ) throws(Refusal) {
        guard let key = fields.saying(keys).first else { return }
        throw fields.unsupported(key, what, "leave it out, or send a command that has it")
    }

    private static func readType(_ fields: AlertFields, into alert: inout Alert) throws(Refusal) {
        _ = try fields.choice("tif", ["day": true, "gtc": true])
        guard !fields.hidden.contains("order_type") else { return }
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
        let words = text.asciiLowercased.split { $0 == "/" || $0 == "," || $0 == " " }
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
            side: side, now: now, before: before, nowKey: "market_position",
            beforeKey: "prev_market_position", sizeKey: "target_quantity")
        alert.intent = try move.intent(fields)
        alert.step = StrategyStep(before: before, after: now)
        // An exit harms nothing wherever the account stands.
        if !alert.intent.isExit { alert.concerns.formIntersection([Standing(held: before.sign)]) }
    }

    /// An exit takes off what is held and never opens the other side; an entry stays what it is.
    private static func blockExit(
        _ fields: AlertFields, _ side: Side, _ alert: inout Alert
    ) throws(Refusal) {
        guard let now = try fields.position("market_position") else {
            throw fields.unsupported(
                "strategy_exit_block",
                "cannot be kept: no exit is told from an entry without market_position",
                "add market_position={{strategy.market_position}}, or send close position for an exit")
        }
        guard now.sign != side.sign else { return }
        let isPart = now.sign != 0
        guard !isPart || alert.intent == .enter(side) else {
            throw fields.unsupported(
                "flatten_first",
                "stands in an exit that leaves the strategy \(now.sign > 0 ? "long" : "short")",
                "leave it out: it would close all of the position")
        }
        alert.intent = isPart ? .reduce(side) : .close
        alert.concerns = alert.concerns.intersection([Standing(side.opposite)]).union([.flat])
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
        guard let text = try reading.fields.text(key)?.asciiLowercased else { return nil }
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
