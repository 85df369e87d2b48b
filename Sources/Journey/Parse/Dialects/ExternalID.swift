/// The sender's own name for an alert, under the spellings that tv-hub and others made common.
///
/// Source: tv-hub, timing and idempotency: repeats of one `alertTimestamp` are dropped.
enum ExternalID {
    static let keys: Set<String> = [
        "id", "signalId", "alertId", "nonce", "client_order_id", "alertTimestamp",
    ]

    /// - Throws: A refusal where two of them say different things.
    static func read(_ fields: AlertFields) throws(Refusal) -> String? {
        var found: (key: String, text: String)?
        for key in keys.sorted() {
            guard let text = try fields.text(key) else { continue }
            if let found, found.text != text {
                throw fields.invalid(
                    key, "is another name than \"\(found.key)\"", "keep one of them: an alert has one name")
            }
            found = (key, text)
        }
        return found?.text
    }
}
