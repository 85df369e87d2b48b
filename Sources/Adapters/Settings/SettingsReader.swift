import Journey
import Trading
import YAML

/// Reads one document from its top, and keeps on after a fault so that all of them are found at once.
struct SettingsReader {
    /// Where the relative paths of secrets and certificates start.
    let folder: String
    let environment: [String: String]
    var report: FaultReport
    /// The names under each heading, readable or not; no entry for a heading that is missing.
    var declared: [String: [String]] = [:]
    /// The firm's key of each gateway that names one.
    var firms: [String: String] = [:]
    /// The accounts of each group.
    var groups: [String: [String]] = [:]
    /// Who stands behind each login.
    var scopes: [String: HedgeScope] = [:]

    init(file: String, folder: String, environment: [String: String]) {
        self.folder = folder
        self.environment = environment
        report = FaultReport(file: file)
    }

    /// - Returns: nil when there are no settings at all; anything else counts only while nothing is reported.
    mutating func read(_ root: YAMLNode) -> Configuration? {
        guard let top = report.section(root, path: "", keys: Keys.top) else { return nil }
        for heading in ["gateways", "accounts", "sources"] {
            declared[heading] = top[heading]?.mapping?.map(\.name)
        }
        for member in top["gateways"]?.mapping ?? [] {
            firms[member.name] = member.value["firm"]?.scalar?.text
        }
        let listeners = readListen(top)
        let ledger = report.optional("ledger", of: top, Scalars.text)
        let keepsDeliveries = readRetention(top)
        let isKilled = readKillSwitch(top)
        let calendar = readCalendar(top)
        let guards = readBreakers(top)
        let contracts = readRoll(top)
        let gateways = readNamed("gateways", of: top, keys: Keys.gateway) { $0.readGateway($1, $2) }
        let accounts = readNamed("accounts", of: top, keys: Keys.account) { $0.readAccount($1, $2) }
        refuseSameNumbers(accounts, in: top)
        let priceLimits = readPriceLimits(top, accounts.map(\.value))
        let sources = readNamed("sources", of: top, keys: Keys.source, names: Self.sourceName) {
            $0.readSource($1, $2)
        }
        let takers = report.optional("match", of: top) { (node) throws(Objection) in
            try Scalars.word(node, of: Router.Takers.allCases)
        }
        readGroups(top)
        let rules = readRules(top)
        let copies = readCopies(top)
        let receivers = readNotify(top)
        refuseDead(rules, sources.map(\.value), takers ?? .first)
        refuseCircles(copies)
        refuseTwoLeaders(copies)
        refuseHedges(copies, accounts.map(\.value))
        noteCopies(copies, accounts.map(\.value), rules.map(\.rule))
        noteUnused(top, accounts.map(\.value), rules.map(\.rule), copies.map(\.copy))
        noteSizes(rules, accounts.map(\.value))
        noteSizesByMoney(rules)
        noteCrowded(gateways, accounts.map(\.value))
        noteDenied(rules, accounts.map(\.value))
        noteUnnamed(rules, accounts.map(\.value), gateways.map(\.value), contracts, copies)
        noteUnknownTickers(rules)
        noteOrderTypes(rules, accounts.map(\.value))
        noteReversals(rules, accounts.map(\.value))
        refuseUntoldCertificates(sources, listeners)
        return Configuration(
            webhook: listeners.webhook, control: listeners.control,
            trustedProxies: listeners.trustedProxies, certificateHeaders: listeners.certificateHeaders,
            tls: listeners.tls, connectionLimits: listeners.limits,
            ledger: ledger ?? "var/alertbridge.db",
            keepsDeliveries: keepsDeliveries,
            gateways: gateways.map(\.value), sources: sources.map(\.value), rules: rules.map(\.rule),
            takers: takers ?? .first, copies: copies.map(\.copy), accounts: accounts.map(\.value),
            isKilled: isKilled, guards: guards, receivers: receivers,
            calendar: calendar, calendarPath: top["calendar"]?.scalar?.text,
            contracts: contracts, priceLimits: priceLimits,
            notices: report.notices)
    }

