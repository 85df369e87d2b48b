/// Names of a size that a dialect does not know, where it takes keys that nobody knows: what was meant would be left
/// out without a word, and another size traded.
enum OtherSizes {
    /// Where the dialect's own key is `quantity`.
    static let ofQuantity = Set(GenericDialect.sizes).union(["amount", "lots"]).subtracting(["quantity"])

    /// Refuses a size under another name where `quantity` is missing.
    static func refuse(_ fields: AlertFields) throws(Refusal) {
        guard !fields.has("quantity"), let key = fields.saying(ofQuantity.sorted()).first else { return }
        throw fields.unknown(key, "write \"quantity\"")
    }
}
