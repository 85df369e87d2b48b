import YAML

extension SettingsReader {
    /// The listener's own TLS; nil without it, and when its files cannot be used.
    mutating func readTLS(_ section: Section) -> ListenerTLS? {
        guard let tls = report.section("tls", of: section, keys: Keys.tls) else { return nil }
        let remedy = "name a PEM file"
        let certificate = report.required("certificate", of: tls, remedy: remedy, Scalars.text)
        let key = report.required("key", of: tls, remedy: remedy, Scalars.text)
        let authorities = report.optional("client_ca", of: tls, Scalars.text)
        guard let certificate, let key, let node = tls["certificate"] else { return nil }
        let files = ListenerTLS.Files(
            certificate: FilePath.resolve(certificate, in: folder), key: FilePath.resolve(key, in: folder),
            clientAuthorities: authorities.map { FilePath.resolve($0, in: folder) })
        do {
            let identity = try ListenerTLS.load(files)
            if identity.isSelfSigned {
                report.note(
                    "\(tls.path(to: "certificate")) was signed by itself: TradingView does not believe it",
                    remedy: "have a public authority issue one", at: node)
            } else if identity.chainCount == 0 {
                report.note(
                    "\(tls.path(to: "certificate")) comes without those that issued it: many senders do not "
                        + "believe it then",
                    remedy: "name the file with the whole chain (fullchain.pem)", at: node)
            }
            return ListenerTLS(files: files, identity: identity, place: report.place(of: node))
        } catch {
            report.add(
                "\(tls.path(to: error.key)) \(error.what)", remedy: error.remedy, at: tls[error.key] ?? node)
            return nil
        }
    }
}
