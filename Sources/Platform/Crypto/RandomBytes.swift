import CCrypto

/// Bytes nobody can guess, from libcrypto's generator.
package enum RandomBytes {
    /// libcrypto's generator has no seed, so what it would give could be guessed.
    package struct Exhausted: Error, Hashable, Sendable, CustomStringConvertible {
        package var description: String { "libcrypto could not draw random bytes: its generator is unseeded" }
    }

    package static func draw(_ count: Int) throws(Exhausted) -> [UInt8] {
        precondition(count >= 0 && count <= Int(Int32.max), "libcrypto counts bytes in an int")
        var bytes = [UInt8](repeating: 0, count: count)
        guard RAND_bytes(&bytes, Int32(count)) == 1 else { throw Exhausted() }
        return bytes
    }
}
