import Trading

/// What was opened of late in each product of an account, as far as a repeated exit has to know.
struct OpeningBook: Hashable, Sendable {
    struct Opening: Hashable, Sendable {
        /// Whose entry it was; nil for what only the venue told of.
        let alert: Fingerprint?
        /// Of the last delivery before it; nil where an earlier run saw it.
        let delivery: Int64?
        let at: Timestamp
    }

    /// The newest three of each product, of different alerts: an alert's own entries say nothing about its repeat.
    private var openings: [AccountName: [String: [Opening]]] = [:]

    /// - Parameter root: `GateInput.everyRoot` where nobody knows which.
    mutating func note(_ opening: Opening, in root: String, on account: AccountName) {
        let others = openings[account]?[root]?.filter { $0.alert != opening.alert } ?? []
        openings[account, default: [:]][root] = others.suffix(2) + [opening]
    }

    /// Nil for every product.
    func all(in root: String?, on account: AccountName) -> [Opening] {
        guard let root else { return openings[account]?.values.flatMap(\.self) ?? [] }
        return (openings[account]?[root] ?? []) + (openings[account]?[GateInput.everyRoot] ?? [])
    }
}
