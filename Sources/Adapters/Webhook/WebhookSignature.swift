import Crypto
import HTTPServer
import Trading

/// What a request's headers say of its signature, by the Standard Webhooks scheme (version 1: HMAC-SHA256
/// over `id.timestamp.body`).
///
/// Source: github.com/standard-webhooks, spec/standard-webhooks.md, read 2026-11.
struct WebhookSignature {
    static let headers = ["webhook-id", "webhook-timestamp", "webhook-signature"]
    /// How far the sender's clock may be off, and how long a signature holds.
    static let tolerance = Span.seconds(300)
    private static let signaturesMax = 8

    let id: String
    private let timestamp: String
    private let signatures: String

    /// Nil without the three headers, or when the id could not name an alert.
    init?(_ exchange: HTTPExchange) {
        guard let id = exchange.header(Self.headers[0]), let timestamp = exchange.header(Self.headers[1]),
            let signatures = exchange.header(Self.headers[2]),
            (1...128).contains(id.utf8.count), id.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        self.id = id
        self.timestamp = timestamp
        self.signatures = signatures
    }

    /// Whether one of the signatures is of this body, by this key, and recent.
    func isGood(for body: [UInt8], key: [UInt8], now: Timestamp) -> Bool {
        let expected = HMACSHA256.authenticate(Array("\(id).\(timestamp).".utf8) + body, key: key)
        let found = signatures.split(separator: " ").prefix(Self.signaturesMax).reduce(false) { found, word in
            guard word.hasPrefix("v1,"), let offered = Base64.decode(String(word.dropFirst(3))) else {
                return found
            }
            let isThis = ConstantTime.equal(expected, offered)
            return found || isThis
        }
        return found && isRecent(now)
    }

    private func isRecent(_ now: Timestamp) -> Bool {
        guard (1...12).contains(timestamp.utf8.count), timestamp.utf8.allSatisfy({ (48...57).contains($0) }),
            let seconds = Int64(timestamp)
        else { return false }
        let age = now.since(Timestamp(microseconds: seconds * 1_000_000))
        return age <= Self.tolerance && age >= Span(microseconds: -Self.tolerance.microseconds)
    }
}
