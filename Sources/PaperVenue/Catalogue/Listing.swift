import Trading

/// One contract month of a product.
struct Listing: Sendable {
    let product: Product
    let month: ContractMonth
    let isActive: Bool

    /// `CON.F.US.ENQ.Z26`.
    var id: ContractID { ContractID("CON.F.US.\(product.code).\(month.code)") }

    /// `NQZ6`.
    var name: String { product.root + month.shortCode }

    /// `NQZ26`, as positions show it.
    var displayName: String { product.root + month.code }

    var contract: Contract {
        Contract(
            id: id, name: name, description: "\(product.title): \(month.letter.word) \(month.year)",
            tickSize: product.tickSize, tickValue: product.tickValue, isActive: isActive,
            symbolID: product.symbolID)
    }
}
