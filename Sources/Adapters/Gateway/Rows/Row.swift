import JSON
import Trading

/// A JSON object of the venue, read member by member. Null and absent are the same: REST writes the one where
/// the hub writes the other.
struct Row: Sendable {
    private let object: JSONValue
    private let kind: String

    /// - Throws: `Unreadable` when the value is no object.
    init(_ value: JSONValue, _ kind: String) throws(Unreadable) {
        guard value.kind == .object else { throw Unreadable("\(kind): not an object") }
        object = value
        self.kind = kind
    }

    func value(_ name: String) -> JSONValue? {
        guard let value = object[name], !value.isNull else { return nil }
        return value
    }

    func whole(_ name: String) throws(Unreadable) -> Int64 {
        guard let number = try wholeIfPresent(name) else { throw missing(name) }
        return number
    }

    func wholeIfPresent(_ name: String) throws(Unreadable) -> Int64? {
        guard let value = value(name) else { return nil }
        guard let number = value.int64 else { throw wrong(name, "a whole number") }
        return number
    }

    func text(_ name: String) throws(Unreadable) -> String {
        guard let text = try textIfPresent(name) else { throw missing(name) }
        return text
    }

    func textIfPresent(_ name: String) throws(Unreadable) -> String? {
        guard let value = value(name) else { return nil }
        guard let text = value.string else { throw wrong(name, "a text") }
        return text
    }

    func truth(_ name: String) throws(Unreadable) -> Bool {
        guard let truth = try truthIfPresent(name) else { throw missing(name) }
        return truth
    }

    func truthIfPresent(_ name: String) throws(Unreadable) -> Bool? {
        guard let value = value(name) else { return nil }
        guard let truth = value.bool else { throw wrong(name, "true or false") }
        return truth
    }

    func price(_ name: String) throws(Unreadable) -> Price {
        guard let price = try priceIfPresent(name) else { throw missing(name) }
        return price
    }

    /// Rounded beyond nine decimals: averages may have more, and order prices never do.
    func priceIfPresent(_ name: String) throws(Unreadable) -> Price? {
        guard let value = value(name) else { return nil }
        guard let price = value.numberText.flatMap({ Price(rounding: $0) }) else {
            throw wrong(name, "a price")
        }
        return price
    }

    func money(_ name: String) throws(Unreadable) -> Money {
        guard let money = try moneyIfPresent(name) else { throw missing(name) }
        return money
    }

    func moneyIfPresent(_ name: String) throws(Unreadable) -> Money? {
        guard let value = value(name) else { return nil }
        guard let money = value.numberText.flatMap({ Money($0) }) else { throw wrong(name, "an amount") }
        return money
    }

    func time(_ name: String) throws(Unreadable) -> Timestamp {
        guard let time = Timestamp(try text(name)) else { throw wrong(name, "a time") }
        return time
    }

    func missing(_ name: String) -> Unreadable { Unreadable("\(kind): no \(name)") }
    func wrong(_ name: String, _ wanted: String) -> Unreadable {
        Unreadable("\(kind): \(name) is not \(wanted)")
    }
}
