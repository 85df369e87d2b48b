/// One YAML text as a tree in which every node knows its line and column.
///
/// A small YAML: one document, UTF-8, no anchors, aliases, tags or directives, keys that are texts and
/// come once. Plain scalars stay text, so `no` is no boolean and `010` no eight.
package struct YAMLDocument: Hashable, Sendable {
    package let root: YAMLNode

    /// - Throws: `YAMLFault` for the first thing that is wrong.
    package static func parse(
        _ bytes: [UInt8], limits: YAMLLimits = YAMLLimits()
    ) throws(YAMLFault) -> YAMLDocument {
        guard bytes.count <= limits.bytesMax else {
            let what = "\(bytes.count) bytes; at most \(limits.bytesMax) are read"
            throw YAMLFault(kind: .tooLarge, line: 1, column: 1, key: nil, what: what)
        }
        var builder = try YAMLBuilder(bytes, limits: limits)
        return YAMLDocument(root: try builder.build())
    }
}
