/// A key and its value at once; nil is written `null`, or left out with `ifPresent`.
extension JSONWriter {
    package mutating func member(_ name: String, _ text: String?) {
        key(name)
        if let text { value(text) } else { null() }
    }

    package mutating func member(_ name: String, _ whole: Int64?) {
        key(name)
        if let whole { value(whole) } else { null() }
    }

    package mutating func member(_ name: String, _ whole: Int?) {
        member(name, whole.map(Int64.init))
    }

    package mutating func member(_ name: String, _ truth: Bool?) {
        key(name)
        if let truth { value(truth) } else { null() }
    }

    /// - Parameter number: A number as JSON writes one.
    package mutating func member(_ name: String, number: String?) {
        key(name)
        if let number { self.number(number) } else { null() }
    }

    package mutating func member(_ name: String, ifPresent text: String?) {
        if let text { member(name, text) }
    }

    package mutating func member(_ name: String, ifPresent whole: Int64?) {
        if let whole { member(name, whole) }
    }

    package mutating func member(_ name: String, ifPresent whole: Int?) {
        if let whole { member(name, whole) }
    }

    package mutating func member(_ name: String, ifPresent truth: Bool?) {
        if let truth { member(name, truth) }
    }

    package mutating func member(_ name: String, numberIfPresent number: String?) {
        if let number { member(name, number: number) }
    }
}
