package import Trading

/// How far the venue's word about contracts is taken, and which month stands for a symbol without one.
package struct ContractPolicy: Hashable, Sendable {
    /// How old that word may be for an entry. Nil for any age; then it is not kept in the ledger either.
    package var maxAge: Span?
    package var roll: RollMethod
    /// Of single roots, in capitals.
    package var rolls: [String: RollMethod]

    package init(maxAge: Span? = nil, roll: RollMethod = .venue, rolls: [String: RollMethod] = [:]) {
        self.maxAge = maxAge
        self.roll = roll
        self.rolls = rolls
    }

    package func roll(ofRoot root: String) -> RollMethod { rolls[root.uppercased()] ?? roll }

    /// The roots that go by volume by their own setting.
    package var volumeRoots: [String] { rolls.keys.filter { rolls[$0] == .volume }.sorted() }

    /// How old a kept word becomes before it is written anew although nothing changed.
    var ageStep: Span? { maxAge.map { Span(microseconds: $0.microseconds / 4) } }
}
