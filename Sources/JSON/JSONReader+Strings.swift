extension JSONReader {
    /// Checks a string from its opening quote to its closing one, and leaves its bytes where they are.
    mutating func readString(_ text: Span<UInt8>) throws(JSONFault) -> JSONNode {
        let start = at
        var isEscaped = false
        var index = skipPlain(from: start + 1, text)
        while index < text.count, text[index] != Byte.quote {
            if text[index] == Byte.backslash { isEscaped = true }
            index = try skipPlain(from: index + partLength(at: index, text), text)
        }
        guard index < text.count else { throw openStringFault(text) }
        at = index + 1
        return JSONNode(
            kind: .string, isEscaped: isEscaped, start: UInt32(start), end: UInt32(index + 1),
            next: UInt32(nodes.count + 1))
    }

    /// Offset of the next byte that is a quote, a backslash, a control or beyond ASCII; most of a string
    /// goes by here.
    private func skipPlain(from index: Int, _ text: Span<UInt8>) -> Int {
        var index = index
        while index < text.count {
            let byte = text[index]
            guard byte &- Byte.space < 0x60, byte != Byte.quote, byte != Byte.backslash else { break }
            index &+= 1
        }
        return index
    }

    /// Bytes of the escape or the scalar at `index`.
    private func partLength(at index: Int, _ text: Span<UInt8>) throws(JSONFault) -> Int {
        if text[index] == Byte.backslash { return try escapeLength(at: index, text) }
        guard text[index] >= Byte.space else { throw controlFault(at: index, text) }
        let length = UTF8Sequence.length(in: text, at: index)
        guard length > 0 else { throw fault(.notUTF8, at: index, "not UTF-8", in: text) }
        return length
    }

    /// Bytes of the escape at `index`: 2, 6, or 12 for a surrogate pair.
    private func escapeLength(at index: Int, _ text: Span<UInt8>) throws(JSONFault) -> Int {
        guard index + 1 < text.count else {
            throw openStringFault(text)
        }
        guard !JSONEscape.isShort(text[index + 1]) else { return 2 }
        guard text[index + 1] == JSONEscape.letterU else {
            let what = "no such escape; a backslash itself is written `\\\\`"
            throw fault(.badEscape, at: index, what, in: text)
        }
        guard let unit = JSONEscape.unit(in: text, at: index) else {
            throw fault(.badEscape, at: index, "`\\u` needs four hexadecimal digits", in: text)
        }
        guard unit & 0xF800 == 0xD800 else { return 6 }
        guard unit < 0xDC00, let low = JSONEscape.unit(in: text, at: index + 6), low & 0xFC00 == 0xDC00 else {
            throw fault(.badEscape, at: index, "half a surrogate pair", in: text)
        }
        return 12
    }
}
