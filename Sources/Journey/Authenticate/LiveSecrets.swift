/// The secrets by which a source's sender is believed: one, two while they are changed, none where he signs.
package struct LiveSecrets: Sendable, CustomStringConvertible, CustomReflectable {
    private let secrets: [SharedSecret]

    /// - Parameter next: The one that takes over; both hold until it stands alone.
    package init(_ secret: SharedSecret?, next: SharedSecret? = nil) {
        secrets = [secret, next].compactMap(\.self)
    }

    package var description: String { "<secrets>" }
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// Whether it is one of them; each is compared, whichever fits.
    package func matches(_ offered: [UInt8]) -> Bool {
        secrets.reduce(false) { found, secret in
            let isThis = secret.matches(offered)
            return found || isThis
        }
    }

    /// Whether one of them stands anywhere in a text that could not be read as an alert.
    package func isContained(in text: [UInt8]) -> Bool {
        secrets.reduce(false) { found, secret in
            let isThere = secret.isContained(in: text)
            return found || isThere
        }
    }

    /// Whether a name begins as one of them does, for at least as many characters as a secret needs.
    package func isPrefix(of name: String) -> Bool { secrets.contains { $0.isPrefix(of: name) } }

    /// Whether a text quotes one of them, be it no more than its beginning.
    package func isQuoted(in text: String) -> Bool { secrets.contains { $0.isQuoted(in: text) } }

    /// The text with every copy of each replaced by three asterisks.
    package func cut(from text: [UInt8]) -> [UInt8] { secrets.reduce(text) { $1.cut(from: $0) } }

    package func cut(from text: String) -> String {
        let bytes = Array(text.utf8)
        return isContained(in: bytes) ? String(decoding: cut(from: bytes), as: UTF8.self) : text
    }
}
