import Journey
import Trading
import YAML

extension SettingsReader {
    /// How old the venue's word about a contract may be for an entry where the settings do not say.
    static let contractAgeMax = Span.seconds(86_400)

    /// Which month is traded for a symbol without one, and how long what the venue told of it counts.
    mutating func readRoll(_ top: Section) -> ContractPolicy {
        var policy = ContractPolicy(maxAge: Self.contractAgeMax)
        guard let node = top["roll"] else { return policy }
        let isMethod = node.mapping?.contains { Keys.rollMethod.contains($0.name) } ?? true
        guard !isMethod, let section = report.section("roll", of: top, keys: Keys.roll) else {
            policy.roll = readRollMethod(node, path: "roll") ?? policy.roll
            return policy
        }
        policy.roll = section["method"].flatMap { readRollMethod($0, path: "roll.method") } ?? policy.roll
        policy.maxAge = report.optional("max_age", of: section, Scalars.duration) ?? policy.maxAge
        for member in report.optional("roots", of: section, Scalars.mapping) ?? [] {
            let path = "roll.roots.\(Label.bare(member.name))"
            guard let symbol = ChartSymbol(member.name), symbol.expiry == nil else {
                report.add(
                    "\(path) is no futures root", remedy: "write a root such as CL", at: member.key)
                continue
            }
            policy.rolls[symbol.root] = readRollMethod(member.value, path: path)
        }
        return policy
    }

    /// `venue`, `volume`, or `{ days_before_expiry: 8 }`.
    mutating func readRollMethod(_ node: YAMLNode, path: String) -> RollMethod? {
        guard node.mapping != nil else {
            return report.value(path, at: node) { (node) throws(Objection) in
                let text = try Scalars.text(node)
                guard text == "venue" || text == "volume", let method = RollMethod(text) else {
                    throw Objection(
                        "is \(Label.quoted(text)), an unknown way to roll",
                        remedy: "write venue, volume, or { days_before_expiry: 8 }")
                }
                return method
            }
        }
        guard let section = report.section(node, path: path, keys: Keys.rollMethod) else { return nil }
        return report.required(
            RollMethod.daysBeforeExpiryWord, of: section, remedy: "add days_before_expiry: 8"
        ) { (node) throws(Objection) in
            RollMethod.daysBeforeExpiry(try Scalars.whole(node, in: 0...60))
        }
    }
}
