package import Trading

/// An open position as the venue lists it.
package struct PositionListing: Hashable, Sendable {
    package let id: Int64?
    package let position: Position
    /// `MNQZ26`; nil where the venue does not say.
    package let displayName: String?
    package let openedAt: Timestamp?
}
