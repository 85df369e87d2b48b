import Journey
import YAML

extension SettingsReader {
    mutating func readSource(_ name: String, _ section: Section) -> Source? {
        let reader = self
        let secret = report.required("secret", of: section, remedy: "add secret: env:NAME, or file:PATH") {
            (node) throws(Objection) in
            guard let secret = SharedSecret(try reader.secret(node)) else {
                throw Objection(
                    "leads to a secret that is not 22 to 128 of A-Z a-z 0-9 . _ -",
                    remedy: "make one with: alertbridge secret new")
            }
            return secret
        }
        let dialect = report.optional("dialect", of: section) { (node) throws(Objection) in
            try Scalars.word(node, of: Source.Dialect.allCases)
        }
        let maxAge = report.optional("max_age", of: section, Scalars.duration)
        guard let secret else { return nil }
        return Source(
            name: name, secret: secret, dialect: dialect ?? .auto, maxAge: maxAge ?? .seconds(30))
    }
}
