package import Trading

/// What the gate is told about open positions and where the market stands for them.
package struct MarkFacts: Hashable, Sendable {
    /// By contract, flat ones left out, and what is closed before the order leaves.
    package var positions: [Open] = []

    package init(_ positions: [Open] = []) { self.positions = positions }

    /// One open position.
    package struct Open: Hashable, Sendable {
        package let contract: String
        /// Signed contracts.
        package let held: Int64
        /// The best bid for a long, the best ask for a short, else the last trade; nil where none is known.
        package var mark: Price?
        package var age: Span?
        /// At the mark, fees of the way out taken off; nil where it cannot be told.
        package var profit: Money?
        /// What is lost at the mark beyond what would be lost at the stops: the market stands beyond one that has not
        /// filled.
        package var beyond: Money?

        package init(contract: String, held: Int64) {
            self.contract = contract
            self.held = held
        }

        package var isFresh: Bool { mark != nil && age.map { $0 <= MarketMark.ageMax } == true }
    }

    /// Of all positions together; nil unless each has a fresh mark.
    package var profit: Money? {
        positions.reduce(Optional(.zero)) { sum, open in
            guard open.isFresh, let profit = open.profit else { return nil }
            return sum?.checked(adding: profit)
        }
    }

    /// Lost beyond the stops, by fresh marks; nil where the sum leaves the range.
    package var beyond: Money? {
        positions.reduce(Optional(.zero)) { sum, open in
            guard open.isFresh, let beyond = open.beyond else { return sum }
            return sum?.checked(adding: beyond)
        }
    }

    /// Each position's mark with its age, or that it is not known.
    var words: String {
        guard !positions.isEmpty else { return "flat" }
        return positions.map { open in
            guard let mark = open.mark, let age = open.age else { return "\(open.contract):NO_DATA" }
            return "\(open.contract):\(open.isFresh ? "\(mark)" : "NO_DATA")@\(age.microseconds / 1_000)ms"
        }.joined(separator: ",")
    }
}
