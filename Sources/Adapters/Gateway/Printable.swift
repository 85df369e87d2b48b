/// Makes words of the other side fit for a log line and a ledger row.
enum Printable {
    static let lengthMax = 300

    /// Control characters become spaces; past 300 characters the text is cut.
    static func clean(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(lengthMax) {
            let isControl = scalar.value < 0x20 || (scalar.value >= 0x7F && scalar.value < 0xA0)
            scalars.append(isControl ? " " : scalar)
        }
        return String(scalars)
    }

    /// Whether one text holds another, letters of ASCII compared without case.
    static func holds(_ text: String, _ wanted: String) -> Bool {
        let text = text.utf8.map(lowered)
        let wanted = wanted.utf8.map(lowered)
        guard !wanted.isEmpty, text.count >= wanted.count else { return wanted.isEmpty }
        return (0...(text.count - wanted.count)).contains { text[$0...].starts(with: wanted) }
    }

    static func areSame(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count && left.utf8.map(lowered) == right.utf8.map(lowered)
    }

    private static func lowered(_ byte: UInt8) -> UInt8 { byte >= 65 && byte <= 90 ? byte + 32 : byte }
}
