/// Walks a text once and lays its nodes on a tape.
///
/// It does not call itself: an open container's node holds its parent's index until it closes. The
/// text comes in with every call, since a stored property cannot hold a span.
struct JSONReader {
    let limits: JSONLimits
    let isNaNTaken: Bool
    var nodes: [JSONNode] = []
    /// Offset of the next byte to read.
    var at = 0
    /// The innermost container that is open.
    var open = OpenContainer.none
    private var depth = 0
    /// Names of the objects that have grown too wide to compare names pair by pair.
    var wideNames: Set<WideName> = []

    init(limits: JSONLimits, isNaNTaken: Bool) {
        self.limits = limits.bounded
        self.isNaNTaken = isNaNTaken
    }

    mutating func read(_ text: Span<UInt8>) throws(JSONFault) {
        guard text.count <= limits.bytesMax else {
            let what = "\(text.count) bytes; at most \(limits.bytesMax) are read"
            throw JSONFault(kind: .tooLarge, line: 1, column: 1, key: nil, what: what)
        }
        // Most texts hold a node every six bytes or fewer, so the tape seldom grows.
        nodes.reserveCapacity(min(text.count / 6 + 4, max(limits.nodesMax, 0)))
        at = TextPosition.byteOrderMarkLength(of: text)
        skipSpace(text)
        guard at < text.count else { throw fault(.empty, at: at, "nothing to read", in: text) }
        try readValue(text)
        while open.index != JSONNode.none {
            if open.kind == .object {
                try readMember(text)
            } else {
                try readElement(text)
            }
        }
        skipSpace(text)
        guard at == text.count else { throw fault(.trailingText, at: at, "text after the value", in: text) }
    }

    /// Reads a scalar whole, or the opening of a container.
    private mutating func readValue(_ text: Span<UInt8>) throws(JSONFault) {
        guard at < text.count else {
            throw fault(.truncated, at: at, "the text ends where a value is due", in: text)
        }
        switch text[at] {
        case Byte.quote: try append(readString(text), text)
        case Byte.minus, Byte.zero...Byte.nine: try append(readNumber(text), text)
        case Byte.openBrace: try openContainer(.object, text)
        case Byte.openBracket: try openContainer(.array, text)
        default: try append(readWord(text), text)
        }
    }

    private mutating func readMember(_ text: Span<UInt8>) throws(JSONFault) {
        guard try isContinued(until: Byte.closeBrace, text) else { return }
        guard at < text.count, text[at] == Byte.quote else { throw nameFault(text) }
        let start = at
        try appendName(readString(text), startingAt: start, text)
        skipSpace(text)
        guard at < text.count else { throw fault(.truncated, at: at, "the text ends after a name", in: text) }
        guard text[at] == Byte.colon else {
            throw fault(.missingColon, at: at, "no `:` after the name", in: text)
        }
        at += 1
        skipSpace(text)
        try readValue(text)
    }

    private mutating func readElement(_ text: Span<UInt8>) throws(JSONFault) {
        guard try isContinued(until: Byte.closeBracket, text) else { return }
        open.count += 1
        open.current = UInt32(nodes.count)
        try readValue(text)
    }

    /// Steps over what stands between two parts of a container, and closes it at its end.
    private mutating func isContinued(until end: UInt8, _ text: Span<UInt8>) throws(JSONFault) -> Bool {
        open.current = open.index
        skipSpace(text)
        guard at < text.count else { throw endFault(end, text) }
        if text[at] == end {
            close()
            return false
        }
        if open.count == 0 { return true }
        guard text[at] == Byte.comma else { throw commaFault(end, text) }
        let comma = at
        at += 1
        skipSpace(text)
        guard at < text.count else { throw endFault(end, text) }
        guard text[at] != end else {
            throw fault(.trailingComma, at: comma, "trailing comma before \(shown(text))", in: text)
        }
        return true
    }

    private mutating func openContainer(_ kind: JSONValue.Kind, _ text: Span<UInt8>) throws(JSONFault) {
        guard depth < limits.depthMax else {
            throw fault(.tooDeep, at: at, "more than \(limits.depthMax) levels deep", in: text)
        }
        let index = UInt32(nodes.count)
        try append(JSONNode(kind: kind, start: UInt32(at), end: index, next: open.index), text)
        if open.index != JSONNode.none {
            nodes[Int(open.index)].count = open.count
            nodes[Int(open.index)].end = open.current
        }
        open = OpenContainer(kind: kind, index: index, current: index)
        depth += 1
        at += 1
    }

    private mutating func close() {
        at += 1
        depth -= 1
        let index = Int(open.index)
        let parent = nodes[index].next
        nodes[index].end = UInt32(at)
        nodes[index].next = UInt32(nodes.count)
        nodes[index].count = open.count
        guard parent != JSONNode.none else {
            open = .none
            return
        }
        let node = nodes[Int(parent)]
        open = OpenContainer(kind: node.kind, index: parent, current: parent, count: node.count)
        open.marks = .max
    }

    mutating func append(_ node: JSONNode, _ text: Span<UInt8>) throws(JSONFault) {
        guard nodes.count < limits.nodesMax else {
            let what = "more than \(limits.nodesMax) names and values"
            throw fault(.tooMany, at: Int(node.start), what, in: text)
        }
        nodes.append(node)
    }

    mutating func skipSpace(_ text: Span<UInt8>) {
        var index = at
        while index < text.count, Byte.isSpace(text[index]) { index += 1 }
        at = index
    }
}
