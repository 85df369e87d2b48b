import Journey
import YAML

/// How a source's sender is believed.
extension SettingsReader {
    struct SourceSecrets {
        var secret: SharedSecret?
        var next: SharedSecret?
        var signingKey: SigningKey?
    }

    /// - Returns: Nil when neither a secret nor a key can be had.
    mutating func readSecrets(_ section: Section) -> SourceSecrets? {
        let reader = self
        var secrets = SourceSecrets()
        secrets.signingKey = report.optional("signing_key", of: section) { (node) throws(Objection) in
            guard let key = SigningKey(try reader.secret(node)) else {
                throw Objection(
                    "leads to no whsec_ with 24 to 64 bytes in base64 behind it",
                    remedy: "copy the signing secret whole, as the sender shows it")
            }
            return key
        }
        if section["secret"] != nil || section["signing_key"] == nil {
            secrets.secret = report.required(
                "secret", of: section, remedy: "add secret: env:NAME, or file:PATH", reader.sharedSecret)
        }
        secrets.next = report.optional("secret_next", of: section, reader.sharedSecret)
        if let node = section["secret_next"], let next = secrets.next,
            secrets.secret?.isSame(as: next) == true
        {
            report.add(
                "\(section.path(to: "secret_next")) leads to the same secret as secret: nothing is rotated",
                remedy: "make a new one with: alertbridge secret new, or remove secret_next", at: node)
        }
        if let node = section["secret_next"], section["secret"] == nil {
            report.add(
                "\(section.path(to: "secret_next")) has no secret to follow", remedy: "name it secret",
                at: node)
        }
        notePredictable(section)
        return secrets.secret == nil && secrets.signingKey == nil ? nil : secrets
    }

    /// What can be a drawn secret is taken; one that nobody can have drawn is told of.
    private mutating func notePredictable(_ section: Section) {
        for key in ["secret", "secret_next"] {
            guard let node = section[key], let text = try? secret(node), SharedSecret(text) != nil,
                !SharedSecret.isWeak(text), SharedSecret.isPredictable(text)
            else { continue }
            report.note(
                "\(section.path(to: key)) leads to a secret that mostly repeats itself or counts up: such "
                    + "secrets are guessed first", remedy: "make one with: alertbridge secret new", at: node)
        }
    }

    private func sharedSecret(_ node: YAMLNode) throws(Objection) -> SharedSecret {
        let text = try secret(node)
        let remedy = "make one with: alertbridge secret new"
        guard let secret = SharedSecret(text) else {
            throw Objection(
                "leads to a secret that is not 22 to 128 of A-Z a-z 0-9 . _ -", remedy: remedy)
        }
        guard !SharedSecret.isWeak(text) else {
            throw Objection(
                "leads to a secret that can be guessed: \(text.utf8.count) characters, \(Set(text.utf8).count) "
                    + "different ones, hold fewer than 128 bits", remedy: remedy)
        }
        return secret
    }
}
