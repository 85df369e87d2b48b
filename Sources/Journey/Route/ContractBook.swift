package import Trading

/// The contracts that one gateway trades, found by exchange root.
package struct ContractBook: Hashable, Sendable {
    private var byRoot: [String: Contract] = [:]
    private var byID: [ContractID: Contract] = [:]

    package init() {}

    package init(_ contracts: [Contract]) {
        for contract in contracts {
            byID[contract.id] = contract
            if contract.isActive { byRoot[contract.root] = contract }
        }
    }

    package var isEmpty: Bool { byID.isEmpty }

    package subscript(id: ContractID) -> Contract? { byID[id] }

    /// The active month of a root, and of the named month where the symbol names one.
    ///
    /// Never a search hit by likeness: the venue answers `ES` with micros, notes and yen among the rest.
    package func active(root: String, expiry: ChartSymbol.Expiry?) -> Contract? {
        guard let contract = byRoot[root.uppercased()] else { return nil }
        guard let expiry else { return contract }
        return expiry.matches(contractName: contract.name) ? contract : nil
    }
}
