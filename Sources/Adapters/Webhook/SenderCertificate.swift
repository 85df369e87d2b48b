import Crypto
import Journey

/// Tells which certificate a sender showed: to this listener, or in the words of the proxy that ended TLS.
struct SenderCertificate: Sendable {
    let trustedProxies: Set<String>
    let headers: CertificateHeaders

    /// Nil without one. A proxy that is not listed is a sender like any other: his headers are his own word.
    ///
    /// - Parameters:
    ///   - peer: The connection's other end.
    ///   - shown: What it showed to this listener.
    ///   - header: The request's header of a name.
    func of(_ peer: String, shown: ClientCertificate?, header: (String) -> String?) -> ClientCertificate? {
        guard trustedProxies.contains(peer) else { return shown }
        let told = headers.fingerprint.flatMap(header).flatMap(CertificateFingerprint.init)
        let whole = headers.certificate.flatMap(header).flatMap(Self.bytes(ofHeader:))
        return ClientCertificate(
            subject: headers.subject.flatMap(header),
            fingerprint: told ?? whole.flatMap { CertificateFingerprint(sha256: SHA256.hash($0)) },
            isVouchedFor: true)
    }

    /// One that was shown to this listener itself.
    static func shown(_ subject: String, sha256: [UInt8], isVouchedFor: Bool) -> ClientCertificate? {
        ClientCertificate(
            subject: subject, fingerprint: CertificateFingerprint(sha256: sha256), isVouchedFor: isVouchedFor)
    }

    /// A certificate's DER, as proxies write it into a header: between colons (RFC 9440; Cloudflare), in bare base64
    /// (Caddy), or as PEM with `%` escapes (nginx).
    static func bytes(ofHeader text: String) -> [UInt8]? {
        if text.hasPrefix(":"), text.hasSuffix(":"), text.utf8.count > 2 {
            return Base64.decode(String(text.dropFirst().dropLast()))
        }
        guard text.hasPrefix(pemBegin) || text.hasPrefix("-----BEGIN%20CERTIFICATE-----") else {
            return text.isEmpty ? nil : Base64.decode(text)
        }
        guard let pem = unescaped(text), pem.hasPrefix(pemBegin),
            let end = pem.firstRange(of: "-----END CERTIFICATE-----")
        else { return nil }
        let digits = pem[..<end.lowerBound].dropFirst(pemBegin.count).filter { !$0.isWhitespace }
        return digits.isEmpty ? nil : Base64.decode(String(digits))
    }

    private static let pemBegin = "-----BEGIN CERTIFICATE-----"

    /// The text without its `%` escapes; nil where one is broken.
    private static func unescaped(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        var plain: [UInt8] = []
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "%") else {
                plain.append(bytes[index])
                index += 1
                continue
            }
            guard index + 2 < bytes.count,
                let byte = Hexadecimal.bytes(
                    String(decoding: bytes[(index + 1)...(index + 2)], as: UTF8.self))?.first
            else { return nil }
            plain.append(byte)
            index += 3
        }
        return String(decoding: plain, as: UTF8.self)
    }
}
