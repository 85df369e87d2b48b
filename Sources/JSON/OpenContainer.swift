/// What the reader knows of the container it is in, kept off the tape until another opens inside it.
struct OpenContainer {
    let kind: JSONValue.Kind
    /// On the tape; `JSONNode.none` outside of everything.
    let index: UInt32
    /// Tape index of the name or element being read; the container's own between two.
    var current: UInt32
    /// Members or elements begun so far.
    var count: UInt32 = 0
    /// One bit for each mark a name has had: a bit not yet set means that the name is new. All set
    /// after another container, since the bits were not kept.
    var marks: UInt64 = 0

    static let none = OpenContainer(kind: .null, index: JSONNode.none, current: JSONNode.none)
}
