import CCrypto

/// Comparisons whose duration tells lengths and nothing else.
package enum ConstantTime {
    /// Takes as long whether the first byte differs or the last; arrays of different length differ at once.
    package static func equal(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        guard a.count == b.count else { return false }
        return CRYPTO_memcmp(a, b, a.count) == 0
    }

    /// Looks at every position and every byte of it, wherever the first match stands.
    ///
    /// An empty needle is in nothing: a secret that was never set must not be found in every body.
    package static func contains(_ haystack: [UInt8], _ needle: [UInt8]) -> Bool {
        guard !needle.isEmpty, haystack.count >= needle.count else { return false }
        var matches = 0
        haystack.withUnsafeBytes { hay in
            for start in 0...(hay.count - needle.count) {
                let window = hay.baseAddress.map { $0 + start }
                let difference = CRYPTO_memcmp(window, needle, needle.count)
                // 1 when nothing differs; no branch, so that no match shows in the time taken.
                matches |= ((Int(difference) - 1) >> 32) & 1
            }
        }
        return matches != 0
    }
}
