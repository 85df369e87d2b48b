import JSON
import Trading

/// Reads the members of one JSON object, collects every fault, and knows which members nobody asked for.
struct StrictObject {
    private let value: JSONValue
    private let place: String
    private var asked: Set<String> = []
    private(set) var faults: [VenueFileFault] = []

    init(_ value: JSONValue, at place: String) {
        self.value = value
        self.place = place
        if value.kind != .object {
            fault(value, place, "no object", "write { … }")
        }
    }

    mutating func fault(_ value: JSONValue, _ place: String, _ what: String, _ remedy: String) {
        faults.append(
            VenueFileFault(
                line: value.line, column: value.column, place: place, what: what, remedy: remedy))
    }

    /// Reports a fault of a member, or of the object where it has no such member.
    mutating func fault(of name: String, _ what: String, _ remedy: String) {
        fault(value[name] ?? value, path(name), what, remedy)
    }

    mutating func take(_ other: [VenueFileFault]) { faults += other }

    func path(_ name: String) -> String { place.isEmpty ? name : place + "." + name }

    /// The member, unless it is absent or null.
    mutating func member(_ name: String) -> JSONValue? {
        asked.insert(name)
        guard let found = value[name], !found.isNull else { return nil }
        return found
    }

    mutating func text(_ name: String) -> String? {
        guard let found = member(name) else { return nil }
        guard let text = found.string else {
            fault(found, path(name), "no text", "write it in double quotes")
            return nil
        }
        return text
    }

    mutating func neededText(_ name: String) -> String {
        let text = text(name)
        if text?.isEmpty != false,
            value[name]?.string != nil || value[name] == nil || value[name]?.isNull == true
        {
            fault(of: name, "missing", "give it a text")
        }
        return text ?? ""
    }

    mutating func truth(_ name: String) -> Bool? {
        guard let found = member(name) else { return nil }
        guard let truth = found.bool else {
            fault(found, path(name), "neither true nor false", "write true or false without quotes")
            return nil
        }
        return truth
    }

    mutating func whole(_ name: String, in range: ClosedRange<Int64>) -> Int64? {
        guard let found = member(name) else { return nil }
        guard let number = found.int64, range.contains(number) else {
            fault(
                found, path(name), "no whole number from \(range.lowerBound) to \(range.upperBound)",
                "choose one in that range")
            return nil
        }
        return number
    }

    mutating func money(_ name: String) -> Money? {
        guard let found = member(name) else { return nil }
        guard let money = found.numberText.flatMap({ FixedPoint.parse($0, digits: 4) }) else {
            fault(found, path(name), "no amount", "write a number with at most four decimals, such as 50000")
            return nil
        }
        return Money(tenThousandths: money)
    }

    mutating func choice<Choice>(_ name: String, of choices: [(String, Choice)]) -> Choice? {
        guard let text = text(name) else { return nil }
        if let found = choices.first(where: { $0.0 == text }) { return found.1 }
        let list = choices.map(\.0).joined(separator: ", ")
        fault(of: name, "`\(text.prefix(40))` is none of its values", "use one of \(list)")
        return nil
    }

    /// Sets what a member chooses among the words of an enum; without the member it stays.
    mutating func choose<Choice: CaseIterable & RawRepresentable>(
        _ name: String, _ chosen: inout Choice
    ) where Choice.RawValue == String {
        if let choice = choice(name, of: Choice.allCases.map { ($0.rawValue, $0) }) { chosen = choice }
    }

    /// The elements of an array member with their places.
    mutating func elements(_ name: String) -> [(value: JSONValue, place: String)] {
        guard let found = member(name) else { return [] }
        guard found.kind == .array else {
            fault(found, path(name), "no array", "write [ … ]")
            return []
        }
        return found.elements.enumerated().map { ($0.element, path(name) + "[\($0.offset)]") }
    }

    /// Reports every member that was not asked for; the last call.
    mutating func finish() {
        let known = asked.sorted().joined(separator: ", ")
        for (key, member) in value.members where !asked.contains(key) {
            fault(member, path(String(key.prefix(40))), "unknown key", "use one of \(known)")
        }
    }
}
