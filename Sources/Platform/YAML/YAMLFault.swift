/// Where and why a text is not the YAML we take.
///
/// No value of the text enters it; keys do, shortened.
package struct YAMLFault: Error, Hashable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        /// No node at all: white space, comments, or a bare `---`.
        case empty
        /// More bytes than `YAMLLimits.bytesMax`.
        case tooLarge
        /// More levels than `YAMLLimits.depthMax`.
        case tooDeep
        /// More nodes than `YAMLLimits.nodesMax`.
        case tooMany
        /// Bytes that are no UTF-8, or a control character.
        case unreadable
        /// libyaml cannot make sense of it; `what` holds its words.
        case syntax
        /// `&name`: what is written once must be read once.
        case anchor
        /// `*name`.
        case alias
        /// `!tag`: a value's kind follows from where it stands.
        case tag
        /// `%YAML` or `%TAG`.
        case directive
        /// A second `---`.
        case secondDocument
        /// A key that its mapping already has, however it is quoted.
        case duplicateKey
        /// A key that is a mapping, a sequence, or empty.
        case badKey
        /// libyaml got no memory.
        case outOfMemory
    }

    package let kind: Kind
    /// From 1.
    package let line: Int
    /// From 1, in Unicode scalars; a byte order mark does not count.
    package let column: Int
    /// Path of the value being read, such as `rules[1].when.source`; nil at the top.
    package let key: String?
    /// What is wrong, in words.
    package let what: String

    package init(kind: Kind, line: Int, column: Int, key: String?, what: String) {
        self.kind = kind
        self.line = line
        self.column = column
        self.key = key
        self.what = what
    }
}

extension YAMLFault: CustomStringConvertible {
    package var description: String {
        let place = "line \(line), column \(column): \(what)"
        guard let key else { return place }
        return "\(place) (at \(key))"
    }
}
