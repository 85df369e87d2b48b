/// Makes one tree of a parser's events and refuses what we do not take.
struct YAMLBuilder: ~Copyable {
    private var parser: YAMLParser
    private let limits: YAMLLimits
    /// Keys and indexes of what is being read, from the outermost.
    private var path: [String] = []
    private var nodes = 0
    private var depth = 0

    init(_ bytes: [UInt8], limits: YAMLLimits) throws(YAMLFault) {
        self.limits = limits
        parser = try YAMLParser(bytes)
    }

    /// The one node of the one document.
    mutating func build() throws(YAMLFault) -> YAMLNode {
        _ = try next()
        let start = try next()
        guard case .documentStart(let hasDirectives) = start.kind else {
            throw fault(.empty, at: start, "nothing to read")
        }
        guard !hasDirectives else { throw fault(.directive, at: start, "directives are not taken") }
        let first = try next()
        let root = try node(first)
        if let scalar = root.scalar, !scalar.isQuoted, scalar.text.isEmpty {
            throw fault(.empty, at: first, "nothing to read")
        }
        _ = try next()
        let end = try next()
        guard case .streamEnd = end.kind else {
            throw fault(.secondDocument, at: end, "only one document is read")
        }
        return root
    }

    private mutating func node(_ event: YAMLEvent) throws(YAMLFault) -> YAMLNode {
        nodes += 1
        guard nodes <= limits.nodesMax else {
            throw fault(.tooMany, at: event, "more than \(limits.nodesMax) keys and values")
        }
        guard !event.hasAnchor else { throw fault(.anchor, at: event, "anchors (`&`) are not taken") }
        guard !event.hasTag else { throw fault(.tag, at: event, "tags (`!`) are not taken") }
        let content: YAMLNode.Content
        switch event.kind {
        case .scalar(let scalar): content = .scalar(scalar)
        case .sequenceStart: content = .sequence(try elements(of: event))
        case .mappingStart: content = .mapping(try members(of: event))
        case .alias: throw fault(.alias, at: event, "aliases (`*`) are not taken; quote a text that has one")
        default: throw fault(.syntax, at: event, "a value is missing")
        }
        return YAMLNode(line: event.line, column: event.column, content: content)
    }

    private mutating func elements(of start: YAMLEvent) throws(YAMLFault) -> [YAMLNode] {
        try descend(start)
        defer { depth -= 1 }
        var elements: [YAMLNode] = []
        while true {
            let event = try next()
            if case .sequenceEnd = event.kind { return elements }
            path.append("[\(elements.count)]")
            elements.append(try node(event))
            path.removeLast()
        }
    }

    private mutating func members(of start: YAMLEvent) throws(YAMLFault) -> [YAMLMember] {
        try descend(start)
        defer { depth -= 1 }
        var members: [YAMLMember] = []
        var names: Set<[UInt8]> = []
        while true {
            let event = try next()
            if case .mappingEnd = event.kind { return members }
            let key = try self.key(event)
            path.append(Self.label(key.text))
            guard names.insert(Array(key.text.utf8)).inserted else {
                throw fault(.duplicateKey, at: event, "this key stands in its mapping twice")
            }
            let node = YAMLNode(line: event.line, column: event.column, content: .scalar(key))
            members.append(YAMLMember(key: node, value: try self.node(next())))
            path.removeLast()
        }
    }

    private mutating func key(_ event: YAMLEvent) throws(YAMLFault) -> YAMLScalar {
        switch event.kind {
        case .sequenceStart, .mappingStart: throw fault(.badKey, at: event, "a key is a text")
        default: break
        }
        guard let scalar = try node(event).scalar, !scalar.text.isEmpty else {
            throw fault(.badKey, at: event, "a key is missing")
        }
        return scalar
    }

    private mutating func descend(_ start: YAMLEvent) throws(YAMLFault) {
        let depthMax = min(limits.depthMax, 64)
        guard depth < depthMax else {
            throw fault(.tooDeep, at: start, "more than \(depthMax) levels deep")
        }
        depth += 1
    }

    private mutating func next() throws(YAMLFault) -> YAMLEvent {
        do {
            return try parser.next()
        } catch {
            throw YAMLFault(
                kind: error.kind, line: error.line, column: error.column, key: joinedPath, what: error.what)
        }
    }

    private func fault(_ kind: YAMLFault.Kind, at event: YAMLEvent, _ what: String) -> YAMLFault {
        YAMLFault(kind: kind, line: event.line, column: event.column, key: joinedPath, what: what)
    }

    private var joinedPath: String? {
        let joined = path.reduce("") { path, step in
            path.isEmpty || step.hasPrefix("[") ? path + step : path + "." + step
        }
        return joined.isEmpty ? nil : joined
    }

    /// A key cut to 40 characters, with nothing in it that would upset a log.
    private static func label(_ key: String) -> String {
        var label = String.UnicodeScalarView()
        for scalar in key.unicodeScalars.prefix(40) {
            label.append(isPrintable(scalar) ? scalar : "\u{FFFD}")
        }
        return String(label) + (key.unicodeScalars.count > 40 ? "…" : "")
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            false
        default: true
        }
    }
}
