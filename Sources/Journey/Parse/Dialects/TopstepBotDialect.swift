import Trading

/// The messages of toini666/topstepbot.
///
/// Kept of its behaviour: a signal enters at the market with `stop` and `tp` as levels around `entry`; its size is
/// the bot's, here the rule's.
///
/// Source: toini666/topstepbot.
enum TopstepBotDialect: DialectReader {
    static let types = ["SIGNAL", "PARTIAL", "CLOSE", "MOVEBE", "SETUP"]

    static let table = DialectTable(
        taken: ["type", "ticker", "side", "entry", "stop", "tp", "strat", "quantity"], noted: ["timeframe"],
        entryOnly: ["entry", "stop", "tp"])

    static let labels = AlertLabels(
        interval: "timeframe", hasStrategy: true, actions: [.buy, .sell, .close, .breakeven])

    static func claims(_ message: AlertFields) -> Bool {
        message.has("ticker") && types.contains(message["type"]?.string?.asciiUppercased ?? "")
    }

    static func read(_ fields: AlertFields) throws(Refusal) -> Alert {
        let symbol = try fields.symbol("ticker")
        let type = try fields.required("type").asciiUppercased
        var alert: Alert
        switch type {
        case "SIGNAL": alert = try signal(fields, symbol)
        case "CLOSE":
            alert = Alert(symbol, .close, .close)
            alert.unheeded = fields.saying(["quantity"])
            if fields.has("side") { alert.concerns = [Standing(try side(fields)), .flat] }
        case "PARTIAL":
            guard let size = try fields.size("quantity") else {
                throw fields.unsupported(
                    "type", "is PARTIAL, whose share stands in the bot",
                    "send \"quantity\" with it, or native close with a size")
            }
            alert = Alert(symbol, .close, .reduce(nil), size: size)
            if fields.has("side") { alert.concerns = [Standing(try side(fields)), .flat] }
        case "MOVEBE":
            alert = Alert(symbol, .breakeven, .moveStop(.breakeven(ticks: 0)))
            if fields.has("side") { alert.concerns = [Standing(try side(fields)), .flat] }
        case "SETUP":
            throw fields.unsupported(
                "type", "is SETUP, which orders nothing", "send SIGNAL when it is to be traded")
        default: throw fields.invalid("type", "is \(type.prefix(40))", "use SIGNAL, PARTIAL, MOVEBE or CLOSE")
        }
        alert.strategy = try fields.text("strat") ?? "default"
        return alert
    }

    private static func side(_ fields: AlertFields) throws(Refusal) -> Side {
        try fields.requiredChoice("side", ["buy": .buy, "long": .buy, "sell": .sell, "short": .sell])
    }

    private static func signal(_ fields: AlertFields, _ symbol: ChartSymbol) throws(Refusal) -> Alert {
        let side = try side(fields)
        var alert = Alert.entry(symbol, side, try fields.size("quantity"))
        alert.price = try fields.level("entry")
        let reading = BracketReading(fields, side, entry: alert.price, by: "entry")
        alert.bracket = AlertBracket(
            stop: try reading.level("stop", .stop), target: try reading.level("tp", .target))
        return alert
    }
}
