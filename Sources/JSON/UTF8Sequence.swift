/// Well-formed UTF-8, by table 3-7 of the Unicode Standard.
enum UTF8Sequence {
    /// Length in bytes (1–4) of the scalar that starts at `index`; 0 when it is overlong, cut, a
    /// surrogate, above U+10FFFF, or no start at all.
    static func length(in text: Span<UInt8>, at index: Int) -> Int {
        let first = text[index]
        if first < 0x80 { return 1 }
        let (length, second) = shape(of: first)
        guard length > 0, index + length <= text.count, second.contains(text[index + 1]) else { return 0 }
        for offset in 2..<max(length, 2) where text[index + offset] & 0xC0 != 0x80 { return 0 }
        return length
    }

    /// How many bytes a first byte announces, and what the second may be.
    private static func shape(of first: UInt8) -> (length: Int, second: ClosedRange<UInt8>) {
        switch first {
        case 0xC2...0xDF: (2, 0x80...0xBF)
        case 0xE0: (3, 0xA0...0xBF)
        case 0xED: (3, 0x80...0x9F)
        case 0xE1...0xEF: (3, 0x80...0xBF)
        case 0xF0: (4, 0x90...0xBF)
        case 0xF1...0xF3: (4, 0x80...0xBF)
        case 0xF4: (4, 0x80...0x8F)
        default: (0, 0x80...0xBF)
        }
    }
}
