/// Base64 as RFC 4648 has it: section 4 with padding, or section 5 (`url`) without.
package enum Base64 {
    private static let standard = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let urlSafe = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    private static let padding = UInt8(ascii: "=")

    package static func encode(_ bytes: [UInt8], url: Bool = false) -> String {
        let alphabet = url ? urlSafe : standard
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var start = 0
        while start < bytes.count {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | UInt32($1) } << (8 * (3 - group.count))
            for place in 0...group.count {
                text.append(alphabet[Int(bits >> (18 - 6 * place)) & 63])
            }
            if !url { text.append(contentsOf: repeatElement(padding, count: 3 - group.count)) }
            start += 3
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// - Returns: `nil` for a character outside the alphabet, padding that is missing or too much (with
    ///   `url`, any padding), and bits set beyond the last byte: one text per value, so none has two names.
    package static func decode(_ text: String, url: Bool = false) -> [UInt8]? {
        guard let digits = unpadded(Array(text.utf8), url: url), digits.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count * 3 / 4)
        var bits: UInt32 = 0
        var held = 0
        for digit in digits {
            guard let value = value(of: digit, url: url) else { return nil }
            bits = bits << 6 | value
            held += 6
            if held >= 8 {
                held -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> held))
                bits &= (1 << held) - 1
            }
        }
        return bits == 0 ? bytes : nil
    }

    private static func unpadded(_ text: [UInt8], url: Bool) -> ArraySlice<UInt8>? {
        if url { return text[...] }
        guard text.count.isMultiple(of: 4) else { return nil }
        let pads = text.suffix(2).reversed().prefix { $0 == padding }.count
        return text.dropLast(pads)
    }

    private static func value(of digit: UInt8, url: Bool) -> UInt32? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(digit - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(digit - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0")) + 52
        case UInt8(ascii: url ? "-" : "+"): 62
        case UInt8(ascii: url ? "_" : "/"): 63
        default: nil
        }
    }
}
