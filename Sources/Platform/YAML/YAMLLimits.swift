/// How much of a text is read before it is refused. No text that a person keeps comes near these.
package struct YAMLLimits: Hashable, Sendable {
    /// Bytes of the whole text.
    package var bytesMax: Int
    /// Mappings and sequences inside one another, the outermost counting 1; more than 64 counts as 64,
    /// since building calls itself once a level.
    package var depthMax: Int
    /// Scalars, sequences, mappings and keys together.
    package var nodesMax: Int

    package init(bytesMax: Int = 256 << 10, depthMax: Int = 32, nodesMax: Int = 20_000) {
        self.bytesMax = bytesMax
        self.depthMax = depthMax
        self.nodesMax = nodesMax
    }
}
