import Trading

/// Alertatron's `NAME(SYMBOL) { command(argument=value); } #bot`: one market, limit, stop or close.
///
/// Kept of its behaviour: commands say what they do and nothing else, so an order is sent as it is. Several commands
/// run in order there; here the second would have to wait for the first one's fill, so they are refused.
///
/// Source: alertatron.com, basic concepts.
enum AlertatronDialect: DialectReader {
    static let table = DialectTable(
        form: .call, taken: ["symbol", "command", "side", "amount", "price", "then"], noted: ["name"],
        refused: [
            "offset": "send \"price\": an offset from the market is not followed here",
            "position": "send side and amount: the order's own contracts are counted here",
            "reduceOnly": "use close() for an exit",
        ], entryOnly: ["price", "offset", "reduceOnly"])

    static func claims(_ message: AlertFields) -> Bool { message.has("symbol") && message.has("command") }

    private static let types: KeyValuePairs = ["market": OrderType.market, "limit": .limit, "stop": .stop]

    static func refuseCommand(_ fields: AlertFields) throws(Refusal) {
        let command = try fields.required("command")
        if let next = try fields.text("then") {
            throw fields.unsupported(
                "command", "is \(command.prefix(40)), and \(next.prefix(40)) follows it",
                "send one command in each alert: the second would not wait for the first one's fill")
        }
        guard command != "close", !types.contains(where: { $0.key == command }) else { return }
        throw fields.unsupported(
            "command", "is \(command.prefix(40)), which is not done here",
            command == "cancel"
                ? "send the native {\"action\": \"cancel\"}, which takes back what waits in the product"
                : "use one of market, limit, stop, close")
    }

    static func read(_ fields: AlertFields) throws(Refusal) -> Alert {
        let symbol = try fields.symbol("symbol")
        let command = try fields.required("command")
        if command == "close" {
            guard !fields.has("amount") else {
                throw fields.unsupported(
                    "amount", "asks for a part", "use close(): all of the position is closed")
            }
            var alert = Alert(symbol, .close, .close)
            // The side is that of the closing order: a sell closes what is long.
            if let side: Side = try fields.choice("side", ["buy": .buy, "sell": .sell]) {
                alert.concerns = [Standing(side.opposite), .flat]
            }
            alert.unheeded = fields.saying(["price"])
            return alert
        }
        let type = try fields.requiredChoice("command", types)
        let side: Side = try fields.requiredChoice("side", ["buy": .buy, "sell": .sell])
        if try fields.text("amount")?.hasSuffix("%") == true {
            throw fields.unsupported(
                "amount", "is a percentage", "send whole contracts; a rule's own size may replace them")
        }
        var alert = Alert.entry(symbol, side, try fields.requiredSize("amount"))
        alert.type = type
        try fields.readPrice(into: &alert, limit: "price", stop: "price")
        if type == .market { alert.unheeded = fields.saying(["price"]) }
        return alert
    }
}
