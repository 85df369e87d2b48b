import Journey
import YAML

/// Which certificates senders have to show, and who tells of them.
extension SettingsReader {
    mutating func readCertificateHeaders(_ section: Section) -> CertificateHeaders {
        var headers = CertificateHeaders()
        guard
            let names = report.section(
                "certificate_headers", of: section, keys: Keys.certificateHeaders)
        else { return headers }
        headers.subject = report.optional("subject", of: names, Self.headerName)
        headers.fingerprint = report.optional("fingerprint", of: names, Self.headerName)
        headers.certificate = report.optional("certificate", of: names, Self.headerName)
        if section["trusted_proxies"]?.sequence?.isEmpty ?? true {
            report.add(
                "\(names.path) stands without trusted_proxies: nobody's word about a certificate is believed",
                remedy: "add trusted_proxies: [127.0.0.1], or where your proxy calls from", at: names.place)
        }
        return headers
    }

    private static func headerName(_ node: YAMLNode) throws(Objection) -> String {
        let text = try Scalars.text(node)
        let isToken = text.utf8.allSatisfy {
            ($0 >= 48 && $0 <= 57) || ($0 >= 65 && $0 <= 90) || ($0 >= 97 && $0 <= 122)
                || $0 == UInt8(ascii: "-")
        }
        guard (1...64).contains(text.utf8.count), isToken else {
            throw Objection(
                "is \(Label.quoted(text)), which is no header's name",
                remedy: "write letters, digits and hyphens, such as X-Client-Certificate-SHA256")
        }
        return text
    }

    /// Fingerprints, subjects, and names of known senders in place of their subject.
    mutating func readKnownCertificates(_ section: Section) -> KnownCertificates {
        guard let nodes = report.optional("certificates", of: section, Scalars.list) else {
            return KnownCertificates()
        }
        if nodes.isEmpty, let node = section["certificates"] {
            report.add(
                "\(section.path(to: "certificates")) is empty",
                remedy: "list fingerprints or subjects, or remove the key", at: node)
        }
        var fingerprints: Set<CertificateFingerprint> = []
        var subjects: Set<CertificateSubject> = []
        for (index, node) in nodes.enumerated() {
            let path = "\(section.path(to: "certificates"))[\(index)]"
            switch report.value(path, at: node, Self.certificate) {
            case .fingerprint(let fingerprint): fingerprints.insert(fingerprint)
            case .subject(let subject): subjects.insert(subject)
            case nil: break
            }
        }
        return KnownCertificates(fingerprints: fingerprints, subjects: subjects)
    }

    private enum Known {
        case fingerprint(CertificateFingerprint)
        case subject(CertificateSubject)
    }

    private static func certificate(_ node: YAMLNode) throws(Objection) -> Known {
        let text = try Scalars.text(node)
        if text == "tradingview" { return .subject(KnownSenders.tradingViewCertificate) }
        if let fingerprint = CertificateFingerprint(text) { return .fingerprint(fingerprint) }
        if let subject = CertificateSubject(text) { return .subject(subject) }
        throw Objection(
            "is \(Label.quoted(text)), which is neither a SHA-256 fingerprint nor a subject",
            remedy: "write tradingview, 64 hexadecimal digits, or a subject such as \"CN=…,O=…\" with a "
                + "backslash before a comma inside a part")
    }

    /// A source that asks for a certificate of which nobody tells would never be listened to.
    mutating func refuseUntoldCertificates(_ sources: [Named<Source>], _ listeners: Listeners) {
        let headers = listeners.certificateHeaders
        for source in sources where !source.value.certificates.isEmpty {
            let known = source.value.certificates
            let path = "sources.\(source.value.name).certificates"
            let vouches = listeners.tls?.files.clientAuthorities != nil
            if headers.names.isEmpty, !listeners.endsTLS {
                report.add(
                    "\(path) asks for a certificate, and nobody tells of one",
                    remedy: "add certificate_headers to listen, as config/proxy shows, or tls", at: source.key
                )
            } else if !known.subjects.isEmpty, headers.subject == nil, !vouches {
                report.add(
                    "\(path) names a subject, and nobody vouches for one",
                    remedy: "add subject to listen.certificate_headers or client_ca to listen.tls, or list "
                        + "fingerprints", at: source.key)
            } else if !known.subjects.isEmpty, headers.subject != nil {
                report.note(
                    "\(path) names a subject, which anyone can write into a certificate of his own",
                    remedy: "have the proxy verify the certificate's authority, or list fingerprints",
                    at: source.key)
            }
        }
    }
}
