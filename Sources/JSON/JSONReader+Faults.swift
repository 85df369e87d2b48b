/// Words for what went wrong. None quotes a value: it may be a secret.
extension JSONReader {
    @inline(never)
    func fault(
        _ kind: JSONFault.Kind, at offset: Int, _ what: String, in text: Span<UInt8>
    ) -> JSONFault {
        let position = TextPosition(of: offset, in: text)
        return JSONFault(
            kind: kind, line: position.line, column: position.column, key: path(in: text), what: what)
    }

    /// The comma is missing, or something foreign stands in its place.
    func commaFault(_ end: UInt8, _ text: Span<UInt8>) -> JSONFault {
        switch text[at] {
        case Byte.quote, Byte.openBrace, Byte.openBracket, Byte.minus, Byte.zero...Byte.nine:
            return fault(.missingComma, at: at, "no comma before \(shown(text))", in: text)
        case let byte where Byte.isLetter(byte):
            return fault(.missingComma, at: at, "no comma before the next word", in: text)
        default:
            let due = Character(Unicode.Scalar(end))
            return unexpected("where `,` or `\(due)` is due", text)
        }
    }

    func endFault(_ end: UInt8, _ text: Span<UInt8>) -> JSONFault {
        fault(.truncated, at: at, "the text ends before `\(Character(Unicode.Scalar(end)))`", in: text)
    }

    func nameFault(_ text: Span<UInt8>) -> JSONFault {
        guard at < text.count else {
            return fault(.truncated, at: at, "the text ends where a name is due", in: text)
        }
        switch text[at] {
        case Byte.openBrace where at > 0 && text[at - 1] == Byte.openBrace:
            return fault(.unexpected, at: at - 1, "a placeholder `{{…}}` that nobody filled in", in: text)
        case Byte.comma: return unexpected("where a name is due", text)
        default: return unexpected("where a name in double quotes is due", text)
        }
    }

    func minusFault(_ text: Span<UInt8>) -> JSONFault {
        fault(.badNumber, at: at, "no digit after `-`", in: text)
    }

    func openStringFault(_ text: Span<UInt8>) -> JSONFault {
        fault(.unterminatedString, at: at, "a string without its closing quote", in: text)
    }

    @inline(never)
    func controlFault(at index: Int, _ text: Span<UInt8>) -> JSONFault {
        let isBreak = text[index] == Byte.lineFeed || text[index] == Byte.carriageReturn
        let what =
            isBreak
            ? "a line break inside a string; write it `\\n`" : "a raw control character inside a string"
        return fault(.controlCharacter, at: index, what, in: text)
    }

    /// - Parameter end: Offset after the letters and digits that start at `at`.
    func valueFault(until end: Int, _ text: Span<UInt8>) -> JSONFault {
        switch text[at] {
        case Byte.comma, Byte.closeBrace, Byte.closeBracket, Byte.colon:
            return fault(.missingValue, at: at, "\(shown(text)) where a value is due", in: text)
        case Byte.plus, Byte.point:
            let what = "a number starts with a digit or `-`"
            return fault(.badNumber, at: at, what, in: text)
        case let byte where Byte.isLetter(byte):
            let foreign = ["NaN", "nan", "Infinity", "undefined", "None", "nil", "na", "True", "False"]
            let known = foreign.first { isWord($0, until: end, text) }
            let word = known.map { "`\($0)` is no JSON value" }
            return fault(.bareWord, at: at, word ?? "text needs double quotes", in: text)
        default:
            return unexpected("where a value is due", text)
        }
    }

    private func unexpected(_ place: String, _ text: Span<UInt8>) -> JSONFault {
        guard UTF8Sequence.length(in: text, at: at) > 0 else {
            let isUTF16 = at == 0 && (text[0] == 0xFE || text[0] == 0xFF)
            return fault(.notUTF8, at: at, isUTF16 ? "UTF-16, not UTF-8" : "not UTF-8", in: text)
        }
        return fault(.unexpected, at: at, "\(shown(text)) \(place)", in: text)
    }

    /// The character at `at`, as a message may hold it.
    func shown(_ text: Span<UInt8>) -> String {
        var bytes: [UInt8] = []
        for index in at..<at + UTF8Sequence.length(in: text, at: at) { bytes.append(text[index]) }
        guard let scalar = String(decoding: bytes, as: UTF8.self).unicodeScalars.first else {
            return "a byte"
        }
        switch scalar {
        case "'": return "a single quote"
        case "\u{201C}", "\u{201D}", "\u{201E}": return "a curly quote"
        case "/": return "`/` (JSON has no comments)"
        case "!"..."~": return "`\(Character(scalar))`"
        default:
            let digits = String(scalar.value, radix: 16, uppercase: true)
            return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        }
    }

    /// Names and indexes of what is open, from the outermost; nil when nothing is.
    private func path(in text: Span<UInt8>) -> String? {
        var steps: [String] = []
        var (container, current, count) = (open.index, open.current, open.count)
        while container != JSONNode.none {
            let node = nodes[Int(container)]
            if current != container {
                let isArray = node.kind == .array
                steps.append(isArray ? "[\(count - 1)]" : label(of: nodes[Int(current)], in: text))
            }
            container = node.next
            guard container != JSONNode.none else { break }
            (current, count) = (nodes[Int(container)].end, nodes[Int(container)].count)
        }
        let path = steps.reversed().reduce("") { path, step in
            path.isEmpty || step.hasPrefix("[") ? path + step : path + "." + step
        }
        return path.isEmpty ? nil : path
    }

    /// A name cut to 40 characters, with nothing in it that would upset a log.
    private func label(of name: JSONNode, in text: Span<UInt8>) -> String {
        let whole = String(decoding: name.unescaped(from: text), as: UTF8.self).unicodeScalars
        var label = String.UnicodeScalarView()
        for scalar in whole.prefix(40) {
            label.append(scalar.properties.generalCategory.isPrintable ? scalar : "\u{FFFD}")
        }
        return String(label) + (whole.count > 40 ? "…" : "")
    }
}

extension Unicode.GeneralCategory {
    fileprivate var isPrintable: Bool {
        switch self {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            false
        default: true
        }
    }
}
