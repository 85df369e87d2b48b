/// All chance of one simulated world, drawn from one seed. SplitMix64 (Steele, Lea, Flood 2014).
package struct Dice: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// True so many times in a thousand.
    package mutating func chance(_ perMille: Int) -> Bool {
        Int.random(in: 0..<1_000, using: &self) < perMille
    }

    /// A source of its own: what is drawn from it moves nothing here.
    package mutating func fork() -> Dice { Dice(seed: next()) }
}
