import CTLS
import Glibc

/// A client's end of TLS over a socket that blocks; the socket stays its owner's.
package final class TLSChannel {
    package struct Options {
        /// The highest version offered, and the only one.
        package var version: Version
        package var certificate: TestCertificate?
        package var protocols: [String]

        package init(
            version: Version = .tls13, certificate: TestCertificate? = nil, protocols: [String] = []
        ) {
            self.version = version
            self.certificate = certificate
            self.protocols = protocols
        }
    }

    package enum Version: Int32, CaseIterable, Sendable {
        case tls10 = 0x0301
        case tls11, tls12, tls13
    }

    private let handle: OpaquePointer

    /// Nil when hands cannot be shaken.
    package init?(_ options: Options, on descriptor: Int32) {
        Self.blockPipeSignal()
        guard let context = SSL_CTX_new(TLS_client_method()) else { return nil }
        defer { SSL_CTX_free(context) }
        SSL_CTX_set_security_level(context, 0)
        guard ctls_set_versions(context, options.version.rawValue, options.version.rawValue) == 1 else {
            return nil
        }
        options.certificate?.show(on: context)
        let names = options.protocols.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
        if !names.isEmpty { SSL_CTX_set_alpn_protos(context, names, UInt32(names.count)) }
        guard let handle = SSL_new(context) else { return nil }
        guard SSL_set_fd(handle, descriptor) == 1, SSL_connect(handle) == 1 else {
            SSL_free(handle)
            return nil
        }
        self.handle = handle
    }

    deinit { SSL_free(handle) }

    /// SHA-256 of the server's certificate, in hexadecimal digits.
    package var serverSHA256: String? {
        guard let certificate = SSL_get1_peer_certificate(handle) else { return nil }
        defer { X509_free(certificate) }
        var digest = [UInt8](repeating: 0, count: 32)
        guard X509_digest(certificate, EVP_sha256(), &digest, nil) == 1 else { return nil }
        return hexadecimal(digest)
    }

    package var version: String { String(cString: SSL_get_version(handle)) }

    /// The protocol that was agreed on.
    package var agreed: String {
        var name: UnsafePointer<UInt8>?
        var count: UInt32 = 0
        SSL_get0_alpn_selected(handle, &name, &count)
        return String(decoding: UnsafeBufferPointer(start: name, count: Int(count)), as: UTF8.self)
    }

    /// - Returns: How many bytes were taken; below 1 for none.
    package func send(_ bytes: UnsafeRawBufferPointer) -> Int {
        Self.blockPipeSignal()
        return Int(SSL_write(handle, bytes.baseAddress, Int32(bytes.count)))
    }

    /// - Returns: How many bytes came; 0 at a goodbye, below 0 when the connection broke or stayed silent.
    package func receive(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = SSL_read(handle, buffer.baseAddress, Int32(buffer.count))
        return count <= 0 && SSL_get_error(handle, count) == SSL_ERROR_ZERO_RETURN
            ? 0 : Int(count > 0 ? count : -1)
    }

    /// Bytes that came and were not taken yet.
    package var hasPending: Bool { SSL_has_pending(handle) == 1 }

    package func sayGoodbye() { SSL_shutdown(handle) }

    /// libssl writes to sockets without MSG_NOSIGNAL.
    private static func blockPipeSignal() {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }
}
