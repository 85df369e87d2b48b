/// One value of a document: a cheap view that keeps the document alive.
package struct JSONValue: Sendable {
    package enum Kind: Hashable, Sendable {
        case null, bool, number, string, array, object
        /// A bare `NaN`, only where the document was read with `nanAsAbsent`.
        case nan
    }

    let document: JSONDocument
    /// On the tape.
    let index: Int

    var node: JSONNode { document.nodes[index] }

    package var kind: Kind { node.kind }
    package var isNull: Bool { node.kind == .null }

    /// From 1. Counted from the start of the text at each call.
    package var line: Int { position.line }
    /// From 1, in Unicode scalars. Counted from the start of the text at each call.
    package var column: Int { position.column }

    private var position: TextPosition { TextPosition(of: Int(node.start), in: document.bytes.span) }

    /// The whole document's bytes.
    package var text: [UInt8] { document.bytes }

    /// Where it stands in the document's bytes, quotes and brackets included.
    package var range: Range<Int> { Int(node.start)..<Int(node.end) }

    /// Members of an object, elements of an array, else 0.
    package var count: Int { kind == .object || kind == .array ? Int(node.count) : 0 }

    /// The member of that name, compared byte by byte; nil when there is none or this is no object.
    package subscript(_ key: String) -> JSONValue? {
        let node = node
        guard node.kind == .object else { return nil }
        var name = index + 1
        let end = Int(node.next)
        while name < end {
            if isNamed(key, name) { return JSONValue(document: document, index: name + 1) }
            name = Int(document.nodes[name + 1].next)
        }
        return nil
    }

    /// In the text's order; empty when this is no object.
    package var members: [(key: String, value: JSONValue)] {
        names.map { (document.text(of: $0), JSONValue(document: document, index: $0 + 1)) }
    }

    /// Tape indexes of an object's names.
    var names: [Int] {
        guard kind == .object else { return [] }
        var names: [Int] = []
        names.reserveCapacity(count)
        var name = index + 1
        while name < Int(node.next) {
            names.append(name)
            name = Int(document.nodes[name + 1].next)
        }
        return names
    }

    /// Empty when this is no array.
    package var elements: [JSONValue] {
        guard kind == .array else { return [] }
        var elements: [JSONValue] = []
        elements.reserveCapacity(count)
        var element = index + 1
        while element < Int(node.next) {
            elements.append(JSONValue(document: document, index: element))
            element = Int(document.nodes[element].next)
        }
        return elements
    }

    /// Unescaped; nil when this is no string.
    package var string: String? { kind == .string ? document.text(of: index) : nil }

    /// The number exactly as written; nil when this is none.
    package var numberText: String? {
        kind == .number ? String(decoding: numberBytes, as: UTF8.self) : nil
    }

    /// The whole number this is, however written (`2`, `2.0` and `2e0` are 2); nil when this is no
    /// number, has a fraction, or does not fit.
    package var int64: Int64? {
        guard kind == .number else { return nil }
        return plainInt64 ?? Numeral(numberBytes)?.int64
    }

    package var bool: Bool? { kind == .bool ? node.count == 1 : nil }

    var numberBytes: ArraySlice<UInt8> { document.bytes[Int(node.start)..<Int(node.end)] }

    /// The value of a number written as at most 18 characters, digits after an optional sign, else nil.
    var plainInt64: Int64? {
        let text = document.bytes.span.extracting(Int(node.start)..<Int(node.end))
        let isNegative = text[0] == Byte.minus
        guard text.count <= 18 else { return nil }
        var value: Int64 = 0
        for index in (isNegative ? 1 : 0)..<text.count {
            guard Byte.isDigit(text[index]) else { return nil }
            value = value &* 10 &+ Int64(text[index] &- Byte.zero)
        }
        return isNegative ? -value : value
    }

    private func isNamed(_ key: String, _ name: Int) -> Bool {
        let node = document.nodes[name]
        guard !node.isEscaped else { return document.textBytes(of: name).elementsEqual(key.utf8) }
        let (inside, wanted, text) = (node.inside, key.utf8.span, document.bytes.span)
        guard inside.count == wanted.count else { return false }
        for offset in wanted.indices where text[inside.lowerBound + offset] != wanted[offset] { return false }
        return true
    }
}
