/// What is known of a futures product beyond the venue's contract record: how much of a limit one contract uses,
/// and what it may not be traded against.
///
/// Ticks and their worth are not here: they come from the venue's own record of each contract.
package struct FuturesProduct: Hashable, Sendable {
    /// Firms that ban holding both at once mean these two.
    package enum SizeClass: String, Hashable, Sendable, CaseIterable { case mini, micro }

    /// The exchange's root: `NQ`.
    package let root: String
    /// The venue's code: `ENQ`; its symbol id is `F.US.ENQ`.
    package let venueCode: String
    package let sizeClass: SizeClass
    /// One contract in tenths of a mini: ten for a mini, one for a micro.
    package let tenths: Int64
    /// Products of one group move together, so long in one and short in another is a hedge: the root of the largest.
    package let hedgeGroup: String
    /// Fees and commissions of one contract, in and out again, rounded up.
    package let roundTurn: Money

    /// The venue's id of the product.
    package var symbolID: String { "F.US." + venueCode }

    /// The product of a contract, by the symbol id and the name of the venue's record.
    ///
    /// - Returns: nil when the two disagree, or the table does not have it: a weight is never guessed. The contract's
    ///   id is not looked at: its parts are not promised.
    package static func of(_ contract: Contract) -> FuturesProduct? {
        let named = byRoot[contract.root.uppercased()]
        guard !contract.symbolID.isEmpty else { return named }
        guard let product = bySymbol[contract.symbolID] else { return nil }
        return named == nil || named == product ? product : nil
    }

    /// The product of an exchange root, as charts name it.
    package static func root(_ root: String) -> FuturesProduct? { byRoot[root.uppercased()] }

    private static let byRoot = Dictionary(uniqueKeysWithValues: all.map { ($0.root, $0) })
    private static let bySymbol = Dictionary(uniqueKeysWithValues: all.map { ($0.symbolID, $0) })
}
