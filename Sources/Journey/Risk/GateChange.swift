import JSON

/// What the gate is told about changing or cancelling an order that is at the venue already.
package struct GateChange: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable { case modify, cancel }

    package let kind: Kind
    /// Whether the change can lead to more exposure: a larger entry, or an entry at another price.
    package let addsExposure: Bool
    /// Why the order cannot be changed now; nil when it can.
    package let obstacle: String?
    /// What is to be done about that; nil where waiting helps.
    package let remedy: String?

    package init(kind: Kind, addsExposure: Bool, obstacle: String?, remedy: String? = nil) {
        self.kind = kind
        self.addsExposure = addsExposure
        self.obstacle = obstacle
        self.remedy = remedy
    }

    init?(_ json: JSONValue) {
        guard let kind = json["kind"]?.string.flatMap(Kind.init), let adds = json["adds_exposure"]?.bool
        else { return nil }
        self.init(
            kind: kind, addsExposure: adds, obstacle: json["obstacle"]?.string,
            remedy: json["remedy"]?.string)
    }

    func write(to writer: inout JSONWriter) {
        writer.member("kind", kind.rawValue)
        writer.member("adds_exposure", addsExposure)
        writer.member("obstacle", obstacle)
        writer.member("remedy", ifPresent: remedy)
    }
}

extension Check {
    /// Which changes of working orders a check is asked about.
    package enum Changes: Hashable, Sendable {
        /// Those that can add exposure, where the check is one for entries.
        case entries
        /// Every modification, and no cancel.
        case modifications
        /// Every change and every cancel, and nothing else.
        case only
        /// None.
        case none
    }

    func applies(to input: GateInput) -> Bool {
        guard let change = input.change else {
            return changes != .only && classes.contains(input.orderClass)
        }
        switch changes {
        case .only: return true
        case .modifications: return change.kind == .modify
        case .entries: return change.addsExposure && classes.contains(.entry)
        case .none: return false
        }
    }
}
