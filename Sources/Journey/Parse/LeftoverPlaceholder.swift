/// A `{{…}}` that TradingView did not replace: misspelt, or used inside a Pine `alert()` string.
struct LeftoverPlaceholder {
    let name: String
    private let line: Int
    private let column: Int
    private let key: String?

    init?(in body: [UInt8]) {
        let brace = UInt8(ascii: "{")
        guard let start = body.indices.dropLast().first(where: { body[$0] == brace && body[$0 + 1] == brace })
        else { return nil }
        // `{"extras":{{` is broken JSON and no placeholder: a name has to follow.
        guard start + 2 < body.count, Self.isNamePart(body[start + 2]) else { return nil }
        let rest = body[(start + 2)...].prefix(80).prefix { $0 != UInt8(ascii: "}") && $0 != 0x0A }
        name = String(decoding: rest, as: UTF8.self)
        let before = body[..<start]
        line = before.count { $0 == 0x0A } + 1
        let lineStart = (before.lastIndex(of: 0x0A) ?? -1) + 1
        column = String(decoding: body[lineStart..<start], as: UTF8.self).unicodeScalars.count + 1
        key = Self.key(before)
    }

    var refusal: Refusal {
        Refusal(
            .placeholderLeft, reason: "the placeholder {{\(name)}} was not replaced",
            remedy: "correct its spelling; inside a Pine alert() string no placeholder is replaced",
            line: line, column: column, key: key)
    }

    /// The last member name before the placeholder: the text in quotes in front of the last colon.
    private static func key(_ before: ArraySlice<UInt8>) -> String? {
        let quote = UInt8(ascii: "\"")
        guard let colon = before.lastIndex(of: UInt8(ascii: ":")),
            let end = before[..<colon].lastIndex(of: quote),
            let start = before[..<end].lastIndex(of: quote), end - start <= 41
        else { return nil }
        return String(decoding: before[(start + 1)..<end], as: UTF8.self)
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        (byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90) || byte == UInt8(ascii: " ")
    }
}
