package import Trading

/// What an alert is recognised by, and what it is called from then on.
package struct AlertIdentity: Hashable, Sendable {
    /// The same for every delivery of one alert.
    package let key: Fingerprint
    /// The alert's name in the ledger and in its order tags.
    package let fingerprint: Fingerprint
    /// How long the key counts as seen.
    package let window: Span

    /// A key with an id or a time inside holds 90 days.
    package static let longWindow = Span.seconds(90 * 86_400)
    /// A name that a person gives is never free again: its orders' tags are not either.
    package static let endlessWindow = Span.seconds(100 * 366 * 86_400)
    /// A key of content alone outlasts TradingView's resends, 3 × (5 s + 3 s): longer would swallow what its strategy
    /// says again. Source: risk specification, PT-11.
    package static let resendSpan = Span.seconds(30)
    /// An exit may be meant anew from then on, once what came of the first is over, and is forgotten after this.
    package static let contentWindow = Span.seconds(120)

    package init(key: Fingerprint, fingerprint: Fingerprint, window: Span) {
        self.key = key
        self.fingerprint = fingerprint
        self.window = window
    }

    /// - Parameters:
    ///   - receivedAt: Names an alert of content alone, whose key comes back after its window.
    ///   - sha256: The digest, 32 bytes.
    package init(of alert: Alert, receivedAt: Timestamp, sha256: ([UInt8]) -> Fingerprint) {
        if let id = alert.id {
            key = sha256(Self.text("id", alert.source, Array(id.utf8)))
            window = Self.longWindow
            fingerprint = key
        } else {
            key = sha256(Self.text("content", alert.source, alert.canonical))
            window = alert.time == nil ? Self.window(of: alert.intent) : Self.longWindow
            fingerprint =
                alert.time == nil
                ? sha256(Self.text("at \(receivedAt.microseconds)", alert.source, key.bytes)) : key
        }
    }

    private static func window(of intent: AlertIntent) -> Span {
        switch intent {
        case .reduce, .close, .flatten, .reverse: contentWindow
        case .enter, .hold, .cancel, .cancelAll, .moveStop: resendSpan
        }
    }

    /// What one request of the operator's is recognised by: its id.
    package init(of request: OperatorRequest, sha256: ([UInt8]) -> Fingerprint) {
        self.init(byHand: request.id, sha256: sha256)
    }

    package init(of request: ControlRequest, sha256: ([UInt8]) -> Fingerprint) {
        self.init(byHand: request.id, sha256: sha256)
    }

    private init(byHand id: String, sha256: ([UInt8]) -> Fingerprint) {
        key = sha256(Self.text("id", OperatorRequest.source, Array(id.utf8)))
        fingerprint = key
        window = Self.endlessWindow
    }

    /// Parts with their lengths, so that no two lists of parts give one text.
    private static func text(_ kind: String, _ source: String, _ rest: [UInt8]) -> [UInt8] {
        Array("\(kind.utf8.count):\(kind),\(source.utf8.count):\(source),\(rest.count):".utf8) + rest
    }
}
