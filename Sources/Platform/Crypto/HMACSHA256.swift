import CCrypto

/// HMAC with SHA-256 as RFC 2104 has it: 32 bytes. A key of any length is allowed, even none.
package enum HMACSHA256 {
    package static func authenticate(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        precondition(key.count <= Int(Int32.max), "libcrypto counts key bytes in an int")
        var written: UInt32 = 0
        let result = [UInt8](unsafeUninitializedCapacity: SHA256.byteCount) { buffer, filled in
            let tag = HMAC(
                EVP_sha256(), key, Int32(key.count), message, message.count, buffer.baseAddress, &written)
            precondition(tag != nil, "libcrypto could not authenticate; it is out of memory or misbuilt")
            filled = SHA256.byteCount
        }
        precondition(Int(written) == SHA256.byteCount, "libcrypto's tag has \(written) bytes")
        return result
    }
}
