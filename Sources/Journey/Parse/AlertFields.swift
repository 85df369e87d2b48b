import JSON
import Trading

/// Reads the members of one alert, and refuses each bad one with its place, its key and a remedy.
///
/// Source of the number forms: TradingView's templates quote numbers or leave them bare, so `2`, `"2"`,
/// `"2.0"` and `" 2 "` are one number, and `1e3`, `0x2`, `1,250`, `NaN` and a size of `0.5` are none.
struct AlertFields {
    let root: JSONValue
    /// In front of each key that a refusal names: `takeProfit.` within that member.
    private let path: String
    /// Members that are read as if they were not there.
    private(set) var hidden: Set<String> = []
    /// Whether a symbol of a later month, `NQ2!`, names its product, as it does for an exit.
    var takesLaterMonths = false

    init(_ root: JSONValue, path: String = "") {
        self.root = root
        self.path = path
    }

    subscript(_ key: String) -> JSONValue? { hidden.contains(key) ? nil : root[key] }

    /// All that are not hidden.
    var members: [(key: String, value: JSONValue)] {
        hidden.isEmpty ? root.members : root.members.filter { !hidden.contains($0.key) }
    }

    mutating func hide(_ keys: Set<String>) { hidden.formUnion(keys) }

    func has(_ key: String) -> Bool { self[key] != nil }

    /// The members of an object inside; nil when absent or `null`.
    ///
    /// - Parameters:
    ///   - keys: All that it may have; a misspelt one would be a bracket or a size that is left out.
    ///   - usable: Those of them that a remedy may name; nil where each of them may be.
    func object(
        _ key: String, of keys: Set<String>, usable: [String]? = nil
    ) throws(Refusal) -> AlertFields? {
        guard let inner = try object(key) else { return nil }
        for (name, member) in inner.root.members where !keys.contains(name) {
            throw Refusal(
                .keyUnknown, reason: "\"\(name.prefix(40))\" is no key of \"\(path)\(key)\"",
                remedy: "use \((usable ?? Array(keys)).sorted().joined(separator: ", ")) alone there",
                line: member.line,
                column: member.column, key: inner.path + name.prefix(40))
        }
        return inner
    }

    /// The same, whatever is in it.
    func object(_ key: String) throws(Refusal) -> AlertFields? {
        guard let value = self[key], !value.isNull else { return nil }
        guard value.kind == .object else {
            throw invalid(value, key, "is no object", "write it in braces: {\"amount\": 10}")
        }
        return AlertFields(value, path: "\(path)\(key).")
    }

    /// The member's text without the white space around it; nil when absent, `null` or empty.
    func text(_ key: String, lengthMax: Int = 200) throws(Refusal) -> String? {
        guard let value = self[key], !value.isNull else { return nil }
        let written: String
        switch value.kind {
        case .string: written = value.string ?? ""
        case .number: written = value.numberText ?? ""
        case .nan: throw nothing(value, key)
        default: throw invalid(value, key, "is not a text", "put the text in quotes")
        }
        let text = written.trimmingSpaces
        guard text.utf8.count <= lengthMax else {
            throw invalid(value, key, "is longer than \(lengthMax) bytes", "shorten it")
        }
        return text.isEmpty ? nil : text
    }

    func required(_ key: String) throws(Refusal) -> String {
        guard let text = try text(key) else { throw missing(key) }
        return text
    }

    func missing(_ key: String) -> Refusal {
        Refusal(
            .keyMissing, reason: "the alert has no \"\(path)\(key)\"",
            remedy: "add \"\(path)\(key)\" to the alert's message", line: root.line, column: root.column,
            key: path + key)
    }

    /// A whole number of contracts or ticks; nil when absent.
    func whole(_ key: String) throws(Refusal) -> Int64? {
        guard let value = self[key], let text = try decimal(key) else { return nil }
        guard let whole = FixedPoint.parse(text, digits: 0) else {
            guard text.contains(".") else {
                throw invalid(value, key, "is too large: \(text.prefix(40))", "send a number that is meant")
            }
            throw invalid(
                value, key, "must be a whole number, and is \(text.prefix(40))",
                "send whole contracts or ticks: the venue takes no fractions")
        }
        return whole
    }

