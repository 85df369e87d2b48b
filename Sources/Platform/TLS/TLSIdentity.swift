import CTLS

/// What a server shows of itself, and whom it believes: a certificate with its chain, the key, and the authorities of
/// its clients. TLS 1.2 and 1.3 alone; a client certificate is asked for and never needed.
///
/// Sendable because nothing of the context is changed once it is made, and OpenSSL counts who uses it under a lock.
package final class TLSIdentity: @unchecked Sendable {
    /// An `SSL_CTX`.
    let context: OpaquePointer
    /// When the certificate ends, in seconds since 1970.
    package let endsAt: Int64
    /// Whether it stands for itself: nobody believes it who was not told to.
    package let isSelfSigned: Bool
    /// How many certificates come behind it, of those that issued it.
    package let chainCount: Int
    /// Whether there are authorities that could vouch for a client's certificate.
    package let knowsAuthorities: Bool

    /// - Parameters:
    ///   - certificate: PEM: the server's own certificate first, then those between it and its authority.
    ///   - key: PEM, without a passphrase.
    ///   - authorities: PEM of those who may vouch for a client.
    package init(certificate: [UInt8], key: [UInt8], authorities: [UInt8]? = nil) throws(TLSFault) {
        let chain = try PEM.certificates(certificate, of: .certificate)
        let secret = try PEM.privateKey(key)
        guard X509_check_private_key(chain.own, secret.handle) == 1 else {
            throw TLSFault(
                .key, "is not the key of the certificate",
                remedy: "put the certificate and its own key side by side")
        }
        guard let context = SSL_CTX_new(TLS_server_method()) else { throw Self.libraryFault() }
        self.context = context
        endsAt = ctls_seconds(X509_get0_notAfter(chain.own))
        isSelfSigned = X509_self_signed(chain.own, 0) == 1
        chainCount = chain.handles.count - 1
        knowsAuthorities = authorities != nil
        try Self.restrict(context)
        try Self.show(chain, secret, on: context)
        if let authorities {
            try Self.trust(try PEM.certificates(authorities, of: .authorities), on: context)
        }
    }

    deinit { SSL_CTX_free(context) }

    /// A client's chain of more bytes ends the handshake.
    private static let peerChainBytesMax = 32_768

    private static func restrict(_ context: OpaquePointer) throws(TLSFault) {
        guard ctls_set_versions(context, Int32(TLS1_2_VERSION), Int32(TLS1_3_VERSION)) == 1,
            SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1
        else { throw libraryFault() }
        SSL_CTX_set_security_level(context, 2)
        ctls_set_options(context)
        ctls_set_modes(context)
        ctls_forget_sessions(context)
        ctls_set_peer_chain_max(context, peerChainBytesMax)
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER, acceptPeer)
        SSL_CTX_set_verify_depth(context, 5)
        SSL_CTX_set_alpn_select_cb(context, selectProtocol, nil)
    }

    private static func show(
        _ chain: borrowing PEM.Certificates, _ key: borrowing PEM.PrivateKey, on context: OpaquePointer
    ) throws(TLSFault) {
        guard SSL_CTX_use_certificate(context, chain.own) == 1 else {
            throw TLSFault(
                .certificate, "is refused by OpenSSL: \(reason())",
                remedy: "have it issued anew, with an RSA key of 2048 bits or an EC key of 256")
        }
        guard SSL_CTX_use_PrivateKey(context, key.handle) == 1 else { throw libraryFault() }
        for certificate in chain.handles.dropFirst() {
            X509_up_ref(certificate)
            guard ctls_add_chain(context, certificate) == 1 else {
                X509_free(certificate)
                throw TLSFault(
                    .certificate, "has a chain that OpenSSL refuses: \(reason())",
                    remedy: "use the chain as its authority gave it")
            }
        }
    }

    private static func trust(
        _ authorities: borrowing PEM.Certificates, on context: OpaquePointer
    ) throws(TLSFault) {
        // What was captured of a chain may lack its root: each certificate of the file is believed by itself.
        X509_STORE_set_flags(SSL_CTX_get_cert_store(context), UInt(X509_V_FLAG_PARTIAL_CHAIN))
        for authority in authorities.handles {
            // Counted once more by the store.
            guard X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority) == 1 else {
                throw libraryFault()
            }
        }
    }

    static func libraryFault() -> TLSFault {
        TLSFault(.library, "OpenSSL could not be set up: \(reason())", remedy: "check the system's libssl")
    }

    /// The oldest complaint of this thread, in OpenSSL's words; it holds no secret.
    static func reason() -> String {
        let code = ERR_get_error()
        ERR_clear_error()
        guard code != 0, let text = ERR_reason_error_string(code) else { return "no reason given" }
        return String(cString: text)
    }
}

/// Takes whatever a client shows: who stands behind it is asked later, and never ends a handshake.
private func acceptPeer(_ isGood: Int32, _ store: OpaquePointer?) -> Int32 { 1 }

/// HTTP/1.1, or nothing where a client offers only others.
private func selectProtocol(
    _ connection: OpaquePointer?, _ chosen: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
    _ chosenCount: UnsafeMutablePointer<UInt8>?, _ offered: UnsafePointer<UInt8>?, _ offeredCount: UInt32,
    _ context: UnsafeMutableRawPointer?
) -> Int32 {
    guard let chosen, let chosenCount, let offered else { return SSL_TLSEXT_ERR_ALERT_FATAL }
    let name = Array("http/1.1".utf8)
    var start = 0
    // Each name has its length before it.
    while start < Int(offeredCount) {
        let (count, first) = (Int(offered[start]), start + 1)
        guard first + count <= Int(offeredCount) else { break }
        if count == name.count, (0..<count).allSatisfy({ offered[first + $0] == name[$0] }) {
            chosen.pointee = offered + first
            chosenCount.pointee = UInt8(count)
            return SSL_TLSEXT_ERR_OK
        }
        start = first + count
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL
}
