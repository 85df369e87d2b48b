import YAML

/// A mapping whose keys are all known.
struct Section {
    /// Its keys from the outermost, `accounts.combine-1`; empty at the top.
    let path: String
    /// Where what it lacks is reported.
    let place: YAMLNode
    private let members: [YAMLMember]
    /// Known keys that an unknown one was meant to be.
    private let misspelt: Set<String>

    init(path: String, place: YAMLNode, members: [YAMLMember], misspelt: Set<String>) {
        self.path = path
        self.place = place
        self.members = members
        self.misspelt = misspelt
    }

    /// Whether a key is not there and not there misspelt either, which is reported already.
    func lacks(_ key: String) -> Bool { self[key] == nil && !misspelt.contains(key) }

    subscript(_ key: String) -> YAMLNode? { member(key)?.value }

    func member(_ key: String) -> YAMLMember? { members.first { $0.name == key } }

    func path(to key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}

extension FaultReport {
    /// A mapping with its unknown keys reported; nil when the node is no mapping.
    ///
    /// - Parameter place: Where what is missing is reported; the mapping itself when nil.
    mutating func section(
        _ node: YAMLNode, path: String, place: YAMLNode? = nil, keys: [String]
    ) -> Section? {
        guard let members = value(path.isEmpty ? "the file" : path, at: node, Scalars.mapping) else {
            return nil
        }
        var misspelt: Set<String> = []
        for member in members where !keys.contains(member.name) {
            if let near = Keys.meant(by: member.name, among: keys) { misspelt.insert(near) }
            let home = path.isEmpty ? "the settings" : path
            add(
                "\(Label.key(member.name)) is no key of \(home)",
                remedy: Keys.remedy(for: member.name, among: keys), at: member.key)
        }
        return Section(
            path: path, place: place ?? node, members: members.filter { keys.contains($0.name) },
            misspelt: misspelt)
    }

    /// The mapping under a key that may be left out.
    mutating func section(_ key: String, of outer: Section, keys: [String]) -> Section? {
        guard let member = outer.member(key) else { return nil }
        return section(member.value, path: outer.path(to: key), place: member.key, keys: keys)
    }
}
