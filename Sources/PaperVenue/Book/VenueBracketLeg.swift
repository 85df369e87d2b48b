/// One leg of a bracket as a place request carries it.
package struct VenueBracketLeg: Hashable, Sendable {
    /// Signed offset from the fill.
    package let ticks: Int64
    /// The `OrderType` number that was sent, whatever it was.
    package let type: Int64

    package init(ticks: Int64, type: Int64) {
        self.ticks = ticks
        self.type = type
    }
}
