import CCrypto

/// SHA-256 as FIPS 180-4 has it: 32 bytes.
package enum SHA256 {
    package static let byteCount = 32

    /// Looked up among libcrypto's providers once; `EVP_sha256()` would be looked up for every hash. Never freed.
    private nonisolated(unsafe) static let algorithm: OpaquePointer = {
        guard let fetched = EVP_MD_fetch(nil, "SHA256", nil) else {
            preconditionFailure("libcrypto has no SHA-256; it is misbuilt")
        }
        return fetched
    }()

    package static func hash(_ bytes: [UInt8]) -> [UInt8] {
        Digest.hash(bytes, algorithm: algorithm, count: byteCount)
    }

    /// Hashes what arrives in pieces; the result is that of the pieces joined.
    package struct Hasher: ~Copyable {
        private let context: OpaquePointer

        package init() {
            let fresh = EVP_MD_CTX_new()
            precondition(fresh != nil && EVP_DigestInit_ex(fresh, EVP_sha256(), nil) == 1, "out of memory")
            context = fresh!
        }

        deinit { EVP_MD_CTX_free(context) }

        package mutating func update(_ bytes: [UInt8]) {
            let code = EVP_DigestUpdate(context, bytes, bytes.count)
            precondition(code == 1, "libcrypto could not take more bytes")
        }

        package consuming func finish() -> [UInt8] {
            [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, filled in
                let code = EVP_DigestFinal_ex(context, buffer.baseAddress, nil)
                precondition(code == 1, "libcrypto could not finish a hash")
                filled = byteCount
            }
        }
    }
}
