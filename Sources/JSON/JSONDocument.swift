/// A text that has been read: its bytes, and a flat tape of nodes that point into them.
///
/// Strict RFC 8259. Numbers stay text, so nothing is rounded; a name that its object already has is a
/// fault at every depth. A byte order mark in front is skipped.
package struct JSONDocument: Sendable {
    package let bytes: [UInt8]
    let nodes: [JSONNode]

    /// - Parameter nanAsAbsent: Takes a bare `NaN`, which Pine writes for `na`, as a value of kind `.nan`.
    /// - Throws: `JSONFault` for the first thing that is wrong.
    package init(
        _ bytes: [UInt8], limits: JSONLimits = JSONLimits(), nanAsAbsent: Bool = false
    ) throws(JSONFault) {
        var reader = JSONReader(limits: limits, isNaNTaken: nanAsAbsent)
        try reader.read(bytes.span)
        self.bytes = bytes
        nodes = reader.nodes
    }

    package var root: JSONValue { JSONValue(document: self, index: 0) }

    func text(of string: Int) -> String {
        String(decoding: textBytes(of: string), as: UTF8.self)
    }

    /// UTF-8 of the string or name at a tape index; copied only when it has escapes.
    func textBytes(of string: Int) -> ArraySlice<UInt8> {
        let node = nodes[string]
        guard node.isEscaped else { return bytes[node.inside] }
        return node.unescaped(from: bytes.span)[...]
    }
}
