/// Writes one JSON value, compact, into an array of bytes.
///
/// A call that would not give JSON is a mistake of ours and stops the program: a value in an object
/// without its key, a second value at the top, a number that is none.
package struct JSONWriter: Sendable {
    /// What may come next.
    private enum Place {
        case root, ended, firstElement, nextElement, firstMember, nextMember, memberValue
    }

    package private(set) var bytes: [UInt8] = []
    private var place = Place.root

    package init() {}

    package static func write(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        // Most texts are longer than that, and few by much.
        writer.bytes.reserveCapacity(256)
        body(&writer)
        precondition(writer.place == .ended, "a JSON text is one value")
        return writer.bytes
    }

    package mutating func object<Failure: Error>(
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        try container(Byte.openBrace, .firstMember, Byte.closeBrace, body)
    }

    package mutating func array<Failure: Error>(
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        try container(Byte.openBracket, .firstElement, Byte.closeBracket, body)
    }

    /// Exactly one value follows.
    package mutating func key(_ name: String) {
        precondition(place == .firstMember || place == .nextMember, "a key stands only in an object")
        if place == .nextMember { bytes.append(Byte.comma) }
        JSONEscape.append(name, to: &bytes)
        bytes.append(Byte.colon)
        place = .memberValue
    }

    package mutating func value(_ text: String) {
        begin()
        JSONEscape.append(text, to: &bytes)
    }

    /// One string of several texts with a byte between each two.
    package mutating func value(_ texts: [String], separator: UInt8) {
        begin()
        bytes.append(Byte.quote)
        for (index, text) in texts.enumerated() {
            if index > 0 { bytes.append(separator) }
            JSONEscape.appendInside(text, to: &bytes)
        }
        bytes.append(Byte.quote)
    }

    /// A string whose text `write` appends; it holds nothing that JSON escapes.
    package mutating func plainText(_ write: (inout [UInt8]) -> Void) {
        begin()
        bytes.append(Byte.quote)
        write(&bytes)
        bytes.append(Byte.quote)
    }

    /// A number that `write` appends as JSON writes one.
    package mutating func plainNumber(_ write: (inout [UInt8]) -> Void) {
        begin()
        write(&bytes)
    }

    package mutating func value(_ whole: Int64) {
        begin()
        bytes.append(contentsOf: whole.description.utf8)
    }

    package mutating func value(_ whole: Int) { value(Int64(whole)) }

    package mutating func value(_ truth: Bool) {
        begin()
        bytes.append(contentsOf: (truth ? "true" : "false").utf8)
    }

    package mutating func null() {
        begin()
        bytes.append(contentsOf: "null".utf8)
    }

    /// - Parameter text: A number as JSON writes one, such as `21450.25`.
    package mutating func number(_ text: String) {
        let number = Array(text.utf8)
        precondition((try? JSONDocument(number).root.kind) == .number, "not a JSON number")
        begin()
        bytes.append(contentsOf: number)
    }

    /// - Parameter json: One value, already written.
    package mutating func raw(_ json: [UInt8]) {
        precondition(!json.isEmpty, "a raw value cannot be empty")
        begin()
        bytes.append(contentsOf: json)
    }

    private mutating func container<Failure: Error>(
        _ opening: UInt8, _ first: Place, _ closing: UInt8, _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        begin()
        let outside = place
        bytes.append(opening)
        place = first
        try body(&self)
        precondition(place != .memberValue, "a key without its value")
        bytes.append(closing)
        place = outside
    }

    /// Puts the comma in front of a value where one is due.
    private mutating func begin() {
        switch place {
        case .root: place = .ended
        case .firstElement: place = .nextElement
        case .nextElement: bytes.append(Byte.comma)
        case .memberValue: place = .nextMember
        case .firstMember, .nextMember: preconditionFailure("a value in an object needs its key")
        case .ended: preconditionFailure("a JSON text is one value")
        }
    }
}
