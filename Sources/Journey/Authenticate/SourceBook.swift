package import Trading

/// A sender of alerts that the settings name.
package struct Source: Sendable {
    /// What is done about an entry whose chart runs on delayed data.
    package enum DelayedFeed: String, Hashable, Sendable, CaseIterable {
        case refuse, warn
    }

    package let name: String
    package let secret: LiveSecrets
    /// With which its messages may be signed instead.
    package let signingKey: SigningKey?
    package let dialect: DialectChoice
    /// An entry older than this is refused.
    package let maxAge: Span
    package let delayedFeed: DelayedFeed
    package let sync: SyncPolicy
    /// From which it may send, as `inet_ntop` writes them; any when empty.
    package let addresses: Set<String>
    /// Of which its sender has to show one.
    package let certificates: KnownCertificates
    /// Nil for any number of alerts.
    package let rate: AlertRate?

    package init(
        name: String, secret: SharedSecret, dialect: DialectChoice = .auto, maxAge: Span = .seconds(30),
        delayedFeed: DelayedFeed = .refuse
    ) {
        self.init(
            name: name, secrets: LiveSecrets(secret), dialect: dialect, maxAge: maxAge,
            delayedFeed: delayedFeed)
    }

    package init(
        name: String, secrets: LiveSecrets, signingKey: SigningKey? = nil, dialect: DialectChoice = .auto,
        maxAge: Span = .seconds(30), delayedFeed: DelayedFeed = .refuse, sync: SyncPolicy = .off,
        addresses: Set<String> = [], certificates: KnownCertificates = KnownCertificates(),
        rate: AlertRate? = nil
    ) {
        self.name = name
        secret = secrets
        self.signingKey = signingKey
        self.dialect = dialect
        self.maxAge = maxAge
        self.delayedFeed = delayedFeed
        self.sync = sync
        self.addresses = addresses
        self.certificates = certificates
        self.rate = rate
    }
}

/// Every source, and the one answer that an unknown source and a wrong secret get alike.
package struct SourceBook: Sendable {
    private let sources: [String: Source]
    /// Compared in place of a source that does not exist, so that its absence takes as long.
    private let decoy: LiveSecrets

    /// - Parameter decoy: A secret that nobody knows, drawn at start.
    package init(_ sources: [Source], decoy: SharedSecret) {
        self.sources = Dictionary(sources.map { ($0.name, $0) }) { first, _ in first }
        self.decoy = LiveSecrets(decoy)
    }

    package func knows(_ name: String) -> Bool { sources[name] != nil }

    package subscript(_ name: String) -> Source? { sources[name] }

    package var all: some Sequence<Source> { sources.values }

    /// The source whose secret the sender knows.
    ///
    /// - Parameters:
    ///   - offered: The secret from the path, else from the body.
    ///   - unread: The whole body where it could not be read: its sender is believed when the secret stands
    ///     anywhere in it, so that a broken template gets its explanation.
    package func authenticate(_ name: String, offered: [UInt8]?, unread: [UInt8]?) -> Source? {
        let source = sources[name]
        let secret = source?.secret ?? decoy
        let isOffered = offered.map(secret.matches) ?? false
        let isContained = unread.map(secret.isContained(in:)) ?? false
        return isOffered || isContained ? source : nil
    }

    /// The body with whatever secret of this source it holds cut out.
    package func redact(_ body: [UInt8], of name: String) -> [UInt8] {
        sources[name]?.secret.cut(from: body) ?? []
    }
}
