import Journey
import Trading
import YAML

extension SettingsReader {
    mutating func readGateway(_ name: String, _ section: Section) -> Configuration.GatewayLogin? {
        let firm = report.optional("firm", of: section) { (node) throws(Objection) in
            try Firm.named(try Scalars.text(node))
        }
        noteGateway(section, firm)
        let rest = address("rest", .rest, of: section, else: firm?.rest)
        readScope(name, section, firm: firm?.key, rest: rest)
        let userHub = address("user_hub", .hub, of: section, else: firm?.userHub)
        let marketHub = optionalAddress("market_hub", .hub, of: section) ?? firm?.marketHub
        let username = credential("username", of: section)
        let apiKey = credential("api_key", of: section)
        let caFile = readCertificates(section)
        let logsOutOnStop = report.optional("logout_on_stop", of: section, Scalars.boolean) ?? false
        let hubBytesMax = report.optional("hub_max_bytes", of: section) { (node) throws(Objection) in
            Int(try Scalars.whole(node, in: 1_048_576...67_108_864))
        }
        let requestsPerMinute = report.optional("requests_per_minute", of: section) {
            (node) throws(Objection) in
            Int(try Scalars.whole(node, in: 100...1_000_000))
        }
        let tellsMarks = readMarks(section, hasHub: marketHub != nil, firm)
        guard let rest, let userHub, let username, let apiKey else { return nil }
        return Configuration.GatewayLogin(
            name: GatewayName(name), firm: firm?.key, rest: rest, userHub: userHub, marketHub: marketHub,
            tellsMarks: tellsMarks, username: username, apiKey: apiKey, caFile: caFile,
            logsOutOnStop: logsOutOnStop,
            hubBytesMax: hubBytesMax, requestsPerMinute: requestsPerMinute)
    }

    /// On wherever a market hub is known, unless the settings say otherwise; off at one that nobody has seen answer.
    private mutating func readMarks(_ section: Section, hasHub: Bool, _ firm: Firm?) -> Bool {
        let wanted = report.optional("marks", of: section, Scalars.boolean)
        if wanted == true, !hasHub, section.lacks("market_hub"), let node = section["marks"] {
            report.add(
                "\(section.path(to: "marks")) is true, and no market hub is known",
                remedy: "add market_hub: wss://…, or remove the key", at: node)
        }
        let isGuess = firm?.isVerified == false && section.lacks("market_hub")
        return hasHub && (wanted ?? !isGuess)
    }

    /// A secret from where its reference leads.
    func secret(_ node: YAMLNode) throws(Objection) -> String {
        try SecretReference.resolve(try Scalars.text(node), folder: folder, environment: environment)
    }

    private mutating func credential(_ key: String, of section: Section) -> Credential? {
        let reader = self
        return report.required(key, of: section, remedy: "add \(key): env:NAME, or file:PATH") {
            (node) throws(Objection) in
            Credential(try reader.secret(node))
        }
    }

    /// What the settings say, else the firm's; reported when neither says anything.
    private mutating func address(
        _ key: String, _ kind: GatewayAddress.Kind, of section: Section, else usual: String?
    ) -> String? {
        if section.lacks(key), section.lacks("firm") {
            report.add(
                "\(section.path(to: key)) is missing, and there is no firm to take it from",
                remedy: "add firm: topstepx, or \(key): \(kind.secure)://…", at: section.place)
        }
        return optionalAddress(key, kind, of: section) ?? usual
    }

    private mutating func optionalAddress(
        _ key: String, _ kind: GatewayAddress.Kind, of section: Section
    ) -> String? {
        report.optional(key, of: section) { (node) throws(Objection) in
            try GatewayAddress.check(try Scalars.text(node), kind)
        }
    }

    private mutating func readCertificates(_ section: Section) -> String? {
        let folder = folder
        return report.optional("ca_file", of: section) { (node) throws(Objection) in
            let path = FilePath.resolve(try Scalars.text(node), in: folder)
            do throws(OpenFile.Failure) {
                _ = try OpenFile(path).bytes(max: 1)
            } catch {
                throw Objection(
                    "is \(Label.bare(path, lengthMax: 200)), which cannot be read: \(error.reason)",
                    remedy: "correct the path, or remove the key to believe the system's authorities")
            }
            return path
        }
    }

    /// More accounts than a login's requests read often enough: those whose turn is late take no entry.
    ///
    /// A reading is three requests, half of a minute's are for readings that come round, and an account takes entries
    /// for 120 s after one: one whose turn comes two minutes later is read some tenths of a second too late.
    mutating func noteCrowded(
        _ gateways: [Named<Configuration.GatewayLogin>], _ accounts: [AccountProfile]
    ) {
        for gateway in gateways {
            let requests = gateway.value.requestsPerMinute ?? Self.requestsPerMinute
            let (most, count) = (requests / 6, accounts.count { $0.gateway == gateway.value.name })
            guard count > most else { continue }
            report.note(
                "gateways.\(Label.bare(gateway.value.name.text)) has \(count) accounts, and a login's \(requests) "
                    + "requests a minute read \(most) of them each minute: others are denied STATE_STALE at times",
                remedy: "share them out over several logins", at: gateway.key)
        }
    }

    /// Source: the vendor's page on rate limits, read 2026-09.
    private static let requestsPerMinute = 200

    private mutating func noteGateway(_ section: Section, _ firm: Firm?) {
        if let firm, !firm.isVerified, let node = section["firm"] {
            report.note(
                "\(section.path(to: "firm")) is \(firm.key), whose addresses are unverified",
                remedy: "compare rest and user_hub with what the firm publishes", at: node)
        }
    }
}
