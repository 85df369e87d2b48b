/// The certificates of which a source's sender has to show one; empty where none is asked for.
package struct KnownCertificates: Hashable, Sendable {
    package let fingerprints: Set<CertificateFingerprint>
    /// Believed only where an authority stands behind them: anyone can write a subject into a certificate.
    package let subjects: Set<CertificateSubject>

    package init(
        fingerprints: Set<CertificateFingerprint> = [], subjects: Set<CertificateSubject> = []
    ) {
        self.fingerprints = fingerprints
        self.subjects = subjects
    }

    package var isEmpty: Bool { fingerprints.isEmpty && subjects.isEmpty }

    /// Whether a sender that showed this one may be listened to.
    package func accept(_ shown: ClientCertificate?) -> Bool {
        if isEmpty { return true }
        guard let shown else { return false }
        if let fingerprint = shown.fingerprint, fingerprints.contains(fingerprint) { return true }
        guard shown.isVouchedFor, let subject = shown.subject.flatMap(CertificateSubject.init) else {
            return false
        }
        return subjects.contains(subject)
    }
}

/// The name in a certificate, by what it says: programs write its parts in different orders (OpenSSL backwards, Go in
/// one of its own).
package struct CertificateSubject: Hashable, Sendable {
    /// `CN=TradingView Webhooks`, …, sorted.
    private let parts: [String]

    /// - Parameter text: As RFC 2253 has it, `CN=…,O=…`; a space may stand behind a comma, and a comma within a part
    ///   has a backslash before it. Nil for what is not made of such parts.
    package init?(_ text: String) {
        var parts: [[UInt8]] = [[]]
        var isEscaped = false
        for byte in text.utf8 {
            if byte == UInt8(ascii: ","), !isEscaped {
                parts.append([])
            } else {
                parts[parts.count - 1].append(byte)
            }
            isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
        }
        var read: [String] = []
        for part in parts {
            guard let clean = Self.part(part) else { return nil }
            read.append(clean)
        }
        self.parts = read.sorted()
    }

    /// `KEY=value`, its key in capitals.
    private static func part(_ bytes: [UInt8]) -> String? {
        let trimmed = bytes.drop { $0 == UInt8(ascii: " ") }
        guard let equals = trimmed.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        let (key, value) = (trimmed[..<equals], trimmed[(equals + 1)...])
        guard !key.isEmpty, key.allSatisfy(isKey), !value.isEmpty else { return nil }
        let name = String(decoding: key, as: UTF8.self).uppercased()
        return "\(name)=\(String(decoding: value, as: UTF8.self))"
    }

    /// A letter of a name, or a digit or dot of a number such as `2.5.4.3`.
    private static func isKey(_ byte: UInt8) -> Bool {
        (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122)
            || byte == UInt8(ascii: ".")
    }
}
