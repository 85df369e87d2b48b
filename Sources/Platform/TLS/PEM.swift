import CTLS

/// Reads certificates and keys out of PEM texts.
enum PEM {
    /// At least one certificate, in the file's order; freed with its owner.
    struct Certificates: ~Copyable {
        /// Each an `X509`.
        let handles: [OpaquePointer]

        fileprivate init(_ handles: [OpaquePointer]) { self.handles = handles }

        deinit { for handle in handles { X509_free(handle) } }

        var own: OpaquePointer { handles[0] }
    }

    /// Freed, and its memory wiped, with its owner.
    struct PrivateKey: ~Copyable {
        /// An `EVP_PKEY`.
        let handle: OpaquePointer

        fileprivate init(_ handle: OpaquePointer) { self.handle = handle }

        deinit { EVP_PKEY_free(handle) }
    }

    static func certificates(_ text: [UInt8], of part: TLSFault.Part) throws(TLSFault) -> Certificates {
        var handles: [OpaquePointer] = []
        let isRead = reading(text) { memory in
            while let certificate = PEM_read_bio_X509(memory, nil, nil, nil) { handles.append(certificate) }
        }
        let certificates = Certificates(handles)
        let code = ERR_peek_last_error()
        ERR_clear_error()
        // The reader always ends with an error; that there is nothing more to read is the good one.
        let isEnd = Int32(truncatingIfNeeded: code & 0x7F_FFFF) == PEM_R_NO_START_LINE
        guard isRead, !handles.isEmpty else {
            throw TLSFault(
                part, "holds no certificate in PEM",
                remedy: "name the file whose text begins with -----BEGIN CERTIFICATE-----")
        }
        guard isEnd else {
            throw TLSFault(
                part, "holds a certificate that cannot be read", remedy: "copy the file anew, whole")
        }
        return certificates
    }

    static func privateKey(_ text: [UInt8]) throws(TLSFault) -> PrivateKey {
        var handle: OpaquePointer?
        var none: [CChar] = [0]
        // An empty passphrase, or the library would ask for one on the terminal.
        _ = reading(text) { handle = PEM_read_bio_PrivateKey($0, nil, nil, &none) }
        ERR_clear_error()
        if let handle { return PrivateKey(handle) }
        guard !String(decoding: text, as: UTF8.self).contains("ENCRYPTED") else {
            throw TLSFault(
                .key, "is locked with a passphrase",
                remedy: "store the key without one (openssl pkey -in OLD -out NEW), mode 0600")
        }
        throw TLSFault(
            .key, "holds no private key in PEM",
            remedy: "name the file whose text begins with -----BEGIN PRIVATE KEY-----")
    }

    /// - Returns: Whether there was memory for it.
    private static func reading(_ text: [UInt8], _ body: (OpaquePointer) -> Void) -> Bool {
        ERR_clear_error()
        return text.withUnsafeBytes { bytes in
            guard let memory = BIO_new_mem_buf(bytes.baseAddress, Int32(clamping: bytes.count)) else {
                return false
            }
            defer { BIO_free(memory) }
            body(memory)
            return true
        }
    }
}
