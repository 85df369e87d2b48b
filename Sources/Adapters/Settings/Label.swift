/// Words from the settings as a message may show them: short, and nothing that would upset a terminal.
enum Label {
    /// In quotation marks.
    static func quoted(_ text: String) -> String { "\"\(bare(text))\"" }

    static func bare(_ text: String, lengthMax: Int = 40) -> String {
        let scalars = text.unicodeScalars
        var label = String.UnicodeScalarView()
        for scalar in scalars.prefix(lengthMax) { label.append(isPrintable(scalar) ? scalar : "\u{FFFD}") }
        return String(label) + (scalars.count > lengthMax ? "…" : "")
    }

    /// An unknown key in quotation marks, no further than its first word: to YAML, `secret:abc` is a key.
    static func key(_ text: String) -> String {
        let word = firstWord(of: text)
        return word.count == text.count ? quoted(text) : "\"\(bare(String(word)))…\""
    }

    static func firstWord(of text: String) -> Substring {
        text.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
    }

    static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            false
        default: true
        }
    }
}
