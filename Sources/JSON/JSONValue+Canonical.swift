extension JSONValue {
    /// The one text of this value: equal values give equal bytes, whatever their spacing, the order of
    /// their members, their escapes, or the way their numbers are written (`1`, `1.0` and `10e-1` are one).
    ///
    /// Members go by the bytes of their names. A `.nan` counts as absent: such a member is left out, and
    /// such an element is `null`. The result is JSON again, and its own canonical text.
    package func canonical() -> [UInt8] {
        var bytes: [UInt8] = []
        appendCanonical(to: &bytes)
        return bytes
    }

    private func appendCanonical(to bytes: inout [UInt8]) {
        switch kind {
        case .object: appendMembers(to: &bytes)
        case .array: appendElements(to: &bytes)
        case .string: appendString(at: index, to: &bytes)
        case .number: appendNumber(to: &bytes)
        case .bool: bytes.append(contentsOf: (node.count == 1 ? "true" : "false").utf8)
        case .null, .nan: bytes.append(contentsOf: "null".utf8)
        }
    }

    private func appendElements(to bytes: inout [UInt8]) {
        bytes.append(Byte.openBracket)
        for (position, element) in elements.enumerated() {
            if position > 0 { bytes.append(Byte.comma) }
            element.appendCanonical(to: &bytes)
        }
        bytes.append(Byte.closeBracket)
    }

    private func appendMembers(to bytes: inout [UInt8]) {
        let present = names.filter { document.nodes[$0 + 1].kind != .nan }
        let sorted = present.map { (index: $0, text: document.textBytes(of: $0)) }
            .sorted { $0.text.lexicographicallyPrecedes($1.text) }
        bytes.append(Byte.openBrace)
        for (position, name) in sorted.enumerated() {
            if position > 0 { bytes.append(Byte.comma) }
            appendString(at: name.index, to: &bytes)
            bytes.append(Byte.colon)
            JSONValue(document: document, index: name.index + 1).appendCanonical(to: &bytes)
        }
        bytes.append(Byte.closeBrace)
    }

    /// A string without a backslash is written as it was: there was nothing in it to escape.
    private func appendString(at string: Int, to bytes: inout [UInt8]) {
        let node = document.nodes[string]
        if node.isEscaped {
            JSONEscape.append(document.textBytes(of: string), to: &bytes)
        } else {
            bytes.append(contentsOf: document.bytes[Int(node.start)..<Int(node.end)])
        }
    }

    private func appendNumber(to bytes: inout [UInt8]) {
        if let whole = plainInt64 {
            bytes.append(contentsOf: whole.description.utf8)
        } else {
            bytes.append(contentsOf: Numeral(numberBytes)?.normal ?? Array(numberBytes))
        }
    }
}
