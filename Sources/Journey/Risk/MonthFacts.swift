package import Trading

/// What is known of an entry's contract beside that it exists: how old that word is, and why it is this month.
package struct MonthFacts: Hashable, Sendable {
    /// Since the venue told of the contract; nil where it never did, or nobody knows when.
    package var age: Span?
    /// Nil where any age will do.
    package var ageMax: Span?
    /// The name of the contract that the order trades.
    package var traded: String?
    /// The venue's active month.
    package var venue: String?
    /// The month that the alert named; nil for a continuous symbol.
    package var asked: String?
    /// How a continuous symbol is given its month.
    package var method: RollMethod = .venue
    /// The month that the method picks.
    package var picked: String?
    /// Why it picks none.
    package var gap: String?
    /// The month that the chart showed, by the alert's word.
    package var chart: String?
    /// Whether that is another month than the traded one: told, and no reason to deny.
    package var differs = false
    /// What the venue tells of the contract that the product table has otherwise.
    package var contradiction: String?

    package init() {}
}
