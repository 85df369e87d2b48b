import Journey
import YAML

extension SettingsReader {
    mutating func readSource(_ name: String, _ section: Section) -> Source? {
        let secrets = readSecrets(section)
        let dialect = report.optional("dialect", of: section) { (node) throws(Objection) in
            try Scalars.dialects(node)
        }
        let delayedFeed = report.optional("delayed_feed", of: section) { (node) throws(Objection) in
            try Scalars.word(node, of: Source.DelayedFeed.allCases)
        }
        let maxAge = report.optional("max_age", of: section, Scalars.duration)
        let sync = readSync(section)
        let addresses = readAddresses(section)
        let certificates = readKnownCertificates(section)
        let rate = readRate(section)
        guard let secrets else { return nil }
        return Source(
            name: name, secrets: LiveSecrets(secrets.secret, next: secrets.next),
            signingKey: secrets.signingKey,
            dialect: dialect ?? .auto, maxAge: maxAge ?? .seconds(30), delayedFeed: delayedFeed ?? .refuse,
            sync: sync, addresses: addresses, certificates: certificates, rate: rate)
    }

    private mutating func readSync(_ section: Section) -> SyncPolicy {
        let mode = report.optional("sync", of: section) { (node) throws(Objection) in
            try Scalars.word(node, of: SyncPolicy.Mode.allCases)
        }
        let window = report.optional("sync_window", of: section) { (node) throws(Objection) in
            try Scalars.duration(
                node, in: .zero...SyncPolicy.windowMax,
                remedy: "write 0ms to 1s: its sender waits as long, and TradingView gives up after 3s")
        }
        if let node = section["sync_window"], mode ?? .off == .off {
            report.add(
                "\(section.path(to: "sync_window")) stands where nothing is compared",
                remedy: "add sync: warn, refuse or follow", at: node)
        }
        guard let mode, mode != .off else { return .off }
        return window.map { SyncPolicy(mode, window: $0) } ?? SyncPolicy(mode)
    }

    /// Addresses, and names of known senders in place of theirs.
    private mutating func readAddresses(_ section: Section) -> Set<String> {
        guard let nodes = report.optional("from", of: section, Scalars.list) else { return [] }
        if nodes.isEmpty, let node = section["from"] {
            report.add(
                "\(section.path(to: "from")) is empty", remedy: "list addresses, or remove the key", at: node)
        }
        var addresses: Set<String> = []
        for (index, node) in nodes.enumerated() {
            let path = "\(section.path(to: "from"))[\(index)]"
            if let found = report.value(path, at: node, Self.senders) { addresses.formUnion(found) }
        }
        return addresses
    }

    private static func senders(_ node: YAMLNode) throws(Objection) -> Set<String> {
        let text = try Scalars.text(node)
        if text == "tradingview" { return KnownSenders.tradingView }
        guard let address = IPAddress(text) else {
            throw Objection(
                "is \(Label.quoted(text)), which is no IP address",
                remedy: "write tradingview for its four, or an address such as 203.0.113.7 or \"2001:db8::7\""
            )
        }
        return [address.text]
    }

    private mutating func readRate(_ section: Section) -> AlertRate? {
        let perMinute = report.optional("rate", of: section) { (node) throws(Objection) in
            Int(try Scalars.whole(node, in: 1...60_000))
        }
        let burst = report.optional("burst", of: section) { (node) throws(Objection) in
            Int(try Scalars.whole(node, in: 1...10_000))
        }
        if let node = section["burst"], section["rate"] == nil {
            report.add(
                "\(section.path(to: "burst")) stands without a rate", remedy: "add rate: alerts a minute",
                at: node)
        }
        return perMinute.map { AlertRate(perMinute: $0, burst: burst ?? 20) }
    }
}

extension Scalars {
    /// `auto`, one dialect, or a list of two.
    static func dialects(_ node: YAMLNode) throws(Objection) -> DialectChoice {
        guard let nodes = node.sequence else {
            let word = try word(node, of: DialectWord.all)
            return word.dialect.map { .only([$0]) } ?? .auto
        }
        var dialects: [Dialect] = []
        for node in nodes { dialects.append(try word(node, of: Dialect.allCases)) }
        guard dialects.count == DialectChoice.most, Set(dialects).count == dialects.count else {
            throw Objection(
                "is no list of two dialects", remedy: "write one dialect, two as [a, b], or auto")
        }
        return .only(dialects)
    }
}

/// A dialect, or `auto`.
private struct DialectWord: RawRepresentable {
    let dialect: Dialect?
    var rawValue: String { dialect?.rawValue ?? "auto" }

    init(dialect: Dialect?) { self.dialect = dialect }

    init?(rawValue: String) {
        dialect = Dialect(rawValue: rawValue)
        guard dialect != nil || rawValue == "auto" else { return nil }
    }

    static let all = [DialectWord(dialect: nil)] + Dialect.allCases.map { DialectWord(dialect: $0) }
}
