/// Names of a size that a dialect does not know, where it takes keys that nobody knows: what was meant would be left
/// out without a word, and another size traded.
enum OtherSizes {
    /// Where the dialect's own key is `quantity`.
    static let ofQuantity = Set(GenericDialect.sizes).union(["amount", "lots"]).subtracting(["quantity"])

    /// As hands and platforms write them, letters and digits alone.
    private static let spelled: Set<String> = [
        "qty", "size", "contracts", "ordercontracts", "amount", "lots", "lot", "lotsize", "orderqty",
        "ordersize", "orderquantity", "numcontracts", "units",
    ]

    /// Refuses a size under another name where `quantity` is missing.
    static func refuse(_ fields: AlertFields) throws(Refusal) {
        guard !fields.has("quantity") else { return }
        let keys = fields.members.filter { key, value in
            spelled.contains(folded(key)) && DialectTable.saysSomething(value)
        }
        guard let key = keys.map(\.key).min() else { return }
        throw fields.unknown(key, "write \"quantity\"")
    }

    private static func folded(_ key: String) -> String {
        String(decoding: DialectTable.folded(key), as: UTF8.self)
    }
}
