/// What an account holds of one contract.
package struct Position: Hashable, Sendable {
    package let contract: ContractID
    /// Contracts: above zero long, below short, zero flat.
    package let signedSize: Int64
    package let averagePrice: Price

    package init(contract: ContractID, signedSize: Int64, averagePrice: Price) {
        self.contract = contract
        self.signedSize = signedSize
        self.averagePrice = averagePrice
    }

    package var isFlat: Bool { signedSize == 0 }

    /// The side that closes it; nil when flat.
    package var exitSide: Side? { signedSize == 0 ? nil : (signedSize > 0 ? .sell : .buy) }
}
