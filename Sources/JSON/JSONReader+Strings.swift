extension JSONReader {
    /// Checks a string from its opening quote to its closing one, and leaves its bytes where they are.
    mutating func readString(_ text: Span<UInt8>) throws(JSONFault) {
        var index = at + 1
        var isEscaped = false
        while index < text.count {
            let byte = text[index]
            if byte == Byte.quote {
                let node = JSONNode(
                    kind: .string, isEscaped: isEscaped, start: UInt32(at), end: UInt32(index + 1),
                    next: UInt32(nodes.count + 1))
                try append(node, text)
                at = index + 1
                return
            }
            if byte == Byte.backslash {
                isEscaped = true
                index += try escapeLength(at: index, text)
            } else if byte < Byte.space {
                throw controlFault(at: index, text)
            } else if byte < 0x80 {
                index += 1
            } else {
                let length = UTF8Sequence.length(in: text, at: index)
                guard length > 0 else { throw fault(.notUTF8, at: index, "not UTF-8", in: text) }
                index += length
            }
        }
        throw fault(.unterminatedString, at: at, "a string without its closing quote", in: text)
    }

    /// Bytes of the escape at `index`: 2, 6, or 12 for a surrogate pair.
    private func escapeLength(at index: Int, _ text: Span<UInt8>) throws(JSONFault) -> Int {
        guard index + 1 < text.count else {
            throw fault(.unterminatedString, at: at, "a string without its closing quote", in: text)
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
