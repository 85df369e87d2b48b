import Journey
import Trading
import YAML

extension SettingsReader {
    /// What a size can follow from, with the keys that have no meaning beside it.
    private static let sizeKinds: [(key: String, useless: [String])] = [
        ("fixed", ["round", "min", "max", "convert"]), ("multiply", []), ("position", []),
        ("balance_per_contract", ["convert"]), ("risk", ["round", "min", "convert"]),
    ]

    mutating func readSize(_ target: Section) -> SizeRule {
        guard let section = report.section("size", of: target, keys: Keys.size) else { return .asAlerted }
        let contracts = { (node: YAMLNode) throws(Objection) in
            try Scalars.whole(node, in: 1...Self.numberMax)
        }
        let factor = { (node: YAMLNode) throws(Objection) in
            try Scalars.millionths(node, in: 1...1_000_000_000)
        }
        let kinds: [SizeRule.Kind?] = [
            report.optional("fixed", of: section, contracts).flatMap(Size.init).map { .fixed($0) },
            report.optional("multiply", of: section, factor).map { .multiply(millionths: $0) },
            report.optional("position", of: section, factor).map { .position(millionths: $0) },
            report.optional("balance_per_contract", of: section, Scalars.usd).map {
                .balance(perContract: $0)
            },
            report.optional("risk", of: section, Scalars.usd).map { .risk($0) },
        ]
        let rounding = report.optional("round", of: section) { (node) throws(Objection) in
            try Scalars.word(node, of: SizeRule.Rounding.allCases)
        }
        let least = report.optional("min", of: section, contracts).flatMap(Size.init)
        let most = report.optional("max", of: section, contracts).flatMap(Size.init)
        if let least, let most, least > most, let node = section["min"] {
            report.add(
                "\(section.path(to: "min")) is \(least.contracts), above max \(most.contracts)",
                remedy: "lower min, or raise max", at: node)
        }
        let converts = report.optional("convert", of: section, Scalars.boolean) ?? false
        let share = report.optional("exit_percent", of: section) { (node) throws(Objection) in
            try Scalars.steps(node, digits: 2, in: 1...10_000)
        }
        refuseUnclear(section, converts: converts)
        return SizeRule(
            kinds.compactMap { $0 }.first ?? SizeRule.asAlerted.kind, rounding: rounding ?? .down, min: least,
            max: most, converts: converts, exitShare: share)
    }

    /// A size follows from one thing, and only what means something stands beside that.
    private mutating func refuseUnclear(_ size: Section, converts: Bool) {
        let stated = Self.sizeKinds.filter { !size.lacks($0.key) }
        guard let first = stated.first else {
            guard size.lacks("exit_percent"), !converts else { return }
            return report.add(
                "\(size.path) has none of \(Self.sizeKinds.map(\.key).joined(separator: ", "))",
                remedy: "add one, such as multiply: 1, or remove size to trade as alerted", at: size.place)
        }
        if stated.count > 1, let node = size[first.key] {
            return report.add(
                "\(size.path) has both \(first.key) and \(stated[1].key)", remedy: "keep one of the two",
                at: node)
        }
        for key in first.useless {
            guard let node = size[key] else { continue }
            report.add(
                "\(size.path) has both \(first.key) and \(key)",
                remedy: "remove \(key): \(Self.why(key, beside: first.key))", at: node)
        }
    }

    private static func why(_ key: String, beside kind: String) -> String {
        switch (kind, key) {
        case ("fixed", "max"): "a fixed size has no cap"
        case ("risk", _): "the trade could then lose more than \(kind) says"
        default: "it changes nothing about \(kind)"
        }
    }
}
