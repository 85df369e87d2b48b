/// A `{{…}}` that TradingView did not replace: misspelt, or used inside a Pine `alert()` string.
struct LeftoverPlaceholder {
    /// Nil where the text might be a secret that somebody put into braces.
    let name: String?
    private let line: Int
    private let column: Int
    private let key: String?

    init?(in body: [UInt8]) {
        // `{"extras":{{` is broken JSON and no placeholder: a name has to follow.
        guard let start = body.indices.dropLast(2).first(where: { Self.isPlaceholder(body[$0...]) }) else {
            return nil
        }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let before = body[(body.starts(with: mark) ? mark.count : 0)..<start]
        key = Self.key(before)
        name = key.map(SecretKeys.hold) == true ? nil : Self.name(body[(start + 2)...])
        line = before.count { $0 == 0x0A } + 1
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? before.startIndex
        column = String(decoding: body[lineStart..<start], as: UTF8.self).unicodeScalars.count + 1
    }

    var refusal: Refusal {
        let placeholder = name.map { "the placeholder {{\($0)}}" } ?? "a placeholder"
        let remedy =
            name.flatMap(Placeholders.example).map { "fill in the values that TradingView would (\($0))" }
            ?? "correct its spelling"
        return Refusal(
            .placeholderLeft, reason: "\(placeholder) was not replaced",
            remedy: remedy + "; inside a Pine alert() string no placeholder is replaced",
            line: line, column: column, key: key)
    }

    private static func isPlaceholder(_ rest: ArraySlice<UInt8>) -> Bool {
        let brace = UInt8(ascii: "{")
        guard rest.starts(with: [brace, brace]) else { return false }
        return rest.dropFirst(2).first { $0 != UInt8(ascii: " ") }.map(isNamePart) ?? false
    }

    /// The name as far as it is one, `strategy.order.id` or `plot("Stop")`: what follows it may be anything.
    private static func name(_ rest: ArraySlice<UInt8>) -> String? {
        let spoken = rest.drop { $0 == UInt8(ascii: " ") }
        let word = String(
            decoding: spoken.prefix { isNamePart($0) || $0 == UInt8(ascii: ".") }, as: UTF8.self)
        // Only the strategy's own placeholders are as long as a secret.
        guard word.utf8.count < SharedSecret.lengthMin || word.hasPrefix("strategy.") else { return nil }
        let after = spoken.dropFirst(word.utf8.count)
        guard let opening = [#"(""#, #"(\""#].first(where: { after.starts(with: $0.utf8) }) else {
            return String(word.prefix(60))
        }
        let title = after.dropFirst(opening.utf8.count)
            .prefix { $0 >= UInt8(ascii: " ") && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
        guard title.count < SharedSecret.lengthMin else { return word }
        return "\(word)(\"\(String(decoding: title, as: UTF8.self))\")"
    }

    /// The member whose value the place stands in; nil without one, or where it is as long as a secret.
    private static func key(_ before: ArraySlice<UInt8>) -> String? {
        var text: ArraySlice<UInt8>?
        var key: ArraySlice<UInt8>?
        var opening: Int?
        var isEscaped = false
        for index in before.indices {
            let byte = before[index]
            if let start = opening {
                if byte == UInt8(ascii: "\""), !isEscaped {
                    (text, opening) = (before[(start + 1)..<index], nil)
                }
                isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
            } else if byte == UInt8(ascii: "\"") {
                opening = index
            } else if byte == UInt8(ascii: ":") {
                key = text
            } else if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "{") {
                (text, key) = (nil, nil)
            }
        }
        guard let key, key.count < SharedSecret.lengthMin else { return nil }
        return String(decoding: key, as: UTF8.self)
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        (byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90) || (byte >= 48 && byte <= 57)
            || byte == UInt8(ascii: "_")
    }
}
