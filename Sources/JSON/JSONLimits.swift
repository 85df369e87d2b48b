/// How much of a text is read before it is refused.
package struct JSONLimits: Hashable, Sendable {
    /// Bytes of the whole text; more than `JSONLimits.bytesCeiling` counts as that.
    package var bytesMax: Int
    /// Objects and arrays inside one another, the outermost counting 1; more than
    /// `JSONLimits.depthCeiling` counts as that.
    package var depthMax: Int
    /// Values and member names together.
    package var nodesMax: Int

    package init(bytesMax: Int = 1 << 21, depthMax: Int = 32, nodesMax: Int = 200_000) {
        self.bytesMax = bytesMax
        self.depthMax = depthMax
        self.nodesMax = nodesMax
    }

    /// For an alert's body: 16 KiB, 8 levels, 512 nodes.
    package static let alert = JSONLimits(bytesMax: 16 << 10, depthMax: 8, nodesMax: 512)

    /// Offsets are kept in 32 bits, and an exponent and a length must add up without a check.
    package static let bytesCeiling = 500_000_000
    /// Walking a value calls itself once a level, so the stack sets this bound.
    package static let depthCeiling = 512

    /// The same limits with both ceilings applied.
    var bounded: JSONLimits {
        JSONLimits(
            bytesMax: min(bytesMax, Self.bytesCeiling), depthMax: min(depthMax, Self.depthCeiling),
            nodesMax: nodesMax)
    }
}
