package import Trading

/// How long the venue takes for what it does by itself.
///
/// The defaults are what live captures of August 2026 showed on a practice account.
package struct VenueLatencies: Hashable, Sendable {
    /// From the acceptance of an order without a bracket to its first look at the market.
    package var fill = Span.milliseconds(3)
    /// The same for an order with a bracket.
    package var bracketedFill = Span.milliseconds(7)
    /// From an entry's last fill to its children's activation: about 18 ms after a market entry's acceptance.
    package var activation = Span.milliseconds(11)
    /// From the fill of one bracket child to the cancellation of the other.
    package var siblingCancel = Span.milliseconds(12)
    /// From a refused order's creation to its last change.
    package var refusal = Span(microseconds: 2_300)

    package init() {}
}
