/// A user name, key or token: it can be sent, never printed.
package struct GatewaySecret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    private let text: String

    package init(_ text: String) { self.text = text }

    package var description: String { "<secret>" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [:]) }

    /// The text itself, for the bytes of a request and nothing else.
    func reveal() -> String { text }

    /// A text in which every copy of the secret is replaced: the other side may quote what it was sent.
    ///
    /// Secrets below four characters are left alone: cutting them would spoil the text and guard nothing.
    func cut(from other: String) -> String {
        let secret = Array(text.utf8)
        guard secret.count >= 4 else { return other }
        let bytes = Array(other.utf8)
        var kept: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index...].starts(with: secret) {
                kept.append(contentsOf: description.utf8)
                index += secret.count
            } else {
                kept.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: kept, as: UTF8.self)
    }
}