    private mutating func readKillSwitch(_ top: Section) -> Bool {
        guard let isKilled = report.optional("kill_switch", of: top, Scalars.boolean) else { return false }
        if isKilled, let node = top["kill_switch"] {
            report.note(
                "kill_switch is on: nothing that adds exposure leaves",
                remedy: "write false to let entries leave", at: node)
        }
        return isKilled
    }

    /// The entries under a heading that must have at least one, each read under its name.
    ///
    /// - Parameters:
    ///   - names: Refuses a name that will not do.
    ///   - read: Takes an entry's name and its keys, and returns nil when it is past reading.
    private mutating func readNamed<Value>(
        _ heading: String, of top: Section, keys: [String],
        names: (YAMLNode) throws(Objection) -> String = Self.name,
        _ read: (inout SettingsReader, String, Section) -> Value?
    ) -> [Named<Value>] {
        guard let members = required(heading, of: top, Scalars.mapping) else { return [] }
        var values: [Named<Value>] = []
        for member in members {
            let path = "\(heading).\(Label.bare(member.name))"
            _ = report.value(path, at: member.key, names)
            let section = report.section(member.value, path: path, place: member.key, keys: keys)
            guard let section, let value = read(&self, member.name, section) else { continue }
            values.append(Named(value: value, key: member.key))
        }
        return values
    }

    /// A list or a mapping at the top that must be there and hold something.
    mutating func required<Element>(
        _ heading: String, of top: Section, _ read: (YAMLNode) throws(Objection) -> [Element]
    ) -> [Element]? {
        let remedy = "add at least one, as in config/alertbridge.yaml"
        guard let elements = report.required(heading, of: top, remedy: remedy, read) else { return nil }
        if elements.isEmpty, let node = top[heading] {
            report.add("\(heading) is empty", remedy: remedy, at: node)
        }
        return elements
    }

    /// The name under a heading that a key refers to; nil, and reported, when there is none of that name.
    mutating func reference(_ key: String, to heading: String, of section: Section) -> String? {
        guard let name = report.optional(key, of: section, Scalars.text) else { return nil }
        guard let node = section[key], let names = declared[heading], !names.isEmpty, !names.contains(name)
        else {
            return name
        }
        report.add(
            "\(section.path(to: key)) is \(Label.quoted(name)), which is not among the \(heading)",
            remedy: "\(Spelling.remedy(for: name, among: names)), or add it under \(heading)", at: node)
        return nil
    }

    /// A name that fits a log line, a table and a command line.
    static func name(_ node: YAMLNode) throws(Objection) -> String {
        let text = try Scalars.text(node)
        guard text.utf8.count <= 128, text.first != " ", text.last != " " else {
            throw Objection(
                "is no name", remedy: "use at most 128 bytes, without a space at either end")
        }
        return text
    }

    /// A name that fits a webhook's path, too.
    private static func sourceName(_ node: YAMLNode) throws(Objection) -> String {
        let text = try Scalars.text(node)
        guard HookPath.isName(text) else {
            throw Objection(
                "cannot stand in a webhook's path", remedy: "name it with 1 to 128 of A-Z a-z 0-9 . _ -")
        }
        guard text != OperatorRequest.source else {
            throw Objection(
                "is the name under which the ledger keeps what is done by hand",
                remedy: "give the source another name")
        }
        guard text != Desk.scheduleSource else {
            throw Objection(
                "is the name under which the ledger keeps what is done by the clock",
                remedy: "give the source another name")
        }
        guard text != Desk.priceLimitSource else {
            throw Objection(
                "is the name under which the ledger keeps what is closed near a price limit",
                remedy: "give the source another name")
        }
        guard text != Desk.followSource else {
            throw Objection(
                "is the name under which the ledger keeps what is copied from a leader",
                remedy: "give the source another name")
        }
        return text
    }
}

/// A value and the key that names it.
struct Named<Value> {
    let value: Value
    let key: YAMLNode
}
