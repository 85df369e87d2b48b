/// The headers in which a proxy tells of its client's certificate; nil for what it does not tell.
package struct CertificateHeaders: Hashable, Sendable {
    /// The subject as RFC 2253 writes it.
    package var subject: String?
    /// SHA-256 in hexadecimal digits.
    package var fingerprint: String?
    /// The whole certificate: between colons as RFC 9440 has it, bare base64 of its DER, or PEM with `%` escapes.
    package var certificate: String?

    package init(subject: String? = nil, fingerprint: String? = nil, certificate: String? = nil) {
        self.subject = subject
        self.fingerprint = fingerprint
        self.certificate = certificate
    }

    package var names: [String] { [subject, fingerprint, certificate].compactMap(\.self) }
}
