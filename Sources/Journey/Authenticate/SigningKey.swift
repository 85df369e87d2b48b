/// A key with which a sender signs by the Standard Webhooks scheme: it can be used, never printed.
package struct SigningKey: Sendable, CustomStringConvertible, CustomReflectable {
    /// Bytes, as the scheme has it.
    package static let lengths = 24...64
    private static let prefix = "whsec_"

    private let base64: String

    /// Nil unless the text is `whsec_` and 24 to 64 bytes in base64 with its padding.
    package init?(_ text: String) {
        let digits = text.dropFirst(Self.prefix.count)
        let pads = digits.utf8.suffix(2).reversed().prefix { $0 == UInt8(ascii: "=") }.count
        guard text.hasPrefix(Self.prefix), digits.utf8.count.isMultiple(of: 4),
            Self.lengths.contains(digits.utf8.count / 4 * 3 - pads),
            digits.utf8.dropLast(pads).allSatisfy(Self.isDigit),
            Self.endsClean(digits.utf8.dropLast(pads).last, pads: pads)
        else { return nil }
        base64 = String(digits)
    }

    /// The key in base64, for the check of a signature alone.
    package func reveal() -> String { base64 }

    package var description: String { "<signing key>" }
    package var customMirror: Mirror { Mirror(self, children: []) }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122)
            || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/")
    }

    /// Whether the last digit has no bit set beyond the last byte.
    private static func endsClean(_ last: UInt8?, pads: Int) -> Bool {
        guard let last else { return false }
        switch pads {
        case 1: return "AEIMQUYcgkosw048".utf8.contains(last)
        case 2: return "AQgw".utf8.contains(last)
        default: return true
        }
    }
}
