package import TLS
package import Trading

/// The files with which the webhook listener ends TLS itself.
package struct ListenerTLS: Sendable {
    package struct Files: Hashable, Sendable {
        /// The listener's own certificate, then those between it and its authority.
        package let certificate: String
        package let key: String
        /// Those who may vouch for a client's certificate.
        package let clientAuthorities: String?
    }

    /// Why the files cannot be used, with the key of `listen.tls` that it lies in.
    package struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        let key: String
        let what: String
        let remedy: String

        package var description: String { "listen.tls.\(key) \(what); \(remedy)" }
    }

    package let files: Files
    /// What they held when the settings were read.
    package let identity: TLSIdentity
    /// Where the settings name the certificate.
    let place: SettingsFault

    private static let bytesMax = 1 << 20
    private static let warnDays: Int64 = 14

    /// What is wrong with the certificate's end, if anything: over already, or within two weeks.
    package func concern(at now: Timestamp) -> (isFault: Bool, text: String)? {
        let left = identity.endsAt - now.microseconds / 1_000_000
        let end = Timestamp(microseconds: identity.endsAt * 1_000_000)
        guard left > 0 else {
            return (true, fault("ended \(end): no sender believes it any more", "renew it, then send SIGHUP"))
        }
        guard left < Self.warnDays * 86_400 else { return nil }
        return (false, fault("ends \(end), in \(left / 86_400) days", "renew it, then send SIGHUP"))
    }

    private func fault(_ what: String, _ remedy: String) -> String {
        SettingsFault(
            file: place.file, line: place.line, column: place.column,
            what: "listen.tls.certificate \(what)", remedy: remedy
        ).description
    }

    /// What the files hold now.
    package static func load(_ files: Files) throws(Failure) -> TLSIdentity {
        let certificate = try read(files.certificate, "certificate")
        let key = try read(files.key, "key", isSecret: true)
        var authorities: [UInt8]?
        if let path = files.clientAuthorities { authorities = try read(path, "client_ca") }
        do {
            return try TLSIdentity(certificate: certificate, key: key, authorities: authorities)
        } catch {
            let (name, path) =
                switch error.part {
                case .certificate, .library: ("certificate", files.certificate)
                case .key: ("key", files.key)
                case .authorities: ("client_ca", files.clientAuthorities ?? "")
                }
            throw Failure(key: name, what: "is \(shown(path)), which \(error.what)", remedy: error.remedy)
        }
    }

    private static func read(_ path: String, _ key: String, isSecret: Bool = false) throws(Failure) -> [UInt8]
    {
        do throws(OpenFile.Failure) {
            let file = try OpenFile(path)
            let permissions = try file.permissions()
            let bytes = try file.bytes(max: bytesMax)
            guard isSecret, let permissions, permissions & 0o077 != 0 else { return bytes }
            throw OpenFile.Failure("others may use it (mode 0\(String(permissions, radix: 8)))")
        } catch {
            throw Failure(
                key: key, what: "is \(shown(path)), which cannot be read: \(error.reason)",
                remedy: isSecret ? "name the key's file, of mode 0600" : "correct the path")
        }
    }

    private static func shown(_ path: String) -> String { Label.bare(path, lengthMax: 200) }
}
