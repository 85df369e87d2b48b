import JSON

/// Where bridges keep the secret that a message carries.
enum SecretKeys {
    /// In the order in which they are asked for it: a message is believed by the first that it has.
    static let ordered = ["secret", "token", "apikey", "passphrase", "key"]
    /// What is cut out of whatever is kept, at any depth.
    static let all = Set(ordered + ["password", "api_key", "apiKey"])

    private static let folded = Set(all.map { $0.lowercased() })

    /// Whether a key, in any case, is one of them: what a slip of the hand wrote is a secret all the same.
    static func hold(_ key: String) -> Bool { folded.contains(key.lowercased()) }

    private static let stars = Array("***".utf8)
    private static let quotedStars = Array("\"***\"".utf8)

    /// The message's own bytes, each secret's value replaced.
    static func cut(from root: JSONValue) -> [UInt8] {
        // Escapes could spell a key or a secret another way: such a body is kept in its canonical form.
        let isEscaped = root.text.contains(UInt8(ascii: "\\"))
        let plain = isEscaped ? (try? JSONDocument(root.canonical()).root) ?? root : root
        var ranges: [Range<Int>] = []
        collect(plain, into: &ranges)
        return replacing(ranges, in: plain.text, by: quotedStars)
    }

    /// - Parameter ranges: In the text's order, none within another.
    static func replacing(_ ranges: [Range<Int>], in text: [UInt8], by mark: [UInt8] = stars) -> [UInt8] {
        var kept: [UInt8] = []
        var start = 0
        for range in ranges {
            kept += text[start..<range.lowerBound] + mark
            start = range.upperBound
        }
        return kept + text[start...]
    }

    private static func collect(_ value: JSONValue, into ranges: inout [Range<Int>]) {
        for element in value.elements { collect(element, into: &ranges) }
        for (key, member) in value.members {
            let isScalar = member.kind == .string || member.kind == .number
            if isScalar, hold(key) {
                ranges.append(member.range)
            } else {
                collect(member, into: &ranges)
            }
        }
    }

    /// A text that could not be taken apart: what stands behind such a key and `:` or `=` is cut, up to the next
    /// quote, separator or space.
    static func cut(unread text: [UInt8]) -> [UInt8] {
        var ranges: [Range<Int>] = []
        var index = 0
        while index < text.count {
            guard let name = name(at: index, in: text), let range = value(after: index + name, in: text)
            else {
                index += 1
                continue
            }
            if !range.isEmpty { ranges.append(range) }
            index = max(index + 1, range.upperBound)
        }
        return replacing(ranges, in: text)
    }

    /// How long the key is that begins there, as a whole word.
    private static func name(at index: Int, in text: [UInt8]) -> Int? {
        guard index == 0 || !isWord(text[index - 1]) else { return nil }
        let length = text[index...].prefix(while: isWord).count
        guard length > 0, length <= 10,
            hold(String(decoding: text[index..<(index + length)], as: UTF8.self))
        else { return nil }
        return length
    }

    private static func value(after end: Int, in text: [UInt8]) -> Range<Int>? {
        var index = end
        let skip: (Set<UInt8>) -> Void = { bytes in
            while index < text.count, bytes.contains(text[index]) { index += 1 }
        }
        let (space, quotes): (Set<UInt8>, Set<UInt8>) = ([0x20, 0x09, 0x0A, 0x0D], [0x22, 0x27])
        skip(space.union(quotes))
        guard index < text.count, text[index] == UInt8(ascii: ":") || text[index] == UInt8(ascii: "=") else {
            return nil
        }
        index += 1
        skip(space)
        let isQuoted = index < text.count && quotes.contains(text[index])
        skip(quotes)
        let ends = isQuoted ? quotes : quotes.union(space).union(",;&|(){}[]".utf8)
        let start = index
        while index < text.count, !ends.contains(text[index]) { index += 1 }
        return start..<index
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || (byte | 0x20 >= 97 && byte | 0x20 <= 122) || (byte >= 48 && byte <= 57)
    }
}
