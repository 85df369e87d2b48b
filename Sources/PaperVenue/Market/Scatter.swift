/// Numbers that look drawn by chance but are computed: the same seed and index always give the same one.
///
/// The venue needs no dice with a memory, so a restart goes on exactly where it was.
enum Scatter {
    /// The `index`-th number of a seed, spread over all 64 bits (the finalizer of SplitMix64).
    static func value(_ seed: UInt64, _ index: UInt64) -> UInt64 {
        var bits = seed &+ (index &+ 1) &* 0x9E37_79B9_7F4A_7C15
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// A seed of its own for each name.
    static func seed(_ seed: UInt64, named name: String) -> UInt64 {
        name.utf8.reduce(seed) { value($0, UInt64($1)) }
    }
}
