import CTLS

/// The certificate that the other end of a connection showed; that it has the key is proven by the handshake.
package struct PeerCertificate: Hashable, Sendable {
    /// As RFC 2253 writes it.
    package let subject: String
    /// 32 bytes, of the certificate in DER.
    package let sha256: [UInt8]
    /// Whether an authority of ours stands behind it.
    package let isVouchedFor: Bool

    /// - Parameter certificate: An `X509`.
    init?(_ certificate: OpaquePointer, isVouchedFor: Bool) {
        let digest = [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { buffer, filled in
            var count: UInt32 = 0
            let isDone = X509_digest(certificate, EVP_sha256(), buffer.baseAddress, &count) == 1
            filled = isDone ? Int(count) : 0
        }
        guard digest.count == 32, let subject = Self.subject(of: certificate) else { return nil }
        self.subject = subject
        sha256 = digest
        self.isVouchedFor = isVouchedFor
    }

    private static func subject(of certificate: OpaquePointer) -> String? {
        guard let memory = BIO_new(BIO_s_mem()) else { return nil }
        defer { BIO_free(memory) }
        guard ctls_write_name(memory, X509_get_subject_name(certificate)) == 1 else { return nil }
        var start: UnsafeMutablePointer<CChar>?
        let count = ctls_memory(memory, &start)
        guard count > 0, let start else { return "" }
        return String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
    }
}
