/// How much of the past the venue remembers. Working orders and positions are never forgotten, nor is any tag
/// that was used.
package struct VenueRetention: Hashable, Sendable {
    /// Days by the venue's clock for which finished orders and trades are kept.
    package var daysMax: Int64 = 90
    /// Orders, and as many trades, of one account; beyond them the oldest finished ones go.
    package var rowsPerAccountMax = 5_000

    package init() {}
}
