/// A member's name within its object.
struct WideName: Hashable {
    /// Tape index of the object.
    let object: UInt32
    /// Unescaped. Hashed with the process's own seed, so no text can be built to collide.
    let text: [UInt8]
}

extension JSONReader {
    /// Up to this many names are compared pair by pair; beyond it they go into a set.
    static let narrowMax = 48

    /// Puts a member's name on the tape unless its object already has it.
    ///
    /// - Parameter start: Offset of its opening quote.
    mutating func appendName(
        _ string: JSONNode, startingAt start: Int, _ text: Span<UInt8>
    ) throws(JSONFault) {
        var node = string
        node.count = mark(of: node, text)
        let name = nodes.count
        try append(node, text)
        open.count += 1
        open.current = UInt32(name)
        let bit: UInt64 = 1 << UInt64(truncatingIfNeeded: (node.count &* 0x9E37_79B1) >> 26)
        let isMaybe = open.marks & bit != 0
        open.marks |= bit
        let isDuplicate =
            open.count <= Self.narrowMax ? isMaybe && isAmongNarrow(name, text) : isAmongWide(name, text)
        guard !isDuplicate else {
            throw fault(.duplicateKey, at: start, "this name stands in its object twice", in: text)
        }
    }

    private func isAmongNarrow(_ name: Int, _ text: Span<UInt8>) -> Bool {
        let mark = nodes[name].count
        var other = Int(open.index) + 1
        while other < name {
            if nodes[other].count == mark, isSameText(other, name, text) { return true }
            other = Int(nodes[other + 1].next)
        }
        return false
    }

    private mutating func isAmongWide(_ name: Int, _ text: Span<UInt8>) -> Bool {
        var other = Int(open.index) + 1
        while open.count == Self.narrowMax + 1, other < name {
            wideNames.insert(WideName(object: open.index, text: nodes[other].unescaped(from: text)))
            other = Int(nodes[other + 1].next)
        }
        let wide = WideName(object: open.index, text: nodes[name].unescaped(from: text))
        return !wideNames.insert(wide).inserted
    }

    /// A number that equal names share and different names seldom do.
    private func mark(of name: JSONNode, _ text: Span<UInt8>) -> UInt32 {
        guard !name.isEscaped else { return Self.mark(name.unescaped(from: text).span) }
        return Self.mark(text.extracting(name.inside))
    }

    private static func mark(_ name: Span<UInt8>) -> UInt32 {
        guard !name.isEmpty else { return 0 }
        let ends = UInt32(name[0]) << 8 | UInt32(name[name.count - 1])
        return (ends << 8 | UInt32(name[name.count / 2])) ^ UInt32(truncatingIfNeeded: name.count) << 24
    }

    private func isSameText(_ one: Int, _ other: Int, _ text: Span<UInt8>) -> Bool {
        guard !nodes[one].isEscaped, !nodes[other].isEscaped else {
            return nodes[one].unescaped(from: text) == nodes[other].unescaped(from: text)
        }
        let (left, right) = (nodes[one].inside, nodes[other].inside)
        guard left.count == right.count else { return false }
        for offset in 0..<left.count
        where text[left.lowerBound + offset] != text[right.lowerBound + offset] {
            return false
        }
        return true
    }
}

extension JSONNode {
    /// A string's text in UTF-8.
    func unescaped(from text: Span<UInt8>) -> [UInt8] {
        JSONEscape.decoded(inside, of: text)
    }
}
