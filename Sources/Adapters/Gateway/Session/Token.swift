import Trading

/// The pass to REST and hub.
struct Token: Hashable, Sendable {
    /// 24 hours from issue, when the token itself does not say. Source: the vendor's login page, read
    /// 2026-09.
    static let usualLife = Span.seconds(24 * 60 * 60)
    static let renewalWaitMin = Span.milliseconds(500)

    /// Counts the tokens of this process: a refusal of an older one says nothing of the newest.
    let serial: Int
    let secret: GatewaySecret
    /// By the steady clock.
    let receivedAt: Timestamp
    let expiresAt: Timestamp
    /// When to renew, ascending, by the steady clock: at half the life, and a margin before the end.
    private(set) var renewals: [Timestamp]

    init(serial: Int, secret: GatewaySecret, at now: Moment, margin: Span) {
        self.serial = serial
        self.secret = secret
        receivedAt = now.steady
        let life = TokenClaims(secret.reveal())?.lifeLeft(at: now.wall) ?? Self.usualLife
        expiresAt = now.steady.advanced(by: life)
        let half = Span(microseconds: max(life.microseconds / 2, Self.renewalWaitMin.microseconds))
        let late = Span(microseconds: life.microseconds - margin.microseconds)
        renewals = (late > half ? [half, late] : [half]).map { now.steady.advanced(by: $0) }
    }

    mutating func passedRenewals(until now: Timestamp) { renewals.removeAll { $0 <= now } }

    /// Whether the text can stand in a header: visible ASCII, 1 to 8 192 characters.
    static func isUsable(_ text: String) -> Bool {
        (1...8_192).contains(text.utf8.count) && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }
}
