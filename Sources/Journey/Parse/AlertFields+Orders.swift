import JSON
import Trading

/// What orders are made of, read alike in every dialect.
extension AlertFields {
    /// A text in small letters; nil when absent or no text.
    func word(_ key: String) -> String? {
        self[key]?.string.map { $0.trimmingSpaces.asciiLowercased }
    }

    /// Whether a member is empty, `null` or `NaN`: what an optional price has that there is none of.
    func isVoid(_ key: String) -> Bool {
        guard let value = self[key], !value.isNull, value.kind != .nan else { return true }
        return ["", "nan", "null"].contains(word(key) ?? "-")
    }

    /// Whether a member is there and `null`, or a text of nothing.
    func isBlank(_ key: String) -> Bool {
        guard let value = self[key] else { return false }
        return value.isNull || word(key) == ""
    }

    /// Those of some keys that are there and say something.
    func saying(_ keys: [String]) -> [String] {
        keys.filter { self[$0].map(DialectTable.saysSomething) == true }
    }

    /// Whole contracts, 1 or more; nil when absent.
    func size(_ key: String) throws(Refusal) -> Size? {
        guard let contracts = try whole(key) else { return nil }
        guard let size = Size(contracts) else {
            throw invalid(
                key, "is \(contracts)",
                contracts > 0
                    ? "send fewer contracts: no order holds so many"
                    : "send 1 or more contracts; the action says which way")
        }
        return size
    }

    /// A part of a position: contracts, or per cent of it as `50%`.
    enum Portion {
        case contracts(Size)
        /// In hundredths of a percent, above zero; nil is all of it.
        case share(Int64?)
    }

    /// Nil when absent.
    func portion(_ key: String) throws(Refusal) -> Portion? {
        try refuseOtherKinds(key)
        guard let text = try text(key), text.hasSuffix("%") else {
            return try size(key).map(Portion.contracts)
        }
        return .share(try share(String(text.dropLast()).trimmingSpaces, key))
    }

    /// Per cent of a position as a plain number; nil is all of it.
    func share(_ text: String, _ key: String) throws(Refusal) -> Int64? {
        guard let share = FixedPoint.parse(text, digits: 2), share > 0, share <= 10_000 else {
            throw invalid(
                key, "is no part of a position: \(text.prefix(40))",
                "send above 0 and up to 100 per cent, with at most two decimals")
        }
        return share == 10_000 ? nil : share
    }

    func requiredSize(_ key: String) throws(Refusal) -> Size {
        guard let size = try size(key) else { throw missing(key) }
        return size
    }

    func symbol(_ key: String) throws(Refusal) -> ChartSymbol {
        let text = try required(key)
        guard let symbol = takesLaterMonths ? ChartSymbol.ofExit(text) : ChartSymbol(text) else {
            let place = invalid(key, "", "")
            let front = ChartSymbol.front(of: text)
            throw Refusal(
                .symbolUnresolved,
                reason: "\"\(key)\" is \(front == nil ? "no futures symbol" : "a later month"): "
                    + "\(text.prefix(40))",
                remedy: front.map { "use \($0): the venue trades the front month alone" }
                    ?? "use a continuous symbol (NQ1!), a dated one (MNQZ2026) or a root (MNQ)",
                line: place.line, column: place.column, key: key)
        }
        return symbol
    }

    /// What a command for whole accounts names: the product by whose rule they are found, or every product where it
    /// names none that can be read. Nothing that takes everything fails for its chart's symbol.
    func symbolOrEvery(_ key: String) -> ChartSymbol {
        (try? text(key)).flatMap(ChartSymbol.ofExit) ?? .every
    }

    /// One of a dialect's words, in any case; nil when absent.
    func choice<Value>(_ key: String, _ words: KeyValuePairs<String, Value>) throws(Refusal) -> Value? {
        guard let text = try text(key) else { return nil }
        let spoken = text.asciiLowercased
        guard let value = words.first(where: { $0.key == spoken })?.value else {
            let known = words.map(\.key).joined(separator: ", ")
            throw invalid(key, "is \(text.prefix(40))", "use one of \(known)")
        }
        return value
    }

