/// One node of a document, and where it begins.
package struct YAMLNode: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        case scalar(YAMLScalar)
        case sequence([YAMLNode])
        /// In the text's order; no key comes twice.
        case mapping([YAMLMember])
    }

    /// From 1.
    package let line: Int
    /// From 1, in Unicode scalars. A value left out (`key:`) stands right after its colon.
    package let column: Int
    package let content: Content

    package init(line: Int, column: Int, content: Content) {
        self.line = line
        self.column = column
        self.content = content
    }

    package var scalar: YAMLScalar? {
        if case .scalar(let scalar) = content { scalar } else { nil }
    }

    package var sequence: [YAMLNode]? {
        if case .sequence(let nodes) = content { nodes } else { nil }
    }

    package var mapping: [YAMLMember]? {
        if case .mapping(let members) = content { members } else { nil }
    }

    /// The value under a key; nil when there is none or this is no mapping.
    package subscript(_ key: String) -> YAMLNode? {
        mapping?.first { $0.name == key }?.value
    }
}

/// A key of a mapping and what stands under it.
package struct YAMLMember: Hashable, Sendable {
    /// Always a scalar with text in it.
    package let key: YAMLNode
    package let value: YAMLNode

    package init(key: YAMLNode, value: YAMLNode) {
        self.key = key
        self.value = value
    }

    package var name: String { key.scalar?.text ?? "" }
}
