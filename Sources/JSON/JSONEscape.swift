/// Reads and writes what follows a backslash.
enum JSONEscape {
    static let letterU: UInt8 = 0x75

    /// Whether a backslash and this byte are a whole escape.
    static func isShort(_ letter: UInt8) -> Bool { meaning(of: letter) != nil }

    /// The byte that a backslash and a letter stand for.
    private static func meaning(of letter: UInt8) -> UInt8? {
        switch letter {
        case Byte.quote, Byte.backslash, Byte.slash: letter
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): Byte.lineFeed
        case UInt8(ascii: "r"): Byte.carriageReturn
        case UInt8(ascii: "t"): Byte.tab
        default: nil
        }
    }

    /// The UTF-16 unit of a `\uXXXX` that starts at `index`; nil when none does.
    static func unit(in text: Span<UInt8>, at index: Int) -> UInt32? {
        guard index + 6 <= text.count, text[index] == Byte.backslash, text[index + 1] == letterU else {
            return nil
        }
        var unit: UInt32 = 0
        for offset in 2..<6 {
            guard let digit = Byte.hex(text[index + offset]) else { return nil }
            unit = unit << 4 | digit
        }
        return unit
    }

    /// A checked string's text in UTF-8.
    ///
    /// - Parameter range: The bytes between the quotes, as `JSONReader.readString` has accepted them.
    static func decoded(_ range: Range<Int>, of text: Span<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            guard text[index] == Byte.backslash else {
                bytes.append(text[index])
                index += 1
                continue
            }
            if let byte = meaning(of: text[index + 1]) {
                bytes.append(byte)
                index += 2
            } else {
                bytes.append(contentsOf: scalar(in: text, at: &index).utf8)
            }
        }
        return bytes
    }

    /// The scalar of a `\uXXXX`, or of two that make a surrogate pair.
    private static func scalar(in text: Span<UInt8>, at index: inout Int) -> Unicode.Scalar {
        let replacement: Unicode.Scalar = "\u{FFFD}"
        guard let high = unit(in: text, at: index) else {
            index += 1
            return replacement
        }
        index += 6
        guard high & 0xFC00 == 0xD800, let low = unit(in: text, at: index) else {
            return Unicode.Scalar(high) ?? replacement
        }
        index += 6
        return Unicode.Scalar(0x10000 + (high & 0x3FF) << 10 + (low & 0x3FF)) ?? replacement
    }

    /// Appends a text between quotes, escaping only what JSON demands. Most texts hold nothing of that kind, and
    /// go over whole.
    static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(Byte.quote)
        appendInside(text, to: &bytes)
        bytes.append(Byte.quote)
    }

    /// The same without the quotes.
    static func appendInside(_ text: String, to bytes: inout [UInt8]) {
        guard isPlain(text.utf8.span) else { return appendEscaped(text.utf8, to: &bytes) }
        bytes.append(contentsOf: text.utf8)
    }

    private static func isPlain(_ text: Span<UInt8>) -> Bool {
        for index in text.indices {
            let byte = text[index]
            guard byte >= Byte.space, byte != Byte.quote, byte != Byte.backslash else { return false }
        }
        return true
    }

    static func append(_ text: some Sequence<UInt8>, to bytes: inout [UInt8]) {
        bytes.append(Byte.quote)
        appendEscaped(text, to: &bytes)
        bytes.append(Byte.quote)
    }

    private static func appendEscaped(_ text: some Sequence<UInt8>, to bytes: inout [UInt8]) {
        for byte in text {
            switch byte {
            case Byte.quote, Byte.backslash: bytes.append(contentsOf: [Byte.backslash, byte])
            case 0..<Byte.space: appendControl(byte, to: &bytes)
            default: bytes.append(byte)
            }
        }
    }

    private static func appendControl(_ byte: UInt8, to bytes: inout [UInt8]) {
        let letter: Unicode.Scalar? =
            switch byte {
            case 0x08: "b"
            case 0x0C: "f"
            case Byte.lineFeed: "n"
            case Byte.carriageReturn: "r"
            case Byte.tab: "t"
            default: nil
            }
        bytes.append(Byte.backslash)
        if let letter {
            bytes.append(UInt8(ascii: letter))
        } else {
            let digits = Array("0123456789abcdef".utf8)
            bytes.append(contentsOf: Array("u00".utf8))
            bytes.append(digits[Int(byte >> 4)])
            bytes.append(digits[Int(byte & 15)])
        }
    }
}
