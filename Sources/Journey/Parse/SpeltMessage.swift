import JSON

/// A message in one of the forms that are not JSON, spelt as an object of texts.
struct SpeltMessage {
    let form: MessageForm
    let json: [UInt8]
    /// The text without its secrets' values.
    let kept: [UInt8]
    /// Where each value stands in the text.
    let places: [String: TextPosition]

    /// One `key=value`, its value's place in the text's bytes.
    private struct Pair {
        let key: String
        let value: String
        let range: Range<Int>
    }

    /// Nil for what is JSON, or nothing that is known here.
    init?(_ body: [UInt8]) throws(Refusal) {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let bytes = body.starts(with: mark) ? Array(body.dropFirst(mark.count)) : body
        let spoken = Wrapping.trimmed(bytes[...])
        guard let first = spoken.first, !"{[\"".utf8.contains(first),
            spoken.contains(UInt8(ascii: "=")) || spoken.contains(UInt8(ascii: "(")),
            let text = String(validating: bytes, as: UTF8.self)
        else { return nil }
        guard let (form, pairs) = try Self.read(text) else { return nil }
        guard bytes.allSatisfy({ $0 >= 0x20 || [0x09, 0x0A, 0x0D].contains($0) }) else {
            throw Self.unreadable("holds a control character", "write plain text")
        }
        self.form = form
        json = JSONWriter.write { writer in
            writer.object { writer in
                for pair in pairs { writer.member(pair.key, pair.value) }
            }
        }
        places = Dictionary(
            pairs.map { ($0.key, TextPosition(of: $0.range.lowerBound, in: bytes.span)) },
            uniquingKeysWith: { _, last in last })
        let secrets = pairs.filter { SecretKeys.hold($0.key) && !$0.value.isEmpty }.map(\.range)
        kept = form == .call ? SecretKeys.cut(unread: bytes) : SecretKeys.replacing(secrets, in: bytes)
    }

    private static func read(_ text: String) throws(Refusal) -> (MessageForm, [Pair])? {
        if let call = try CallMessage(text) {
            let pairs = call.members.map { member in
                Pair(key: member.key, value: member.value, range: member.written.range(in: text))
            }
            return (.call, pairs)
        }
        let isSpaced = text.trimmingSpaces.contains { $0.isWhitespace }
        if text.contains(";") {
            guard isNamed(text[...]) else { return nil }
            return (.pairs, try pairs(text, by: { $0 == ";" }, lowercased: true))
        }
        if !isSpaced, text.contains("&") {
            guard isNamed(text[...]) else { return nil }
            return (.json, try formPairs(text))
        }
        guard text.split(whereSeparator: { $0.isWhitespace || $0 == "|" }).allSatisfy(isNamed) else {
            return nil
        }
        let found = try pairs(text, by: { $0.isWhitespace || $0 == "|" }, lowercased: false)
        let lines = text.split { $0.isNewline || $0 == "|" }.filter { !$0.allSatisfy(\.isWhitespace) }
        guard !text.contains("|"), lines.count <= 1 || !found.contains(where: { $0.key == "s" }) else {
            throw Refusal(
                .notSupported, reason: "several orders in one message",
                remedy:
                    "send each line as an alert of its own, without |: which of them failed could not be told else"
            )
        }
        return (.words, found)
    }

    /// Whether it begins as `key=` does.
    private static func isNamed(_ part: Substring) -> Bool {
        let spoken = part.drop { $0.isWhitespace }
        let name = spoken.prefix { ($0.isASCII && ($0.isLetter || $0.isNumber)) || $0 == "_" }
        return !name.isEmpty && name.first?.isLetter == true
            && spoken.dropFirst(name.count).drop { $0 == " " }.first == "="
    }

    private static func pairs(
        _ text: String, by isSeparator: (Character) -> Bool, lowercased: Bool
    ) throws(Refusal) -> [Pair] {
        var pairs: [Pair] = []
        for part in text.split(whereSeparator: isSeparator) where !part.allSatisfy(\.isWhitespace) {
            guard isNamed(part), let equals = part.firstIndex(of: "=") else {
                throw unreadable(
                    "has a part without key and value", "write key=value, and ; between them",
                    at: trimmed(part).position(in: text))
            }
            let key = String(part[..<equals]).trimmingSpaces
            let value = trimmed(part[part.index(after: equals)...])
            pairs.append(
                Pair(
                    key: lowercased ? key.asciiLowercased : key, value: String(value),
                    range: value.range(in: text)))
        }
        return pairs
    }

    /// `key=value&key=value`, percent-encoded.
    private static func formPairs(_ text: String) throws(Refusal) -> [Pair] {
        let written = Array(text.utf8)
        var found: [Pair] = []
        for pair in try pairs(text, by: { $0 == "&" }, lowercased: false) {
            guard let bytes = Wrapping.decoded(Array(pair.value.utf8)[...]),
                let value = String(validating: bytes, as: UTF8.self)
            else {
                throw unreadable(
                    "is no form: a percent sign is not followed by two digits", "send JSON",
                    at: TextPosition(of: pair.range.lowerBound, in: written.span))
            }
            if let left = LeftoverPlaceholder(in: bytes) {
                throw left.refusal.at(TextPosition(of: pair.range.lowerBound, in: written.span))
            }
            found.append(Pair(key: pair.key, value: value, range: pair.range))
        }
        return found
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var rest = text.drop { $0.isWhitespace }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }

    private static func unreadable(
        _ what: String, _ remedy: String, at place: TextPosition? = nil
    ) -> Refusal {
        Refusal(
            .bodyUnreadable, reason: "the message \(what)", remedy: remedy, line: place?.line,
            column: place?.column)
    }
}

extension Substring {
    /// Its place among the bytes of the text that it was cut from.
    func range(in text: String) -> Range<Int> {
        let start = text.utf8.distance(from: text.startIndex, to: startIndex)
        return start..<(start + utf8.count)
    }

    /// Where it begins in the text that it was cut from.
    func position(in text: String) -> TextPosition {
        TextPosition(of: range(in: text).lowerBound, in: Array(text.utf8).span)
    }
}
