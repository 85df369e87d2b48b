import JSON

/// Records as comma-separated values, RFC 4180: nested times with their names joined by a dot.
///
/// A cell of text that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay numbers.
enum CSV {
    /// How lines end by RFC 4180; the lists for a terminal end theirs as a terminal does.
    static let lineEnd = "\r\n"

    static func head(_ members: [String]) -> String { members.map(quoted).joined(separator: ",") }

    /// One record as a line without its end; an unreadable one is nil.
    static func line(_ record: [UInt8], _ members: [String]) -> String? {
        guard let root = (try? JSONDocument(record))?.root else { return nil }
        return members.map { quoted(cell($0, of: root)) }.joined(separator: ",")
    }

    private static func cell(_ member: String, of root: JSONValue) -> String {
        if let value = root[member] { return text(value) }
        let parts = member.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2, let value = root[parts[0]]?[parts[1]] else { return "" }
        return text(value)
    }

    private static func text(_ value: JSONValue) -> String {
        switch value.kind {
        case .null, .nan: ""
        case .string: harmless(value.string ?? "")
        case .number: value.numberText ?? ""
        case .bool: value.bool == true ? "true" : "false"
        // A bracket and an alert's own text may be anything: they stay JSON in one cell.
        case .object, .array: String(decoding: value.canonical(), as: UTF8.self)
        }
    }

    /// Text that begins as a formula does, and is no plain number, is kept from being one.
    private static func harmless(_ text: String) -> String {
        guard let first = text.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first),
            !isNumber(text)
        else { return text }
        return "'" + text
    }

    private static func isNumber(_ text: String) -> Bool {
        let digits = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
        let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }
    }

    private static func quoted(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { ",\"\n\r".unicodeScalars.contains($0) }) else {
            return text
        }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
