/// A message to paste into a TradingView alert.
///
/// The files in `alert-templates` are the same texts, and a test holds them to these: the program has them wherever it
/// stands.
package struct AlertTemplate: Sendable {
    /// The file's name.
    package let name: String
    package let dialect: Dialect
    /// Which kind of TradingView alert it is for.
    package let kind: String
    package let does: String
    package let text: String

    /// In place of the source's secret.
    package static let secret = "YOUR_SECRET"
    package static let all = native + brokers + others

    init(_ name: String, _ dialect: Dialect, for kind: String, does: String, text: String) {
        self.name = name
        self.dialect = dialect
        self.kind = kind
        self.does = does
        self.text = text
    }

    /// Whether the message has a place for the secret; else it stands in the URL.
    package var holdsSecret: Bool { text.contains(Self.secret) }

    /// The message with a mark of its own in its id, so that two alerts on one chart never name theirs alike.
    ///
    /// - Parameter mark: Letters and digits.
    package func text(marked mark: String) -> String {
        text.replacing("{{ticker}}-{{timenow}}", with: "{{ticker}}-{{timenow}}-\(mark)")
    }

    /// The template of that name, with its ending or without.
    package static func named(_ name: String) -> AlertTemplate? {
        all.first { $0.name == name || $0.name.prefix { $0 != "." } == name }
    }
}
