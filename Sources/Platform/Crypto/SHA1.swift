import CCrypto

/// SHA-1: 20 bytes, broken for signatures.
///
/// It is here because the WebSocket handshake names it (RFC 6455, section 4.2.2); nothing else may
/// rest on it.
package enum SHA1 {
    package static let byteCount = 20

    package static func hash(_ bytes: [UInt8]) -> [UInt8] {
        Digest.hash(bytes, algorithm: EVP_sha1(), count: byteCount)
    }
}
