import Trading

/// Autoview's `key=value` words: one order in a message.
///
/// Kept of its behaviour: an order is sent as it is; `c=position` with a side closes a position of that side.
///
/// Source: use.autoview.com, article 36684340009741.
enum AutoviewDialect: DialectReader {
    static let table = DialectTable(
        form: .words, taken: ["s", "b", "q", "p", "t", "c"], noted: ["e", "a"],
        refused: [
            "tp": "give the rule a bracket, or use a dialect that says what its number counts",
            "sl": "give the rule a bracket, or use a dialect that says what its number counts",
            "ts": "give the rule's bracket trailing: true, with stop_ticks",
            "delay": "leave it out, and let the alert fire when it is meant",
        ], entryOnly: ["p", "t", "tp", "sl", "ts", "delay"])

    static let labels = AlertLabels(actions: [.buy, .sell, .close, .cancel])

    static func claims(_ message: AlertFields) -> Bool {
        message.has("s") && (message.has("b") || message.has("c"))
    }

    static func read(_ fields: AlertFields) throws(Refusal) -> Alert {
        let symbol = try fields.symbol("s")
        let side: Side? = try fields.choice("b", ["buy": .buy, "long": .buy, "sell": .sell, "short": .sell])
        if let what = try fields.text("c") { return try close(fields, symbol, what, side) }
        guard let side else { throw fields.missing("b") }
        if try fields.text("q")?.hasSuffix("%") == true {
            throw fields.unsupported(
                "q", "is a percentage", "send whole contracts; a rule's own size may replace them")
        }
        var alert = Alert.entry(symbol, side, try fields.requiredSize("q"))
        alert.type = try fields.requiredChoice("t", ["market": .market, "limit": .limit, "stop": .stop])
        try fields.readPrice(into: &alert, limit: "p", stop: "p")
        if alert.type == .market { alert.price = try fields.level("p") }
        return alert
    }

    private static func cancel(_ fields: AlertFields, _ symbol: ChartSymbol) throws(Refusal) -> Alert {
        for key in ["b", "q", "p", "t"] where fields.has(key) {
            throw fields.unsupported(
                key, "picks some of the orders", "leave it out: every entry that waits is cancelled")
        }
        return Alert(symbol, .cancel, .cancel)
    }

    private static func close(
        _ fields: AlertFields, _ symbol: ChartSymbol, _ what: String, _ side: Side?
    ) throws(Refusal) -> Alert {
        let isOrder = what.asciiLowercased == "order"
        guard isOrder || what.asciiLowercased == "position" else {
            throw fields.invalid("c", "is \(what.prefix(40))", "use c=position or c=order")
        }
        if isOrder { return try cancel(fields, symbol) }
        let portion = try fields.portion("q")
        if let type = try fields.text("t"), type.asciiLowercased != "market" {
            throw fields.unsupported(
                "t", "is \(type.prefix(40))", "send t=market: a close leaves at the market")
        }
        var alert = Alert.exit(symbol, portion)
        if let side { alert.concerns = [Standing(side), .flat] }
        return alert
    }
}
