/// A fault with the calls or events that it waits for.
struct FaultOrder: Hashable, Sendable {
    let fault: VenueFault
    /// In `VenuePath`'s form and lower case; nil for whichever call it fits next.
    var path: String?
    /// How often it strikes; nil for ever.
    var count: Int? = 1
    /// How many fitting calls or events it lets pass first.
    var skip = 0
    /// The chance that it strikes what fits, × 2³²; nil for always.
    var chance: UInt64?

    /// A chance of 1.
    static let certain: UInt64 = 1 << 32
}
