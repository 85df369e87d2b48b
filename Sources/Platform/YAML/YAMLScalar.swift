/// A text and how it was written; what it means is for its reader to say.
package struct YAMLScalar: Hashable, Sendable {
    package enum Style: Hashable, Sendable {
        case plain, singleQuoted, doubleQuoted
        /// A block after `|`.
        case literal
        /// A block after `>`.
        case folded
    }

    /// Unescaped, unfolded, without the quotes.
    package let text: String
    package let style: Style

    package init(text: String, style: Style) {
        self.text = text
        self.style = style
    }

    /// Anything but plain: `"2"` is text where `2` may be a number.
    package var isQuoted: Bool { style != .plain }

    /// A value left out, or a plain `~` or `null`.
    package var isNull: Bool {
        style == .plain && ["", "~", "null", "Null", "NULL"].contains(text)
    }
}
