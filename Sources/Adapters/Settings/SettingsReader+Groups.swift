import YAML

extension SettingsReader {
    /// Accounts under one name, for the rules that trade them alike.
    mutating func readGroups(_ top: Section) {
        guard top["groups"] != nil,
            let members = report.optional("groups", of: top, Scalars.mapping)
        else { return }
        declared["groups"] = members.map(\.name)
        for member in members {
            let path = "groups.\(Label.bare(member.name))"
            _ = report.value(path, at: member.key, Self.name)
            guard let nodes = report.value(path, at: member.value, Scalars.list) else { continue }
            if nodes.isEmpty {
                report.add(
                    "\(path) is empty", remedy: "name at least one account, or remove it", at: member.value)
            }
            groups[member.name] = readMembers(nodes, path)
        }
    }

    private mutating func readMembers(_ nodes: [YAMLNode], _ path: String) -> [String] {
        var names: [String] = []
        for (index, node) in nodes.enumerated() {
            let place = "\(path)[\(index)]"
            guard let name = report.value(place, at: node, Scalars.text) else { continue }
            if let known = declared["accounts"], !known.contains(name) {
                report.add(
                    "\(place) is \(Label.quoted(name)), which is not among the accounts",
                    remedy: "\(Spelling.remedy(for: name, among: known)), or add it under accounts", at: node)
            } else if names.contains(name) {
                report.add(
                    "\(place) is \(Label.quoted(name)), for the second time in this group",
                    remedy: "name an account once", at: node)
            } else {
                names.append(name)
            }
        }
        return names
    }
}
