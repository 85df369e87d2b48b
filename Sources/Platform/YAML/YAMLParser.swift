import CYAML

/// libyaml's event parser over a copy of one text; deleted exactly once, with its input.
struct YAMLParser: ~Copyable {
    private let handle: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>
    /// The text without its byte order mark.
    private let text: [UInt8]

    /// - Throws: `YAMLFault` of kind `outOfMemory`.
    init(_ bytes: [UInt8]) throws(YAMLFault) {
        // libyaml would count the mark as a column, and so as an indentation.
        text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        handle = .allocate(capacity: 1)
        guard yaml_parser_initialize(handle) == 1 else {
            handle.deallocate()
            throw YAMLFault(kind: .outOfMemory, line: 1, column: 1, key: nil, what: "libyaml got no memory")
        }
        // One byte more, since libyaml asserts that there is an address even when there is no text.
        input = .allocate(capacity: text.count + 1)
        input.initialize(repeating: 0)
        _ = input.update(fromContentsOf: text)
        yaml_parser_set_encoding(handle, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(handle, input.baseAddress, text.count)
    }

    deinit {
        yaml_parser_delete(handle)
        handle.deallocate()
        input.deallocate()
    }

    /// - Throws: `YAMLFault` without a key; no further call may follow.
    mutating func next() throws(YAMLFault) -> YAMLEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(handle, &event) == 1 else { throw failure() }
        defer { yaml_event_delete(&event) }
        return translated(event)
    }

    private func translated(_ event: yaml_event_t) -> YAMLEvent {
        let mark = event.start_mark
        var hasAnchor = false
        var hasTag = false
        let kind: YAMLEvent.Kind
        switch event.type {
        case YAML_STREAM_START_EVENT: kind = .streamStart
        case YAML_DOCUMENT_START_EVENT:
            let start = event.data.document_start
            kind = .documentStart(
                hasDirectives: start.version_directive != nil
                    || start.tag_directives.start != start.tag_directives.end)
        case YAML_DOCUMENT_END_EVENT: kind = .documentEnd
        case YAML_ALIAS_EVENT: kind = .alias
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            hasAnchor = scalar.anchor != nil
            hasTag = scalar.tag != nil
            let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            kind = .scalar(
                YAMLScalar(text: String(decoding: bytes, as: UTF8.self), style: .init(scalar.style)))
        case YAML_SEQUENCE_START_EVENT:
            hasAnchor = event.data.sequence_start.anchor != nil
            hasTag = event.data.sequence_start.tag != nil
            kind = .sequenceStart
        case YAML_SEQUENCE_END_EVENT: kind = .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            hasAnchor = event.data.mapping_start.anchor != nil
            hasTag = event.data.mapping_start.tag != nil
            kind = .mappingStart
        case YAML_MAPPING_END_EVENT: kind = .mappingEnd
        default: kind = .streamEnd
        }
        return YAMLEvent(
            kind: kind, line: mark.line + 1, column: mark.column + 1, hasAnchor: hasAnchor, hasTag: hasTag)
    }

    /// libyaml's own words, which never quote the text, with the place it means.
    private func failure() -> YAMLFault {
        let parser = handle.pointee
        let problem = parser.problem.map { String(cString: $0) } ?? "not YAML"
        switch parser.error {
        case YAML_MEMORY_ERROR:
            return YAMLFault(kind: .outOfMemory, line: 1, column: 1, key: nil, what: "libyaml got no memory")
        case YAML_READER_ERROR:
            let place = place(ofByte: parser.problem_offset)
            return YAMLFault(
                kind: .unreadable, line: place.line, column: place.column, key: nil, what: problem)
        default:
            let mark = parser.problem_mark
            let place = place(of: mark)
            let isTab =
                String(decoding: text, as: UTF8.self).unicodeScalars.dropFirst(mark.index).first == "\t"
            let context = parser.context.map { String(cString: $0) + ": " } ?? ""
            return YAMLFault(
                kind: .syntax, line: place.line, column: place.column, key: nil,
                what: isTab ? "a tab; YAML indents with spaces" : context + problem)
        }
    }

    /// Line and column, from 1, of an offset into the text, counted as libyaml does.
    private func place(ofByte offset: Int) -> (line: Int, column: Int) {
        var (line, column) = (1, 1)
        var isAfterReturn = false
        for scalar in String(decoding: text.prefix(offset), as: UTF8.self).unicodeScalars {
            switch scalar {
            case "\n" where isAfterReturn: break
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": (line, column) = (line + 1, 1)
            default: column += 1
            }
            isAfterReturn = scalar == "\r"
        }
        return (line, column)
    }

    /// Line and column, from 1. libyaml ends every text with a line break of its own, and places what is
    /// missing behind that; we place it at the text's end.
    private func place(of mark: yaml_mark_t) -> (line: Int, column: Int) {
        let end = place(ofByte: text.count)
        return mark.line < end.line ? (mark.line + 1, mark.column + 1) : end
    }
}

extension YAMLScalar.Style {
    fileprivate init(_ style: yaml_scalar_style_t) {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: self = .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: self = .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: self = .literal
        case YAML_FOLDED_SCALAR_STYLE: self = .folded
        default: self = .plain
        }
    }
}
