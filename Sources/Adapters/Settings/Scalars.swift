import Journey
import Trading
import YAML

/// Reads single values, strictly: nothing is guessed, nothing is converted.
enum Scalars {
    static func mapping(_ node: YAMLNode) throws(Objection) -> [YAMLMember] {
        guard let members = node.mapping else {
            throw Objection("is no mapping", remedy: "write keys and values under it, each as key: value")
        }
        return members
    }

    static func list(_ node: YAMLNode) throws(Objection) -> [YAMLNode] {
        guard let nodes = node.sequence else {
            throw Objection("is no list", remedy: "write [a, b], or a line with a dash for each")
        }
        return nodes
    }

    /// A text of one line with something in it.
    static func text(_ node: YAMLNode) throws(Objection) -> String {
        let scalar = try filled(node)
        guard scalar.text.unicodeScalars.allSatisfy(Label.isPrintable) else {
            throw Objection("holds a control character or a line break", remedy: "write it in one line")
        }
        return scalar.text
    }

    /// `true` or `false`, and none of YAML's other words for them.
    static func boolean(_ node: YAMLNode) throws(Objection) -> Bool {
        let scalar = try filled(node)
        guard ["true", "false"].contains(scalar.text) else {
            throw Objection("is neither true nor false", remedy: "write true or false")
        }
        try refuseQuotes(scalar)
        return scalar.text == "true"
    }

    /// A whole number in a range, in plain digits.
    static func whole(_ node: YAMLNode, in range: ClosedRange<Int64>) throws(Objection) -> Int64 {
        let scalar = try filled(node)
        let digits = scalar.text.hasPrefix("-") ? scalar.text.dropFirst() : scalar.text[...]
        guard !digits.isEmpty, digits.utf8.allSatisfy(isDigit) else {
            throw Objection("is no whole number", remedy: "write digits alone, \(span(range))")
        }
        guard digits == "0" || !digits.hasPrefix("0") else {
            throw Objection("has a leading zero", remedy: "write digits alone, \(span(range))")
        }
        try refuseQuotes(scalar)
        guard let number = Int64(scalar.text), range.contains(number) else {
            throw Objection("is \(Label.bare(scalar.text)), out of range", remedy: "write \(span(range))")
        }
        return number
    }

    /// A decimal of at most six places, in millionths; no sign, no exponent.
    static func millionths(_ node: YAMLNode, in range: ClosedRange<Int64>) throws(Objection) -> Int64 {
        let scalar = try filled(node)
        let allowed =
            "write a decimal from \(FixedPoint.text(range.lowerBound, digits: 6)) to "
            + "\(FixedPoint.text(range.upperBound, digits: 6)) with at most six places"
        let isPlain = scalar.text.utf8.allSatisfy { isDigit($0) || $0 == UInt8(ascii: ".") }
        guard isPlain, let units = FixedPoint.parse(scalar.text, digits: 6) else {
            throw Objection("is no such decimal", remedy: allowed)
        }
        try refuseQuotes(scalar)
        guard range.contains(units) else {
            throw Objection("is \(Label.bare(scalar.text)), out of range", remedy: allowed)
        }
        return units
    }

    /// Digits and a unit, `ms`, `s`, `m` or `h`; 1 s to 24 h.
    static func duration(_ node: YAMLNode) throws(Objection) -> Span {
        try duration(node, in: .seconds(1) ... .seconds(86_400), remedy: "write 1s to 24h")
    }

    static func duration(
        _ node: YAMLNode, in range: ClosedRange<Span>, remedy: String
    ) throws(Objection) -> Span {
        let text = try self.text(node)
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let factors: [Substring: Int64] = ["ms": 1_000, "s": 1_000_000, "m": 60_000_000, "h": 3_600_000_000]
        guard !digits.isEmpty, let factor = factors[text.dropFirst(digits.count)] else {
            throw Objection("is no duration", remedy: "write digits and ms, s, m or h, such as 30s")
        }
        guard let span = Int64(digits)?.checked(times: factor).map(Span.init(microseconds:)),
            range.contains(span)
        else {
            throw Objection("is \(Label.bare(text)), out of range", remedy: remedy)
        }
        return span
    }

    /// A time of day, `15:07:30` or `15:07`, in seconds after midnight.
    static func timeOfDay(_ node: YAMLNode) throws(Objection) -> Int64 {
        let scalar = try filled(node)
        guard let second = seconds(scalar.text) else {
            throw Objection(
                "is \(Label.quoted(scalar.text)), no time of day", remedy: "write \"15:07:30\", in quotes")
        }
        return second
    }

    /// `08:30-15:00`, or over midnight `17:00-09:30`; its end is left out.
    static func hours(_ node: YAMLNode) throws(Objection) -> DayHours {
        let text = try self.text(node)
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { seconds($0) }
        guard parts.count == 2, let from = parts[0], let until = parts[1],
            let hours = DayHours(from: from, until: until)
        else {
            throw Objection(
                "is \(Label.quoted(text)), no hours of a day",
                remedy: "write \"08:30-15:00\", in quotes, by Chicago's clock")
        }
        return hours
    }

    /// `15:07:30` or `15:07` in seconds after midnight.
    static func seconds(_ text: some StringProtocol) -> Int64? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in
            part.utf8.count == 2 && part.utf8.allSatisfy(isDigit) ? Int64(part) : nil
        }
        guard numbers.count == parts.count, numbers.count == 2 || numbers.count == 3, numbers[0] < 24,
            numbers.dropFirst().allSatisfy({ $0 < 60 })
        else { return nil }
        return numbers[0] * 3_600 + numbers[1] * 60 + (numbers.count == 3 ? numbers[2] : 0)
    }

    /// One of a few words.
    static func word<Word: RawRepresentable<String>>(
        _ node: YAMLNode, of words: [Word]
    ) throws(Objection) -> Word {
        let text = try self.text(node)
        guard let word = words.first(where: { $0.rawValue == text }) else {
            throw Objection(
                "is \(Label.quoted(text)), an unknown word",
                remedy: Spelling.remedy(for: text, among: words.map(\.rawValue)))
        }
        return word
    }

    private static func filled(_ node: YAMLNode) throws(Objection) -> YAMLScalar {
        guard let scalar = node.scalar else {
            throw Objection("is no single value", remedy: "write one value instead of a list or a mapping")
        }
        guard !scalar.isNull, !scalar.text.isEmpty else {
            throw Objection("has no value", remedy: "write one, or remove the key")
        }
        return scalar
    }

    private static func refuseQuotes(_ scalar: YAMLScalar) throws(Objection) {
        guard !scalar.isQuoted else { throw Objection("is in quotes", remedy: "remove the quotes") }
    }

    private static func span(_ range: ClosedRange<Int64>) -> String {
        "\(range.lowerBound) to \(range.upperBound)"
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }
}
