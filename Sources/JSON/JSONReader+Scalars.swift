extension JSONReader {
    /// Checks a number by RFC 8259's grammar and leaves its text as it is.
    mutating func readNumber(_ text: Span<UInt8>) throws(JSONFault) -> JSONNode {
        let start = at
        var index = start
        if text[index] == Byte.minus { index += 1 }
        let whole = index
        index = skipDigits(from: index, text)
        guard index > whole else { throw minusFault(text) }
        guard text[whole] != Byte.zero || index == whole + 1 else {
            throw fault(.badNumber, at: start, "a number with a leading zero", in: text)
        }
        if index < text.count, text[index] == Byte.point {
            let decimals = index + 1
            index = skipDigits(from: decimals, text)
            guard index > decimals else {
                throw fault(.badNumber, at: start, "no digit after the decimal point", in: text)
            }
        }
        if index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
            index = try skipExponent(from: index, text)
        }
        guard index == text.count || !isWordPart(text[index]) else {
            throw fault(.badNumber, at: start, "not a number as JSON writes one", in: text)
        }
        at = index
        return JSONNode(
            kind: .number, start: UInt32(start), end: UInt32(index), next: UInt32(nodes.count + 1))
    }

    /// - Parameter index: Of the `e`; `at` is still the number's first byte.
    private func skipExponent(from index: Int, _ text: Span<UInt8>) throws(JSONFault) -> Int {
        var first = index + 1
        if first < text.count, text[first] == Byte.plus || text[first] == Byte.minus { first += 1 }
        let end = skipDigits(from: first, text)
        guard end > first else { throw fault(.badNumber, at: at, "no digit in the exponent", in: text) }
        var number: [UInt8] = []
        for index in at..<end { number.append(text[index]) }
        guard Numeral(number) != nil else {
            throw fault(.badNumber, at: at, "an exponent beyond ±\(Numeral.exponentMax)", in: text)
        }
        return end
    }

    private func skipDigits(from index: Int, _ text: Span<UInt8>) -> Int {
        var index = index
        while index < text.count, Byte.isDigit(text[index]) { index += 1 }
        return index
    }

    /// Reads `true`, `false`, `null` and, when taken, `NaN`.
    mutating func readWord(_ text: Span<UInt8>) throws(JSONFault) -> JSONNode {
        var end = at
        while end < text.count, isWordPart(text[end]) { end += 1 }
        let kind: JSONValue.Kind
        switch text[at] {
        case UInt8(ascii: "t") where isWord("true", until: end, text): kind = .bool
        case UInt8(ascii: "f") where isWord("false", until: end, text): kind = .bool
        case UInt8(ascii: "n") where isWord("null", until: end, text): kind = .null
        case UInt8(ascii: "N") where isNaNTaken && isWord("NaN", until: end, text): kind = .nan
        default: throw valueFault(until: end, text)
        }
        let count: UInt32 = text[at] == UInt8(ascii: "t") ? 1 : 0
        let start = UInt32(at)
        at = end
        return JSONNode(
            kind: kind, start: start, end: UInt32(end), next: UInt32(nodes.count + 1), count: count)
    }

    func isWord(_ word: String, until end: Int, _ text: Span<UInt8>) -> Bool {
        guard end - at == word.utf8.count else { return false }
        var index = at
        for byte in word.utf8 {
            guard text[index] == byte else { return false }
            index += 1
        }
        return true
    }

    /// What runs on from a number or a word without a break.
    func isWordPart(_ byte: UInt8) -> Bool {
        Byte.isLetter(byte) || Byte.isDigit(byte) || byte == UInt8(ascii: "_") || byte == Byte.point
            || byte == Byte.plus || byte == Byte.minus
    }
}