    func requiredChoice<Value>(_ key: String, _ words: KeyValuePairs<String, Value>) throws(Refusal) -> Value
    {
        guard let value = try choice(key, words) else { throw missing(key) }
        return value
    }

    /// A switch, as `true`, `1`, `"yes"` and their opposites; nil when absent.
    func flag(_ key: String) throws(Refusal) -> Bool? {
        if let value = self[key], value.kind == .bool { return value.bool }
        return try choice(
            key,
            [
                "true": true, "1": true, "yes": true, "on": true, "false": false, "0": false, "no": false,
                "off": false,
            ])
    }

    /// A price above zero; 0 means none where a dialect's templates write it so.
    func level(_ key: String, zeroIsNone: Bool = false) throws(Refusal) -> Price? {
        guard let price = try price(key), !(zeroIsNone && price.nanos == 0) else { return nil }
        guard price.nanos > 0 else {
            throw invalid(key, "is \(price)", "send a price above zero, or leave it out")
        }
        return price
    }

    /// The first of several spellings that tells a price.
    func level(_ keys: [String]) throws(Refusal) -> Price? {
        for key in keys { if let price = try level(key) { return price } }
        return nil
    }

    /// The first of several spellings that tells a price other than 0.
    func positive(_ keys: [String]) throws(Refusal) -> Price? {
        for key in keys { if let price = try level(key, zeroIsNone: true) { return price } }
        return nil
    }

    func requiredLevel(_ key: String) throws(Refusal) -> Price {
        guard let price = try level(key) else { throw missing(key) }
        return price
    }

    /// The price of the order's own type, by the key that the dialect has for it.
    func readPrice(into alert: inout Alert, limit: String, stop: String) throws(Refusal) {
        if alert.type == .limit { alert.limitPrice = try requiredLevel(limit) }
        if alert.type == .stop { alert.stopPrice = try requiredLevel(stop) }
        alert.unheeded += unheededPrices(of: alert.type, limit: limit, stop: stop)
    }

    /// The prices beside an order of a type that has no use for them; `price` is the chart's at the market.
    func unheededPrices(of type: OrderType, limit: String, stop: String) -> [String] {
        let used = type == .limit ? limit : type == .stop ? stop : "price"
        return limit == stop ? [] : saying([limit, stop].filter { $0 != used })
    }

    /// Ticks above zero; nil when absent.
    func ticks(_ key: String) throws(Refusal) -> AlertBracket.Distance? {
        guard let count = try tickCount(key) else { return nil }
        guard count > 0 else { throw invalid(key, "is \(count)", "send 1 or more ticks, or leave it out") }
        return .ticks(Ticks(count))
    }

    /// A count of ticks; empty and `NaN` mean that there is none, as of a price.
    func tickCount(_ key: String) throws(Refusal) -> Int64? {
        guard !isVoid(key), let count = try whole(key) else { return nil }
        guard count.magnitude <= UInt64(Int32.max) else {
            throw invalid(key, "is \(count)", "send the distance from the entry, in ticks of the contract")
        }
        return count
    }

    func requiredPosition(_ key: String) throws(Refusal) -> StatedPosition {
        guard let position = try position(key) else { throw missing(key) }
        return position
    }

    /// The first of several spellings of a switch.
    func flag(_ keys: [String]) throws(Refusal) -> Bool? {
        for key in keys { if let flag = try flag(key) { return flag } }
        return nil
    }

    /// The exchange of its chart, where it stands in a member of its own.
    func readExchange(_ key: String, into alert: inout Alert) throws(Refusal) {
        guard let name = try text(key) else { return }
        guard ChartSymbol.isExchange(name) else {
            throw invalid(key, "is no exchange's name", "send {{exchange}}, or leave it out")
        }
        if ChartSymbol.isDelayed(exchange: name) { alert.isFeedDelayed = true }
        if !ChartSymbol.isFutures(exchange: name) { alert.foreignExchange = name }
    }
}
