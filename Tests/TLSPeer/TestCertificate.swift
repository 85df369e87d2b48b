import CTLS

/// Two digits a byte, in lower case.
package func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
}

/// A certificate and its key, made for one test.
package final class TestCertificate {
    /// PEM; its issuers' certificates come behind it where it is asked for with them.
    package let certificate: [UInt8]
    /// PEM, without a passphrase.
    package let key: [UInt8]
    /// Hexadecimal digits of the SHA-256 of its DER.
    package let sha256: String
    private let x509: OpaquePointer
    private let pkey: OpaquePointer

    /// - Parameters:
    ///   - subject: Short names and values, in the certificate's order.
    ///   - issuer: Itself when nil.
    ///   - lasts: From when to when it holds, in seconds from now.
    package init(
        _ subject: [(String, String)] = [("CN", "localhost")], issuer: TestCertificate? = nil,
        isAuthority: Bool = false, lasts: ClosedRange<Int> = -60...864_000
    ) {
        pkey = Self.freshKey()
        guard let x509 = X509_new() else { preconditionFailure("no memory for a certificate") }
        self.x509 = x509
        X509_set_version(x509, 2)
        ASN1_INTEGER_set(X509_get_serialNumber(x509), Int.random(in: 1...1 << 40))
        X509_gmtime_adj(X509_getm_notBefore(x509), lasts.lowerBound)
        X509_gmtime_adj(X509_getm_notAfter(x509), lasts.upperBound)
        X509_set_pubkey(x509, pkey)
        for (name, value) in subject {
            let isNamed = X509_NAME_add_entry_by_txt(
                X509_get_subject_name(x509), name, 0x1000, Array(value.utf8), Int32(value.utf8.count), -1, 0)
            precondition(isNamed == 1, "\(name) is no part of a name")
        }
        X509_set_issuer_name(x509, X509_get_subject_name(issuer?.x509 ?? x509))
        if isAuthority, let extra = X509V3_EXT_conf_nid(nil, nil, NID_basic_constraints, "critical,CA:TRUE") {
            X509_add_ext(x509, extra, -1)
            X509_EXTENSION_free(extra)
        }
        precondition(
            X509_sign(x509, issuer?.pkey ?? pkey, EVP_sha256()) > 0, "the certificate cannot be signed")
        certificate = Self.text { PEM_write_bio_X509($0, x509) }
        let pkey = pkey
        key = Self.text { PEM_write_bio_PrivateKey($0, pkey, nil, nil, 0, nil, nil) }
        var digest = [UInt8](repeating: 0, count: 32)
        X509_digest(x509, EVP_sha256(), &digest, nil)
        sha256 = hexadecimal(digest)
    }

    deinit {
        X509_free(x509)
        EVP_PKEY_free(pkey)
    }

    /// The key as a passphrase locks it.
    package var lockedKey: [UInt8] {
        var phrase = Array("phrase".utf8)
        return Self.text {
            PEM_write_bio_PrivateKey($0, pkey, EVP_aes_128_cbc(), &phrase, Int32(phrase.count), nil, nil)
        }
    }

    /// Shows it on a client's or a server's context.
    func show(on context: OpaquePointer) {
        precondition(
            SSL_CTX_use_certificate(context, x509) == 1 && SSL_CTX_use_PrivateKey(context, pkey) == 1,
            "the certificate cannot be shown")
    }

    private static func freshKey() -> OpaquePointer {
        var key: OpaquePointer?
        let maker = EVP_PKEY_CTX_new_id(EVP_PKEY_EC, nil)
        defer { EVP_PKEY_CTX_free(maker) }
        guard EVP_PKEY_keygen_init(maker) == 1,
            EVP_PKEY_CTX_set_ec_paramgen_curve_nid(maker, NID_X9_62_prime256v1) == 1,
            EVP_PKEY_keygen(maker, &key) == 1, let key
        else { preconditionFailure("no key can be made") }
        return key
    }

    private static func text(_ write: (OpaquePointer?) -> Int32) -> [UInt8] {
        let memory = BIO_new(BIO_s_mem())
        defer { BIO_free(memory) }
        var start: UnsafeMutablePointer<CChar>?
        guard write(memory) == 1, let memory, case let count = ctls_memory(memory, &start), count > 0,
            let start
        else { preconditionFailure("PEM cannot be written") }
        return Array(UnsafeRawBufferPointer(start: start, count: count))
    }
}
