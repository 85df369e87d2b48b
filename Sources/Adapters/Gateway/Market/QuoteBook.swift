import JSON
import Trading

/// The quotes of every contract of one connection. A new connection starts an empty one: what changed between
/// two connections was never sent, so nothing of the old one can be trusted.
struct QuoteBook: Sendable {
    private(set) var quotes: [ContractID: MarketQuote] = [:]

    /// Merges one frame, and gives the whole quote.
    ///
    /// - Throws: `Unreadable` when the payload is no object; nothing changes then.
    mutating func merge(
        _ payload: JSONValue, of contract: ContractID, at steady: Timestamp
    ) throws(Unreadable) -> MarketQuote {
        let row = try Row(payload, "quote")
        var quote = quotes[contract] ?? MarketQuote(contract)
        if let symbol = row.value("symbol")?.string { quote.symbol = symbol }
        for field in MarketQuote.Field.allCases {
            guard let value = row.value(field.rawValue) else { continue }
            guard Self.take(value, as: field, into: &quote) else {
                quote.unreadable.insert(field)
                continue
            }
            quote.unreadable.remove(field)
            if [.bid, .ask, .last].contains(field) { quote.touchedAt = steady }
        }
        quotes[contract] = quote
        return quote
    }

    mutating func remove(_ contract: ContractID) { quotes[contract] = nil }

    /// Whether the value could be read.
    private static func take(
        _ value: JSONValue, as field: MarketQuote.Field, into quote: inout MarketQuote
    ) -> Bool {
        switch field {
        case .bid: set(&quote.bid, price(value))
        case .ask: set(&quote.ask, price(value))
        case .last: set(&quote.last, price(value))
        case .change: set(&quote.change, price(value))
        case .changePercent: set(&quote.changePercent, value.numberText.flatMap { Price(rounding: $0) })
        case .open: set(&quote.open, price(value))
        case .high: set(&quote.high, price(value))
        case .low: set(&quote.low, price(value))
        case .volume: set(&quote.volume, value.int64.flatMap { $0 >= 0 ? $0 : nil })
        case .lastUpdated: set(&quote.lastUpdated, value.string.flatMap { Timestamp($0) })
        case .timestamp: set(&quote.timestamp, value.string.flatMap { Timestamp($0) })
        }
    }

    private static func set<Value>(_ place: inout Value?, _ value: Value?) -> Bool {
        guard let value else { return false }
        place = value
        return true
    }

    /// Exact: a market price never needs more than nine decimals.
    private static func price(_ value: JSONValue) -> Price? { value.numberText.flatMap { Price($0) } }
}
