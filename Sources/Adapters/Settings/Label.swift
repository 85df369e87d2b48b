/// Words from the settings as a message may show them: short, with nothing in them that would upset a terminal.
enum Label {
    /// In quotation marks.
    static func quoted(_ text: String) -> String { "\"\(bare(text))\"" }

    static func bare(_ text: String, lengthMax: Int = 40) -> String {
        let scalars = text.unicodeScalars
        var label = String.UnicodeScalarView()
        for scalar in scalars.prefix(lengthMax) { label.append(isPrintable(scalar) ? scalar : "\u{FFFD}") }
        return String(label) + (scalars.count > lengthMax ? "…" : "")
    }

    /// An unknown key up to its first colon, in quotation marks: YAML takes `secret:abc` for a key.
    static func key(_ text: String) -> String {
        guard let colon = text.firstIndex(of: ":") else { return quoted(text) }
        return "\"\(bare(String(text[..<colon]))):…\""
    }

    static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            false
        default: true
        }
    }
}