    /// An optional price: absent, `null`, `""` and `NaN` all mean that there is none.
    func price(_ key: String) throws(Refusal) -> Price? {
        guard let value = self[key], !isVoid(key), let text = try decimal(key) else { return nil }
        guard let price = Price(text) else {
            throw invalid(value, key, "is no price: \(text)", "send a plain decimal, as {{close}} writes it")
        }
        return price
    }

    func time(_ key: String) throws(Refusal) -> Timestamp? {
        guard let value = self[key], let text = try text(key) else { return nil }
        guard let time = Timestamp(text) else {
            throw invalid(
                value, key, "is no time: \(text)", "send {{timenow}}, which reads 2026-10-05T14:30:00Z")
        }
        return time
    }

    func position(_ key: String) throws(Refusal) -> StatedPosition? {
        guard let text = try text(key) else { return nil }
        switch text.asciiLowercased {
        case "long": return .long
        case "short": return .short
        case "flat": return .flat
        default: return try whole(key).map(StatedPosition.signed)
        }
    }

    func invalid(_ key: String, _ what: String, _ remedy: String) -> Refusal {
        invalid(self[key] ?? root, key, what, remedy)
    }

    private func invalid(_ value: JSONValue, _ key: String, _ what: String, _ remedy: String) -> Refusal {
        Refusal(
            .valueInvalid, reason: "\"\(path)\(key)\" \(what)", remedy: remedy, line: value.line,
            column: value.column, key: path + key)
    }

    /// The refusal of a key that its dialect does not have.
    func unknown(_ key: String, _ remedy: String) -> Refusal {
        let value = self[key] ?? root
        return Refusal(
            .keyUnknown, reason: "\"\(path)\(key.prefix(40))\" is no key of this dialect", remedy: remedy,
            line: value.line, column: value.column, key: path + key.prefix(40))
    }

    /// The refusal of what is well said and cannot be done here.
    func unsupported(_ key: String, _ what: String, _ remedy: String) -> Refusal {
        let value = self[key] ?? root
        return Refusal(
            .notSupported, reason: "\"\(path)\(key)\" \(what)", remedy: remedy, line: value.line,
            column: value.column, key: path + key)
    }

    /// Refuses what can be no number, whatever is written in it.
    func refuseOtherKinds(_ key: String) throws(Refusal) {
        guard let value = self[key] else { return }
        if value.kind == .nan { throw nothing(value, key) }
        guard [.bool, .array, .object].contains(value.kind) else { return }
        throw invalid(value, key, "is no number", "send a plain number, such as 1")
    }

    private func nothing(_ value: JSONValue, _ key: String) -> Refusal {
        invalid(value, key, "is NaN", "send a number: the plot or variable behind it is na")
    }

    /// The text of a plain decimal number, bare or quoted.
    private func decimal(_ key: String) throws(Refusal) -> String? {
        guard let value = self[key] else { return nil }
        try refuseOtherKinds(key)
        guard let text = try text(key) else { return nil }
        guard Self.isPlainDecimal(text) else {
            throw invalid(
                value, key, "is no plain number: \(text.prefix(40))",
                "send digits with at most one point: no exponent, no thousands separator")
        }
        return text
    }

    private static func isPlainDecimal(_ text: String) -> Bool {
        let unsigned = text.hasPrefix("-") ? text.dropFirst() : text[...]
        let parts = unsigned.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.isASCII && $0.isNumber } }
    }
}

extension String {
    /// Without spaces, tabs and line ends at both ends.
    var trimmingSpaces: String { String(self[...].trimmingSpaces) }
}

extension Substring {
    /// Without spaces, tabs and line ends at both ends.
    var trimmingSpaces: Substring {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0.isNewline }
        var rest = self
        while let first = rest.first, isSpace(first) { rest.removeFirst() }
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        return rest
    }
}
