/// A part of a login: it can be used, never printed.
package struct Credential: Sendable, CustomStringConvertible, CustomReflectable {
    private let text: String

    package init(_ text: String) { self.text = text }

    /// The secret itself, for the login request alone.
    package func reveal() -> String { text }

    package var description: String { "<credential>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
