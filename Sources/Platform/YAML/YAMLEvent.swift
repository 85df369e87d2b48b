/// What libyaml's parser found next, free of its types.
struct YAMLEvent {
    enum Kind {
        case streamStart, streamEnd, documentEnd, alias, sequenceEnd, mappingEnd
        case documentStart(hasDirectives: Bool)
        case scalar(YAMLScalar)
        case sequenceStart, mappingStart
    }

    let kind: Kind
    /// From 1.
    let line: Int
    /// From 1, in Unicode scalars.
    let column: Int
    var hasAnchor = false
    var hasTag = false
}
