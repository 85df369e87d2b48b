import Journey
import Trading
import YAML

extension SettingsReader {
    /// The accounts that follow a rule, each with the place of its size.
    ///
    /// - Parameter bracket: The rule's, for each that has none of its own.
    mutating func readTargets(_ rule: Section, usual bracket: Bracket?) -> [Named<Rule.Target>] {
        let remedy = "add to: and at least one { account: … }"
        guard let nodes = report.required("to", of: rule, remedy: remedy, Scalars.list) else { return [] }
        if nodes.isEmpty, let node = rule["to"] {
            report.add("\(rule.path(to: "to")) is empty", remedy: remedy, at: node)
        }
        var targets: [Named<Rule.Target>] = []
        var accounts: Set<String> = []
        for (index, node) in nodes.enumerated() {
            let path = "\(rule.path(to: "to"))[\(index)]"
            guard let section = report.section(node, path: path, keys: Keys.target) else { continue }
            for target in readTarget(section, &accounts, usual: bracket) {
                targets.append(Named(value: target, key: section["size"] ?? node))
            }
        }
        return targets
    }

    /// One target for an account, or one for each account of a group.
    private mutating func readTarget(
        _ section: Section, _ accounts: inout Set<String>, usual: Bracket?
    ) -> [Rule.Target] {
        let names = readNames(section)
        for account in names where !accounts.insert(account).inserted {
            let key = section["group"] == nil ? "account" : "group"
            guard let node = section[key] else { continue }
            let path = section.path(to: key)
            let which = key == "group" ? "holds \(Label.quoted(account))" : "is \(Label.quoted(account))"
            report.add(
                "\(path) \(which), for the second time in this rule",
                remedy: "name an account once, with the size it is to trade", at: node)
        }
        let root = report.optional("contract", of: section, Self.root)
        let size = readSize(section)
        let bracket = section["bracket"] == nil ? usual : readBracket(section)
        let roll = section["roll"].flatMap { readRollMethod($0, path: section.path(to: "roll")) }
        return names.map {
            Rule.Target(account: AccountName($0), root: root, size: size, bracket: bracket, roll: roll)
        }
    }

    mutating func readNames(_ section: Section) -> [String] {
        guard let node = section["group"] else {
            let stated = report.required(
                "account", of: section, remedy: "add account: and a name from accounts", Scalars.text)
            let account = stated == nil ? nil : reference("account", to: "accounts", of: section)
            return [account].compactMap { $0 }
        }
        if section["account"] != nil {
            report.add(
                "\(section.path) has both account and group", remedy: "keep one of the two", at: node)
        }
        return reference("group", to: "groups", of: section).flatMap { groups[$0] } ?? []
    }

    /// An exchange root; a symbol with a month is refused, since an entry goes to the active one.
    static func root(_ node: YAMLNode) throws(Objection) -> String {
        let text = try Scalars.text(node)
        guard let symbol = ChartSymbol(text) else {
            throw Objection(
                "is \(Label.quoted(text)), which is no futures root",
                remedy: "write a root such as MNQ, or a continuous symbol such as MNQ1!")
        }
        guard symbol.expiry == nil else {
            throw Objection(
                "is \(Label.quoted(text)), which names a month",
                remedy: "write \(symbol.root); roll tells which month of it is traded")
        }
        return symbol.root
    }

    mutating func readBracket(_ target: Section) -> Bracket? {
        guard let section = report.section("bracket", of: target, keys: Keys.bracket) else { return nil }
        let ticks = { (node: YAMLNode) throws(Objection) in
            Ticks(try Scalars.whole(node, in: 1...Self.numberMax))
        }
        let stop = report.optional("stop_ticks", of: section, ticks)
        let profit = report.optional("target_ticks", of: section, ticks)
        let trails = report.optional("trailing", of: section, Scalars.boolean) ?? false
        if trails, let node = section["trailing"], section.lacks("stop_ticks") {
            report.add(
                "\(section.path(to: "trailing")) is true without stop_ticks",
                remedy: "add stop_ticks: how far behind the stop trails", at: node)
        }
        if section.lacks("stop_ticks"), section.lacks("target_ticks") {
            report.add(
                "\(section.path) is empty", remedy: "add stop_ticks, target_ticks or both",
                at: section.place)
        }
        return Bracket(stop: stop, target: profit, stopTrails: trails)
    }
}
