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
        ])

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
                "q", "is a percentage", "send whole contracts, or let the rule's size decide")
        }
        var alert = Alert.entry(symbol, side, try fields.requiredSize("q"))
        alert.type = try fields.requiredChoice("t", ["market": .market, "limit": .limit, "stop": .stop])
        try fields.readPrice(into: &alert, limit: "p", stop: "p")
        if alert.type == .market { alert.price = try fields.level("p") }
        return alert
    }

    private static func close(
        _ fields: AlertFields, _ symbol: ChartSymbol, _ what: String, _ side: Side?
    ) throws(Refusal) -> Alert {
        guard what.lowercased() == "position" else {
            throw fields.unsupported(
                "c", "is \(what.prefix(40)), which is not done by an alert here",
                "cancel by hand: alertbridge order cancel; c=position cancels the product's orders too")
        }
        if try fields.text("q") != nil {
            throw fields.unsupported(
                "q", "asks for a part of the position", "leave it out: all of it is closed")
        }
        if let type = try fields.text("t"), type.lowercased() != "market" {
            throw fields.unsupported(
                "t", "is \(type.prefix(40))", "send t=market: a close leaves at the market")
        }
        var alert = Alert(symbol, .close, .close)
        if let side { alert.concerns = [Standing(side), .flat] }
        return alert
    }
}
