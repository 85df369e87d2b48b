import JSON
import Trading

/// PickMyTrade's messages for ProjectX.
///
/// Kept of its behaviour: an opposite signal closes, cancels the other side's resting entries and then enters,
/// unless `reverse_order_close` is false; the same side adds, unless `duplicate_position_allow` or `pyramid` is
/// false or `same_direction_ignore` is true; a missing quantity or type of an order is an error; a close takes the
/// whole position whatever the quantity, unless `full_closed` is false; `tp` and `sl` are levels, the percentages are
/// of the price. Its generator writes every key that it knows, those that say nothing as 0, false or an empty text.
///
/// Source: the package pickmytrade-validation 0.1.0 and docs.pickmytrade.io, ProjectX indicator alerts; a client's
/// account of docs.pickmytrade.trade for `full_closed`, `comment` and `same_direction_ignore`, read 2026-11.
enum PickMyTradeDialect: DialectReader {
    static let table = DialectTable(
        taken: [
            "symbol", "data", "quantity", "order_type", "price", "entry_price", "inst_type",
            "date", "tp",
            "sl", "percentage_tp", "percentage_sl", "dollar_tp", "dollar_sl", "trail", "reverse_order_close",
            "reverse_close_enable", "duplicate_position_allow", "pyramid", "multiple_accounts",
            "same_direction_ignore", "full_closed", "tif", "ins_type",
        ],
        // An offset without `breakeven` is one of nothing, and that one is refused by itself.
        noted: [
            "platform", "account_id", "connection_name", "strategy_name", "extras", "comment",
            "breakeven_offset",
        ],
        refused: [
            "risk_percentage": "send whole contracts as \"quantity\"; a rule's own size may replace them",
            "trail_stop": "send trail 1 with \"sl\": the stop trails at that distance",
            "trail_trigger": "send trail 1 with \"sl\": the stop trails from the fill on",
            "trail_freq": "send trail 1 with \"sl\": the venue moves the stop by itself",
            "breakeven": "send 0, or trail the stop: trail 1 with \"sl\"",
            "update_tp": "change the order by hand: alertbridge order modify",
            "update_sl": "change the order by hand: alertbridge order modify",
            "lmt_to_market_wait": "send 0, or order_type MKT",
            "gtd_in_second": "send 0: ttl of the rule, or of the account's risk, ends an entry that rests",
            "stp_limit_stp_price": "send 0, and STP or LMT as order_type: the venue takes no stop limit",
            "place_order_at": "leave it empty, and let the alert fire when the order is meant",
            "advance_tp_sl": "send one \"tp\" and one \"sl\"; several targets are several alerts",
            "order_strike": "only futures are traded here", "option_type": "only futures are traded here",
            "expiry_date": "only futures are traded here",
        ],
        entryOnly: [
            "order_type", "price", "entry_price", "tp", "sl", "percentage_tp", "percentage_sl", "dollar_tp",
            "dollar_sl", "trail", "reverse_order_close", "reverse_close_enable", "duplicate_position_allow",
            "pyramid", "multiple_accounts", "risk_percentage", "trail_stop", "trail_trigger", "trail_freq",
            "breakeven", "lmt_to_market_wait", "advance_tp_sl", "same_direction_ignore", "tif",
            "gtd_in_second", "stp_limit_stp_price", "place_order_at",
        ])

    static let labels = AlertLabels(times: ["date"])

    static func claims(_ message: AlertFields) -> Bool { message.has("token") && message.has("data") }

    static func read(_ fields: AlertFields) throws(Refusal) -> Alert {
        let symbol = try fields.symbol("symbol")
        let side: Side? = try fields.requiredChoice(
            "data",
            [
                "buy": .buy, "long": .buy, "sell": .sell, "short": .sell, "close": nil, "flat": nil,
                "exit": nil,
            ])
        try refuseOthers(fields)
        guard let side else {
            var alert = try close(fields, symbol)
            alert.price = try fields.positive(["price", "entry_price"])
            return alert
        }
        var alert = Alert.entry(symbol, side, try fields.requiredSize("quantity"))
        alert.price = try fields.positive(["price", "entry_price"])
        try readType(fields, into: &alert)
        let closes = try fields.flag(["reverse_order_close", "reverse_close_enable"]) ?? true
        alert.entry = EntryPolicy(closesOpposite: closes, working: closes ? .cancelOpposite : .keep)
        let adds = [
            try fields.flag("duplicate_position_allow"), try fields.flag("pyramid"),
            try fields.flag("same_direction_ignore").map { !$0 },
        ]
        if adds.contains(false) {
            alert.concerns = Standing.all.subtracting([Standing(side)])
        }
        alert.bracket = try bracket(fields, side, alert)
        return alert
    }

