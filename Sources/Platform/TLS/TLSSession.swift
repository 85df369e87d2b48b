import CTLS

/// The server's end of one TLS connection over a socket that does not block; for one thread at a time, which has
/// SIGPIPE blocked or ignored. The socket stays its owner's.
package final class TLSSession {
    /// How far a call came.
    package enum Step: Hashable, Sendable {
        /// With so many bytes.
        case moved(Int)
        /// Again once the socket can be read, or written to.
        case wantsRead, wantsWrite
        /// The other end said all that it had to say.
        case ended
        /// Nothing more can be said either way.
        case failed
    }

    /// An `SSL`.
    private let handle: OpaquePointer
    private let knowsAuthorities: Bool

    /// Nil when the system has no memory for it.
    package init?(_ identity: TLSIdentity, on descriptor: Int32) {
        guard let handle = SSL_new(identity.context) else { return nil }
        guard SSL_set_fd(handle, descriptor) == 1 else {
            SSL_free(handle)
            return nil
        }
        SSL_set_accept_state(handle)
        self.handle = handle
        knowsAuthorities = identity.knowsAuthorities
    }

    deinit { SSL_free(handle) }

    /// `moved` once both ends have proven themselves.
    package func shakeHands() -> Step { step { SSL_do_handshake(handle) } }

    /// Fills the buffer as far as there is something.
    package func read(into buffer: UnsafeMutableRawBufferPointer) -> Step {
        step { SSL_read(handle, buffer.baseAddress, Int32(clamping: buffer.count)) }
    }

    /// Takes some of the bytes; the rest is offered again.
    package func write(_ bytes: UnsafeRawBufferPointer) -> Step {
        step { SSL_write(handle, bytes.baseAddress, Int32(clamping: bytes.count)) }
    }

    /// Says goodbye, as far as that goes without waiting.
    package func sayGoodbye() { _ = step { SSL_shutdown(handle) } }

    /// What the other end showed, once hands are shaken.
    package var peer: PeerCertificate? {
        guard let certificate = SSL_get1_peer_certificate(handle) else { return nil }
        defer { X509_free(certificate) }
        let isVouchedFor = knowsAuthorities && SSL_get_verify_result(handle) == Int(X509_V_OK)
        return PeerCertificate(certificate, isVouchedFor: isVouchedFor)
    }

    private func step(_ call: () -> Int32) -> Step {
        // What an earlier call left behind would be taken for this one's.
        ERR_clear_error()
        let count = call()
        if count > 0 { return .moved(Int(count)) }
        switch SSL_get_error(handle, count) {
        case SSL_ERROR_WANT_READ: return .wantsRead
        case SSL_ERROR_WANT_WRITE: return .wantsWrite
        case SSL_ERROR_ZERO_RETURN: return .ended
        default: return .failed
        }
    }
}
