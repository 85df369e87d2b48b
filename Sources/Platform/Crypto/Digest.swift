import CCrypto

/// What the hashes share: one call into libcrypto, its code checked.
enum Digest {
    /// - Parameters:
    ///   - algorithm: One of libcrypto's own tables, such as `EVP_sha1()`, or one that was fetched; never freed.
    ///   - count: Bytes of the result; the algorithm's size.
    static func hash(_ bytes: [UInt8], algorithm: OpaquePointer, count: Int) -> [UInt8] {
        var written: UInt32 = 0
        let result = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            let code = EVP_Digest(bytes, bytes.count, buffer.baseAddress, &written, algorithm, nil)
            precondition(code == 1, "libcrypto could not hash; it is out of memory or misbuilt")
            filled = count
        }
        precondition(Int(written) == count, "libcrypto's digest has \(written) bytes, not \(count)")
        return result
    }
}
