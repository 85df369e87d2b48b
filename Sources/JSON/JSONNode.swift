/// One entry of the tape: a value, or a member's name followed by its value.
///
/// A container is followed by all it holds, so `next` steps over it whole.
struct JSONNode: Sendable {
    let kind: JSONValue.Kind
    /// A string with a backslash in it: its bytes are not yet its text.
    var isEscaped = false
    /// Offset of the first byte; of the opening quote for a string.
    let start: UInt32
    /// Offset after the last byte. While a container is still open: its `OpenContainer.current`.
    var end: UInt32
    /// Tape index after this node and all it holds. While a container is still open: its parent's index.
    var next: UInt32
    /// Members or elements of a container; `JSONReader.mark` of a member's name; 1 for `true`.
    var count: UInt32 = 0

    /// The parent of the outermost container.
    static let none = UInt32.max

    /// Offsets of a string's bytes between its quotes.
    var inside: Range<Int> { Int(start) + 1..<Int(end) - 1 }
}
