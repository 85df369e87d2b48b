/// Where and why a text is not the JSON we take.
///
/// No value of the text enters it, since any of them may be a secret; member names do, shortened.
package struct JSONFault: Error, Hashable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        /// Nothing but white space.
        case empty
        /// More bytes than `JSONLimits.bytesMax`.
        case tooLarge
        /// More levels than `JSONLimits.depthMax`.
        case tooDeep
        /// More nodes than `JSONLimits.nodesMax`.
        case tooMany
        /// Overlong, cut, a surrogate or above U+10FFFF.
        case notUTF8
        /// A character that cannot stand there.
        case unexpected
        /// The text ends inside an object or array, or where a value is due.
        case truncated
        /// The text ends inside a string.
        case unterminatedString
        /// A backslash followed by what JSON does not know, or half a surrogate pair.
        case badEscape
        /// A raw character below U+0020 inside a string.
        case controlCharacter
        /// `01`, `.5`, `5.`, `+1`, `1e`, or an exponent beyond ±999 999 999.
        case badNumber
        /// A word that is not `true`, `false` or `null`: `NaN`, `undefined`, `None`…
        case bareWord
        /// A member name that its object already has, however it is escaped.
        case duplicateKey
        /// Something after the value.
        case trailingText
        /// Two members or elements with nothing between them.
        case missingComma
        /// A comma with nothing after it.
        case trailingComma
        /// A member name without `:` after it.
        case missingColon
        /// A comma or an end where a value is due.
        case missingValue
    }

    package let kind: Kind
    /// From 1; LF, CR LF and a lone CR each end a line.
    package let line: Int
    /// From 1, in Unicode scalars; a byte order mark does not count.
    package let column: Int
    /// Path of the member being read, such as `bracket.stop_ticks` or `legs[2].price`; nil at the top.
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

extension JSONFault: CustomStringConvertible {
    package var description: String {
        let place = "line \(line), column \(column): \(what)"
        guard let key else { return place }
        return "\(place) (at \(key))"
    }
}
