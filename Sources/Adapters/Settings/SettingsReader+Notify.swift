import Journey
import YAML

extension SettingsReader {
    /// Receivers that one file may name.
    static let receiversMax = 8

    /// One receiver, or a list of them.
    mutating func readNotify(_ top: Section) -> [Configuration.NotifyReceiver] {
        guard let node = top["notify"] else { return [] }
        guard let nodes = node.sequence else {
            let section = report.section("notify", of: top, keys: Keys.receiver)
            return [section.flatMap { readReceiver($0, usual: "notify") }].compactMap { $0 }
        }
        guard (1...Self.receiversMax).contains(nodes.count) else {
            report.add(
                "notify has \(nodes.count) receivers",
                remedy: "write 1 to \(Self.receiversMax), or remove the key", at: node)
            return []
        }
        var receivers: [Configuration.NotifyReceiver] = []
        for (index, node) in nodes.enumerated() {
            let section = report.section(node, path: "notify[\(index)]", keys: Keys.receiver)
            guard let section, let receiver = readReceiver(section, usual: "notify-\(index + 1)") else {
                continue
            }
            if receivers.contains(where: { $0.target.name == receiver.target.name }) {
                report.add(
                    "\(section.path(to: "name")) is \(Label.quoted(receiver.target.name)), as of another receiver",
                    remedy: "give each a name of its own", at: section["name"] ?? section.place)
            }
            receivers.append(receiver)
        }
        return receivers
    }

    private mutating func readReceiver(
        _ section: Section, usual name: String
    ) -> Configuration.NotifyReceiver? {
        let reader = self
        let name = report.optional("name", of: section, Self.name) ?? name
        let url = report.required("url", of: section, remedy: "add url: env:NAME, file:PATH, or the address")
        {
            (node) throws(Objection) in
            let text = try Scalars.text(node)
            let isKept = text.hasPrefix("env:") || text.hasPrefix("file:")
            return try GatewayAddress.check(isKept ? try reader.secret(node) : text, .receiver)
        }
        let authorization = report.optional("authorization", of: section) { (node) throws(Objection) in
            try reader.header(node)
        }
        let least = report.optional("level", of: section) { (node) throws(Objection) in
            try Scalars.word(node, of: NotificationLevel.allCases)
        }
        let choices = readKinds(section, least: least ?? .warning)
        let off = choices.filter { $0.value == .off }.keys
        guard let url else { return nil }
        return Configuration.NotifyReceiver(
            target: NotifyTarget(
                name: name, least: least ?? .warning, levels: choices.compactMapValues(\.level),
                off: Set(off)),
            url: Credential(url), host: GatewayAddress.shownHost(of: url),
            authorization: authorization.map(Credential.init))
    }

    /// A secret that can stand in a header.
    private func header(_ node: YAMLNode) throws(Objection) -> String {
        let text = try secret(node)
        guard text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }), text.first != " ", text.last != " " else {
            throw Objection(
                "leads to a secret that no header takes", remedy: "store it in printable ASCII alone")
        }
        return text
    }

    private mutating func readKinds(
        _ outer: Section, least: NotificationLevel
    ) -> [NotificationKind: Choice] {
        let words = NotificationKind.allCases.filter { $0 != .test }.map(\.rawValue)
        guard let section = report.section("kinds", of: outer, keys: words) else { return [:] }
        var choices: [NotificationKind: Choice] = [:]
        for word in words {
            guard let kind = NotificationKind(rawValue: word), let node = section[word],
                let choice = report.optional(
                    word, of: section,
                    { node throws(Objection) in try Scalars.word(node, of: Choice.allCases) })
            else { continue }
            choices[kind] = choice
            if let level = choice.level, level < least {
                report.note(
                    "\(section.path(to: word)) is \(level.rawValue), below the level \(least.rawValue) that is sent",
                    remedy: "lower level, or write off", at: node)
            }
        }
        return choices
    }

    /// What the settings may say of a kind.
    private enum Choice: String, CaseIterable {
        case off, info, warning, critical

        var level: NotificationLevel? { NotificationLevel(rawValue: rawValue) }
    }
}
