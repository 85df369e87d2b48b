/// The certificate that a sender showed when its connection was made, as whoever ended TLS tells of it.
package struct ClientCertificate: Hashable, Sendable {
    /// A longer subject is not kept, in bytes: a stranger may write what he likes into a certificate of his own.
    package static let subjectBytesMax = 512

    /// As RFC 2253 writes it: `CN=TradingView Webhooks,O=TradingView\, Inc.,…`.
    package let subject: String?
    package let fingerprint: CertificateFingerprint?
    /// Whether an authority that the operator named stands behind the subject. A fingerprint needs none.
    package let isVouchedFor: Bool

    /// Nil when neither subject nor fingerprint is told. What is no subject is left out: of a client without a
    /// certificate a proxy may write the name of the thing that it lacks.
    package init?(subject: String?, fingerprint: CertificateFingerprint?, isVouchedFor: Bool) {
        let kept = subject.flatMap { text in
            text.utf8.count <= Self.subjectBytesMax && CertificateSubject(text) != nil ? text : nil
        }
        guard kept != nil || fingerprint != nil else { return nil }
        self.subject = kept
        self.fingerprint = fingerprint
        self.isVouchedFor = isVouchedFor
    }
}

/// SHA-256 of a certificate as it went over the wire (DER).
package struct CertificateFingerprint: Hashable, Sendable, CustomStringConvertible {
    /// 64 hexadecimal digits in lower case.
    package let description: String

    /// - Parameter text: 64 hexadecimal digits, with a colon between each two or none at all.
    package init?(_ text: String) {
        let pairs = text.split(separator: ":", omittingEmptySubsequences: false)
        let digits = pairs.count == 32 && pairs.allSatisfy { $0.utf8.count == 2 } ? pairs.joined() : text
        guard digits.utf8.count == 64, digits.utf8.allSatisfy(Self.isDigit) else { return nil }
        description = digits.lowercased()
    }

    /// - Parameter sha256: 32 bytes.
    package init?(sha256: [UInt8]) { self.init(Hexadecimal.text(sha256)) }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 70) || (byte >= 97 && byte <= 102)
    }
}
