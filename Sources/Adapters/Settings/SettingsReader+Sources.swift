import Journey
import YAML

extension SettingsReader {
    mutating func readSource(_ name: String, _ section: Section) -> Source? {
        let reader = self
        let secret = report.required("secret", of: section, remedy: "add secret: env:NAME, or file:PATH") {
            (node) throws(Objection) in
            guard let secret = SharedSecret(try reader.secret(node)) else {
                throw Objection(
                    "leads to a secret that is not 22 to 128 of A-Z a-z 0-9 . _ -",
                    remedy: "make one with: alertbridge secret new")
            }
            return secret
        }
        let dialect = report.optional("dialect", of: section) { (node) throws(Objection) in
            try Scalars.dialects(node)
        }
        let delayedFeed = report.optional("delayed_feed", of: section) { (node) throws(Objection) in
            try Scalars.word(node, of: Source.DelayedFeed.allCases)
        }
        let maxAge = report.optional("max_age", of: section, Scalars.duration)
        guard let secret else { return nil }
        return Source(
            name: name, secret: secret, dialect: dialect ?? .auto, maxAge: maxAge ?? .seconds(30),
            delayedFeed: delayedFeed ?? .refuse)
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
