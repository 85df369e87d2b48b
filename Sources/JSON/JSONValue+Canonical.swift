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
        case .string: JSONEscape.append(node.unescaped(from: document.bytes.span), to: &bytes)
        case .number: bytes += Numeral(numberBytes)?.normal ?? Array(numberBytes)
        case .bool: bytes += Array((node.count == 1 ? "true" : "false").utf8)
        case .null, .nan: bytes += Array("null".utf8)
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
        let present = members.filter { $0.value.kind != .nan }
        let sorted = present.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        bytes.append(Byte.openBrace)
        for (position, member) in sorted.enumerated() {
            if position > 0 { bytes.append(Byte.comma) }
            JSONEscape.append(member.key.utf8, to: &bytes)
            bytes.append(Byte.colon)
            member.value.appendCanonical(to: &bytes)
        }
        bytes.append(Byte.closeBrace)
    }
}
