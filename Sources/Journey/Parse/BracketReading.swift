import Trading

/// Turns what a message says of stop loss and take profit into distances from its entry.
struct BracketReading {
    let fields: AlertFields
    let side: Side
    /// Where the entry stands as far as the message tells: the order's own price, else the chart's.
    let entry: Price?
    /// The key that would tell it.
    let entryKey: String

    enum Leg { case stop, target }

    init(_ fields: AlertFields, _ side: Side, entry: Price?, by entryKey: String = "price") {
        self.fields = fields
        self.side = side
        self.entry = entry
        self.entryKey = entryKey
    }

    /// A level on the right side of the entry.
    func level(_ key: String, _ leg: Leg, zeroIsNone: Bool = false) throws(Refusal) -> AlertBracket.Distance?
    {
        guard let level = try fields.level(key, zeroIsNone: zeroIsNone) else { return nil }
        return try distance(to: level, key, leg)
    }

    private func distance(to level: Price, _ key: String, _ leg: Leg) throws(Refusal) -> AlertBracket.Distance
    {
        let entry = try knownEntry(key)
        let isAbove = (leg == .target) == (side == .buy)
        let distance = isAbove ? level.nanos - entry.nanos : entry.nanos - level.nanos
        guard distance > 0 else {
            throw fields.invalid(
                key, "is \(level), which is not \(isAbove ? "above" : "below") the entry at \(entry)",
                "a \(side.rawValue) has its \(leg == .stop ? "stop loss" : "take profit") "
                    + "\(isAbove ? "above" : "below") the entry")
        }
        return .price(Price(nanos: distance))
    }

    /// A distance in the price's own unit.
    func offset(_ key: String) throws(Refusal) -> AlertBracket.Distance? {
        try fields.level(key).map { .price($0) }
    }

    /// A share of the entry's price, in per cent.
    func percent(_ key: String, zeroIsNone: Bool = false) throws(Refusal) -> AlertBracket.Distance? {
        guard let percent = try fields.level(key, zeroIsNone: zeroIsNone) else { return nil }
        guard percent.nanos < 100_000_000_000 else {
            throw fields.invalid(key, "is \(percent) per cent", "send less than 100")
        }
        let entry = try knownEntry(key)
        // Nine decimals each: the product has eighteen, and per cent take two more.
        let product = entry.nanos.multipliedFullWidth(by: percent.nanos)
        let distance = Int64(100_000_000_000).dividingFullWidth(product).quotient
        guard distance > 0 else {
            throw fields.invalid(key, "comes to nothing", "send more, or leave it out")
        }
        return .price(Price(nanos: distance))
    }

    private func knownEntry(_ key: String) throws(Refusal) -> Price {
        guard let entry, entry.nanos > 0 else {
            throw fields.unsupported(
                key, "is a level or a percentage, and the message tells no price to count from",
                "add \"\(entryKey)\": {{close}}; the venue takes distances from the fill alone")
        }
        return entry
    }
}