    /// A part is what `full_closed` false asks for, with its contracts; `comment` names the entry that they came from,
    /// and an account holds all of them as one position.
    private static func close(_ fields: AlertFields, _ symbol: ChartSymbol) throws(Refusal) -> Alert {
        let isFull = try fields.flag("full_closed") ?? true
        let isPart = !isFull && fields.word("data") != "flat"
        guard isPart, !fields.saying(["quantity"]).isEmpty else {
            guard !isPart || fields.saying(["comment"]).isEmpty else {
                throw fields.invalid(
                    "quantity", "does not tell how many contracts of \"comment\" are to be closed",
                    "send them, or full_closed true to close all of the position")
            }
            var alert = Alert(symbol, .close, .close)
            alert.unheeded = fields.saying(["quantity"])
            return alert
        }
        return Alert.exit(symbol, .contracts(try fields.requiredSize("quantity")))
    }

    private static func refuseOthers(_ fields: AlertFields) throws(Refusal) {
        for key in ["inst_type", "ins_type"] {
            guard let kind = try fields.text(key), kind.asciiUppercased != "FUT" else { continue }
            throw fields.unsupported(
                key, "is \(kind.prefix(40))", "only futures are traded here: send FUT")
        }
        for account in fields["multiple_accounts"]?.elements ?? [] {
            let inner = AlertFields(account, path: "multiple_accounts.")
            let multiplier = try inner.price("quantity_multiplier")
            let risk = try inner.price("risk_percentage")
            guard multiplier == nil || multiplier == Price("1"), risk == nil || risk?.nanos == 0 else {
                throw fields.unsupported(
                    "multiple_accounts",
                    "sizes its accounts one by one, and the settings' rule does that here",
                    "give each account of the rule its size, such as { multiply: 0.5 }, and remove the list")
            }
        }
    }

    private static func readType(_ fields: AlertFields, into alert: inout Alert) throws(Refusal) {
        if !fields.saying(["tif"]).isEmpty { _ = try fields.choice("tif", ["day": true, "gtc": true]) }
        let word = fields.word("order_type")?.filter { !" _-".contains($0) }
        if let word, ["stplmt", "stplimit", "stoplimit"].contains(word) {
            throw fields.unsupported(
                "order_type", "is a stop limit", "use STP or LMT: the venue takes no stop limit")
        }
        let types: KeyValuePairs = ["mkt": OrderType.market, "lmt": .limit, "stp": .stop]
        // The home-made receiver's messages have neither a token nor a type.
        let isItsOwn = fields.has("token")
        alert.type =
            try isItsOwn
            ? fields.requiredChoice("order_type", types) : fields.choice("order_type", types) ?? .market
        guard alert.type != .market else { return }
        guard let price = alert.price else { throw fields.missing("price") }
        if alert.type == .limit { alert.limitPrice = price } else { alert.stopPrice = price }
        alert.price = nil
    }

    private static func bracket(
        _ fields: AlertFields, _ side: Side, _ alert: Alert
    ) throws(Refusal) -> AlertBracket? {
        let reading = BracketReading(fields, side, entry: alert.entryPrice)
        let stop = try leg(reading, .stop, "sl")
        let target = try leg(reading, .target, "tp")
        let trails = try fields.flag("trail") ?? false
        guard !trails || stop != nil else {
            throw fields.unsupported("trail", "has no stop to trail", "add \"sl\" or \"percentage_sl\"")
        }
        return AlertBracket(stop: stop, target: target, stopTrails: trails)
    }

    /// A level goes before dollars, and dollars before a percentage.
    private static func leg(
        _ reading: BracketReading, _ leg: BracketReading.Leg, _ name: String
    ) throws(Refusal) -> AlertBracket.Distance? {
        if let level = try reading.level(name, leg, zeroIsNone: true) { return level }
        if try reading.fields.level("dollar_\(name)", zeroIsNone: true) != nil {
            throw reading.fields.unsupported(
                "dollar_\(name)",
                "counts dollars, and what they are in ticks depends on the contract and its size",
                "send \"\(name)\" as a level, or 0 and a bracket in the rule")
        }
        return try reading.percent("percentage_\(name)", zeroIsNone: true)
    }
}
