/// One parameter of a fault, as files name it.
struct FaultParameter: Sendable {
    enum Kind: Hashable, Sendable {
        /// A whole number; nil as default means that it may be left away.
        case whole(ClosedRange<Int64>, default: Int64?)
        case truth(default: Bool)
        case text(default: String?)
        case choice([String], default: String)
    }

    let name: String
    let kind: Kind

    /// As the table of the README shows it.
    var defaultText: String {
        switch kind {
        case .whole(_, let value): value.map { "\($0)" } ?? "none"
        case .truth(let value): "\(value)"
        case .text(let value): value ?? "none"
        case .choice(_, let value): value
        }
    }
}

/// The parameters of one fault: those that were given, and defaults for the rest.
struct FaultValues: Sendable {
    private var wholes: [String: Int64] = [:]
    private var truths: [String: Bool] = [:]
    private var texts: [String: String] = [:]

    init(_ parameters: [FaultParameter], from object: inout StrictObject) {
        for parameter in parameters {
            let name = parameter.name
            switch parameter.kind {
            case .whole(let range, let value): wholes[name] = object.whole(name, in: range) ?? value
            case .truth(let value): truths[name] = object.truth(name) ?? value
            case .text(let value): texts[name] = object.text(name) ?? value
            case .choice(let choices, let value):
                texts[name] = object.choice(name, of: choices.map { ($0, $0) }) ?? value
            }
        }
    }

    func number(_ name: String) -> Int { Int(wholes[name] ?? 0) }
    func whole(_ name: String) -> Int64? { wholes[name] }
    func truth(_ name: String) -> Bool { truths[name] ?? false }
    func text(_ name: String) -> String? { texts[name] }
}
