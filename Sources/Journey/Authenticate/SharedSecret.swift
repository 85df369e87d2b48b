/// A secret that a source shares with its sender: it can be compared, never printed.
package struct SharedSecret: Sendable, CustomStringConvertible, CustomReflectable {
    /// 22 letters and digits hold 128 bits: fewer characters are refused.
    package static let lengthMin = 22
    package static let lengthMax = 128

    private let bytes: [UInt8]

    /// Nil unless the text is 22 to 128 of `A-Z a-z 0-9 . _ -`, so that it can stand in a path as it is.
    package init?(_ text: String) {
        guard text.utf8.count >= Self.lengthMin, text.utf8.count <= Self.lengthMax, HookPath.isName(text)
        else { return nil }
        bytes = Array(text.utf8)
    }

    /// Whether a text surely holds fewer than 128 bits: too short for the kinds of characters in it, or made of too few
    /// different ones. A drawn secret has at least 8, but for one in a thousand of 39 digits.
    package static func isWeak(_ text: String) -> Bool {
        let bytes = Set(text.utf8)
        let kinds: [(Range<UInt8>, Double)] = [(48..<58, 10), (65..<91, 26), (97..<123, 26)]
        let found = kinds.filter { kind, _ in bytes.contains(where: kind.contains) }
        let marks: Double = bytes.allSatisfy { byte in kinds.contains { $0.0.contains(byte) } } ? 0 : 3
        let isHexadecimal = found.count > 1 && text.allSatisfy(\.isHexDigit)
        let alphabet = isHexadecimal ? 16 : found.reduce(marks) { $0 + $1.1 }
        let strength = text.utf8.reduce(1.0) { product, _ in product * alphabet }
        return strength < 0x1p128 || bytes.count < 8
    }

    /// Whether most of a text follows from what stands before it: as a copy of six characters or more, or as letters
    /// and digits are counted up or down. Few of a million drawn secrets do.
    package static func isPredictable(_ text: String) -> Bool {
        let (text, stretchMin) = (Array(text.utf8), 6)
        var (drawn, index) = (0, 0)
        while index < text.count {
            let length = max(copy(at: index, in: text), counting(at: index, in: text))
            drawn += length < stretchMin ? 1 : 0
            index += length < stretchMin ? 1 : length
        }
        return drawn < text.count / 2
    }

    /// How long a stretch from there on stands earlier in the text as well.
    private static func copy(at index: Int, in text: [UInt8]) -> Int {
        (0..<index).map { start in zip(text[start...], text[index...]).prefix { $0 == $1 }.count }.max() ?? 0
    }

    /// How long a stretch from there on goes up, or down, by one from the character before it.
    private static func counting(at index: Int, in text: [UInt8]) -> Int {
        guard index > 0 else { return 0 }
        let steps = zip(text[(index - 1)...], text[index...]).map { Int($1) - Int($0) }
        return steps.prefix { $0 == steps[0] && abs($0) == 1 }.count
    }

    package var description: String { "<secret>" }
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// Takes as long whether the first byte differs or the last; only a differing length shows.
    package func matches(_ offered: [UInt8]) -> Bool {
        guard offered.count == bytes.count else { return false }
        return zip(bytes, offered).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// Whether both are the same.
    package func isSame(as other: SharedSecret) -> Bool { matches(other.bytes) }

    /// Whether the secret stands anywhere in a text that could not be read as an alert.
    ///
    /// Every position is compared to its end, so the time tells the text's length and nothing else.
    package func isContained(in text: [UInt8]) -> Bool {
        guard text.count >= bytes.count else { return false }
        var found = false
        for start in 0...(text.count - bytes.count) {
            var difference: UInt8 = 0
            for index in bytes.indices { difference |= bytes[index] ^ text[start + index] }
            found = found || difference == 0
        }
        return found
    }

    /// Whether a name begins as the secret does, for at least as many characters as a secret needs.
    package func isPrefix(of name: String) -> Bool {
        name.utf8.count >= Self.lengthMin && bytes.starts(with: name.utf8)
    }

    /// Whether a text quotes the secret, be it no more than its beginning.
    package func isQuoted(in text: String) -> Bool {
        text.firstRange(of: String(decoding: bytes.prefix(Self.quotedMin), as: UTF8.self)) != nil
    }

    /// Fewer characters than these may stand there by chance, and leave the secret unknown.
    private static let quotedMin = 8

    /// The text with every copy of the secret replaced by three asterisks.
    package func cut(from text: [UInt8]) -> [UInt8] {
        var kept: [UInt8] = []
        var index = 0
        while index < text.count {
            if index + bytes.count <= text.count, text[index..<(index + bytes.count)].elementsEqual(bytes) {
                kept += Array("***".utf8)
                index += bytes.count
            } else {
                kept.append(text[index])
                index += 1
            }
        }
        return kept
    }
}
