package import Trading

/// This machine's wall clock beside a venue's, by the times that its answers carry.
///
/// Source: risk specification, 6.4: a median of three of more than five seconds is no clock to trade by.
package struct VenueClock: Hashable, Sendable {
    /// By how much ours is ahead; below zero it is behind.
    package let ahead: Span

    package static let aheadMax = Span.seconds(5)
    /// Fewer answers tell nothing.
    package static let readingsMin = 3

    package init(ahead: Span) { self.ahead = ahead }

    /// The median of the last readings; nil while they are too few.
    init?(_ readings: [Span]) {
        guard readings.count >= Self.readingsMin else { return nil }
        ahead = readings.suffix(Self.readingsMin).sorted()[Self.readingsMin / 2]
    }

    package var isTrusted: Bool { ahead.microseconds.magnitude <= Self.aheadMax.microseconds.magnitude }

    /// `61.2s ahead of`, `61.2s behind`.
    package var words: String {
        ahead < .zero ? "\(Span(microseconds: -ahead.microseconds)) behind" : "\(ahead) ahead of"
    }
}
