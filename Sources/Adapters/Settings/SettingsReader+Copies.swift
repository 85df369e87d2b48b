import Journey
import Trading
import YAML

/// A copy and the places in it that a later check may have to name.
struct PlacedCopy {
    let copy: Copy
    let leader: YAMLNode
    /// Where each follower's account or group stands.
    let followers: [YAMLNode]
}

extension SettingsReader {
    mutating func readCopies(_ top: Section) -> [PlacedCopy] {
        guard top["copies"] != nil, let nodes = report.optional("copies", of: top, Scalars.list) else {
            return []
        }
        var names: Set<String> = []
        return nodes.enumerated().compactMap { index, node in
            let section = report.section(node, path: "copies[\(index)]", keys: Keys.copy)
            guard let section else { return nil }
            let name = report.required("name", of: section, remedy: "add name: and a word for it", Self.name)
            if let name, let node = section["name"], !names.insert(name).inserted {
                report.add(
                    "\(section.path(to: "name")) is \(Label.quoted(name)), an earlier copy's name",
                    remedy: "give every copy a name of its own", at: node)
            }
            return readCopy(section, name: name)
        }
    }

    private mutating func readCopy(_ section: Section, name: String?) -> PlacedCopy? {
        let stated = report.required(
            "leader", of: section, remedy: "add leader: and a name from accounts", Scalars.text)
        let leader = stated == nil ? nil : reference("leader", to: "accounts", of: section)
        let root = report.optional("contract", of: section, Self.root)
        let followers = readFollowers(section)
        let resync = report.optional("resync", of: section) { (node) throws(Objection) in
            try Scalars.word(node, of: Copy.Resync.allCases)
        }
        let after = report.optional("after", of: section, Scalars.duration)
        let age = report.optional("max_age", of: section, Scalars.duration)
        guard let name, let leader, let place = section["leader"], !followers.isEmpty else { return nil }
        return PlacedCopy(
            copy: Copy(
                name: name, leader: AccountName(leader), root: root?.uppercased(),
                to: followers.map(\.value), resync: resync ?? .warn, after: after ?? Copy.afterDefault,
                ageMax: age ?? Copy.ageMaxDefault), leader: place, followers: followers.map(\.key))
    }

    private mutating func readFollowers(_ copy: Section) -> [Named<Copy.Follower>] {
        let remedy = "add to: and at least one { account: … }"
        guard let nodes = report.required("to", of: copy, remedy: remedy, Scalars.list) else { return [] }
        if nodes.isEmpty, let node = copy["to"] {
            report.add("\(copy.path(to: "to")) is empty", remedy: remedy, at: node)
        }
        var accounts: Set<String> = []
        return nodes.enumerated().flatMap { index, node -> [Named<Copy.Follower>] in
            let path = "\(copy.path(to: "to"))[\(index)]"
            let section = report.section(node, path: path, keys: Keys.follower)
            guard let section else { return [] }
            return readFollower(section, of: copy, &accounts).map {
                Named(value: $0, key: section["account"] ?? section["group"] ?? node)
            }
        }
    }

    private mutating func readFollower(
        _ section: Section, of copy: Section, _ accounts: inout Set<String>
    ) -> [Copy.Follower] {
        let names = readNames(section)
        for name in names where !accounts.insert(name).inserted {
            guard let node = section["account"] ?? section["group"] else { continue }
            report.add(
                "\(section.path) names \(Label.quoted(name)), for the second time in this copy",
                remedy: "name a follower once, with its ratio", at: node)
        }
        let root = report.optional("contract", of: section, Self.root)
        if let node = section["contract"], copy.lacks("contract") {
            report.add(
                "\(section.path(to: "contract")) is there, and the copy names no contract of the leader's",
                remedy:
                    "add contract: to the copy, or every product of the leader's would end up in this one",
                at: node)
        }
        let ratio = report.optional("ratio", of: section) { (node) throws(Objection) in
            try Scalars.millionths(node, in: 1...1_000_000_000)
        }
        let rounding = report.optional("round", of: section) { (node) throws(Objection) in
            try Scalars.word(node, of: SizeRule.Rounding.allCases)
        }
        let most = report.optional("max", of: section) { (node) throws(Objection) in
            try Scalars.whole(node, in: 1...Self.numberMax)
        }
        let inverse = report.optional("inverse", of: section, Scalars.boolean)
        let bracket = readBracket(section)
        let own = copy["contract"]?.scalar?.text
        return names.map {
            Copy.Follower(
                account: AccountName($0),
                root: root?.uppercased() == own?.uppercased() ? nil : root?.uppercased(),
                millionths: ratio ?? 1_000_000, rounding: rounding ?? .down,
                max: most.flatMap(Size.init), isInverse: inverse ?? false, bracket: bracket)
        }
    }
}
