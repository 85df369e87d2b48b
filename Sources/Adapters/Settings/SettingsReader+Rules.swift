import Journey
import Trading
import YAML

/// A rule and the places in it that a later check may have to name.
struct PlacedRule {
    let rule: Rule
    let place: YAMLNode
    /// Where its condition, its order's type and its way to reverse stand.
    let when: YAMLNode?
    let order: YAMLNode?
    let reversal: YAMLNode?
    /// Where each target's size stands, or the target itself.
    let sizes: [YAMLNode]
}

/// The words of `resend_entries`.
enum ResendEntries: String, CaseIterable {
    case never
    case whileFresh = "while_fresh"
}

extension SettingsReader {
    mutating func readRules(_ top: Section) -> [PlacedRule] {
        // Whoever only copies trades by no alert of his own.
        guard !top.lacks("rules") || top.lacks("copies") else { return [] }
        guard let nodes = required("rules", of: top, Scalars.list) else { return [] }
        var rules: [PlacedRule] = []
        var names: Set<String> = []
        for (index, node) in nodes.enumerated() {
            guard let section = report.section(node, path: "rules[\(index)]", keys: Keys.rule) else {
                continue
            }
            let name = report.required("name", of: section, remedy: "add name: and a word for it", Self.name)
            if let name, let node = section["name"], !names.insert(name).inserted {
                report.add(
                    "\(section.path(to: "name")) is \(Label.quoted(name)), an earlier rule's name",
                    remedy: "give every rule a name of its own", at: node)
            }
            let condition = readCondition(section)
            let bracket = readBracket(section)
            let targets = readTargets(section, usual: bracket)
            let resend = report.optional("resend_entries", of: section) { (node) throws(Objection) in
                try Scalars.word(node, of: ResendEntries.allCases)
            }
            let life = report.optional("ttl", of: section, Scalars.duration)
            let order = readEntryOrder(section)
            let reversal = report.optional("reversal", of: section) { (node) throws(Objection) in
                try Scalars.word(node, of: Rule.Reversal.allCases)
            }
            guard let name, let condition, !targets.isEmpty else { continue }
            rules.append(
                PlacedRule(
                    rule: Rule(
                        name: name, when: condition, to: targets.map(\.value),
                        resendsEntries: resend == .whileFresh, entryLife: life, entryOrder: order,
                        reversal: reversal ?? .twoStep),
                    place: section["name"] ?? node, when: section["when"], order: section["order"],
                    reversal: section["reversal"],
                    sizes: targets.map(\.key)))
        }
        return rules
    }

    private mutating func readCondition(_ rule: Section) -> Rule.Condition? {
        if rule.lacks("when") {
            report.add(
                "\(rule.path(to: "when")) is missing",
                remedy: "add when: { source: … }, or when: {} to take every alert", at: rule.place)
        }
        let faults = report.count
        guard let section = report.section("when", of: rule, keys: Keys.condition) else { return nil }
        let condition = Rule.Condition(
            source: reference("source", to: "sources", of: section),
            ticker: report.optional("ticker", of: section, Self.symbol),
            strategy: report.optional("strategy", of: section, Scalars.text),
            action: report.optional("action", of: section) { (node) throws(Objection) in
                try Scalars.word(node, of: Alert.Action.allCases)
            },
            side: report.optional("side", of: section) { (node) throws(Objection) in
                try Scalars.word(node, of: Side.allCases)
            }, hours: report.optional("hours", of: section, Scalars.hours),
            interval: report.optional("interval", of: section, Self.interval), tags: readTags(section))
        // A part that could not be read would match everything, and shadow the rules below.
        return report.count == faults ? condition : nil
    }

    private static func symbol(_ node: YAMLNode) throws(Objection) -> ChartSymbol {
        let text = try Scalars.text(node)
        guard let symbol = ChartSymbol(text) else {
            throw Objection(
                "is \(Label.quoted(text)), which is no futures symbol",
                remedy: "use a continuous symbol (NQ1!), a dated one (MNQZ2026) or a root (MNQ)")
        }
        return symbol
    }
}
