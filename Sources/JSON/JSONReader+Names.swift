/// A member's name within its object.
struct WideName: Hashable {
    /// Tape index of the object.
    let object: UInt32
    /// Unescaped. Hashed with the process's own seed, so no text can be built to collide.
    let text: [UInt8]
}

extension JSONReader {
    /// Up to this many names are compared pair by pair; beyond it they go into a set.
    static let narrowMax = 16

    /// - Parameters:
    ///   - name: Tape index of the name just read, already counted in its object.
    ///   - start: Offset of its opening quote.
    mutating func refuseDuplicate(
        _ name: Int, startingAt start: Int, _ text: Span<UInt8>
    ) throws(JSONFault) {
        let count = Int(nodes[Int(open)].count)
        nodes[name].count = mark(of: name, text)
        let isDuplicate =
            count <= Self.narrowMax
            ? isAmongNarrow(name, text) : isAmongWide(name, isFirstWide: count == Self.narrowMax + 1, text)
        guard !isDuplicate else {
            throw fault(.duplicateKey, at: start, "this name stands in its object twice", in: text)
        }
    }

    private func isAmongNarrow(_ name: Int, _ text: Span<UInt8>) -> Bool {
        var other = Int(open) + 1
        while other < name {
            if nodes[other].count == nodes[name].count, isSameText(other, name, text) { return true }
            other = Int(nodes[other + 1].next)
        }
        return false
    }

    private mutating func isAmongWide(_ name: Int, isFirstWide: Bool, _ text: Span<UInt8>) -> Bool {
        var other = Int(open) + 1
        while isFirstWide, other < name {
            wideNames.insert(WideName(object: open, text: nodes[other].unescaped(from: text)))
            other = Int(nodes[other + 1].next)
        }
        return !wideNames.insert(WideName(object: open, text: nodes[name].unescaped(from: text))).inserted
    }

    /// A number that equal names share and different names seldom do.
    private func mark(of name: Int, _ text: Span<UInt8>) -> UInt32 {
        guard !nodes[name].isEscaped else { return Self.mark(nodes[name].unescaped(from: text).span) }
        return Self.mark(text.extracting(nodes[name].inside))
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
