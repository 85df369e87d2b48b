package import Trading

/// The contracts that one gateway told of, found by exchange root.
package struct ContractBook: Hashable, Sendable {
    /// Active ones, the nearest month first.
    private var byRoot: [String: [Contract]] = [:]
    private var byID: [ContractID: Contract] = [:]

    package init() {}

    package init(_ contracts: [Contract]) {
        for contract in contracts { byID[contract.id] = contract }
        let active = Dictionary(grouping: byID.values.filter(\.isActive), by: { $0.root.uppercased() })
        byRoot = active.mapValues { $0.sorted { Self.expiresBefore($0.id, $1.id) } }
    }

    package var isEmpty: Bool { byID.isEmpty }

    package subscript(id: ContractID) -> Contract? { byID[id] }

    /// In ascending order of ids.
    package var all: [Contract] { byID.values.sorted { $0.id < $1.id } }

    /// The active month of a root, and of the named month where the symbol names one.
    ///
    /// Never a search hit by likeness: the venue answers `ES` with micros, notes and yen among the rest. Where it calls
    /// several months active, the nearest.
    package func active(root: String, expiry: ChartSymbol.Expiry?) -> Contract? {
        guard let months = byRoot[root.uppercased()] else { return nil }
        guard let expiry else { return months.first }
        return months.first { expiry.matches($0) }
    }

    /// The month of a root that a symbol names, active or not.
    package func known(root: String, expiry: ChartSymbol.Expiry) -> Contract? {
        active(root: root, expiry: expiry)
            ?? all.first { $0.root.uppercased() == root.uppercased() && expiry.matches($0) }
    }

    /// A contract by its name, such as `MNQZ6`; an active one first, since names come again after ten years.
    package func contract(named name: String) -> Contract? {
        let found = byID.values.filter { $0.name.uppercased() == name.uppercased() }
        return found.filter(\.isActive).max { $0.id < $1.id }
            ?? found.max { Self.expiresBefore($0.id, $1.id) }
    }

    /// What the id of the month after a contract is, by the form that all ids have; whoever uses it asks the venue
    /// whether there is one.
    package static func idAfter(_ contract: Contract) -> ContractID? {
        guard let code = month(of: contract.id), let year = Int64(code.suffix(2)), let letter = code.first,
            let terms = FuturesProduct.of(contract)?.terms,
            let month = DeliveryMonth(year: 2_000 + year, letter: letter)?.next(in: terms.months)
        else { return nil }
        return ContractID(contract.id.text.dropLast(3) + month.code)
    }

    /// By year and month letter at the ids' ends, whose letters ascend through the year; ids of another form last.
    static func expiresBefore(_ left: ContractID, _ right: ContractID) -> Bool {
        (sortKey(left), left.text) < (sortKey(right), right.text)
    }

    private static func sortKey(_ id: ContractID) -> String {
        guard let month = month(of: id) else { return "~" }
        return String(month.suffix(2) + month.prefix(1))
    }

    /// `Z26` at the end of an id.
    static func month(of id: ContractID) -> Substring? {
        let parts = id.text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 5, let month = parts.last, month.utf8.count == 3, let letter = month.first,
            DeliveryMonth.letters.contains(letter), month.dropFirst().allSatisfy(\.isNumber)
        else { return nil }
        return month
    }
}

extension ChartSymbol.Expiry {
    /// Whether a contract is of this month: as many digits of the year as were written decide, where the id shows them.
    package func matches(_ contract: Contract) -> Bool {
        guard matches(contractName: contract.name) else { return false }
        guard year.count > 1, let shown = ContractBook.month(of: contract.id) else { return true }
        return shown.suffix(2) == year.suffix(2) && (year.count < 4 || year.hasPrefix("20"))
    }

    /// `Z6`, `Z26` or `Z2026`, as it was written.
    package var words: String { "\(month)\(year)" }
}
