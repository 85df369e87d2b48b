/// Where a secret is kept: `env:NAME` or `file:PATH`. Nothing here repeats what might be the secret itself.
enum SecretReference {
    /// Bytes of a secret's file; none that we take comes near.
    static let bytesMax = 4_096

    private static let literal = Objection(
        "is neither env:NAME nor file:PATH",
        remedy: "move the secret itself into an environment variable or a file of mode 0600")

    /// The secret that a reference leads to: one line with something in it.
    ///
    /// - Parameter folder: Where a relative path starts.
    static func resolve(
        _ reference: String, folder: String, environment: [String: String]
    ) throws(Objection) -> String {
        let secret: String
        if reference.hasPrefix("env:") {
            secret = try fromEnvironment(String(reference.dropFirst(4)), environment)
        } else if reference.hasPrefix("file:") {
            secret = try fromFile(String(reference.dropFirst(5)), folder)
        } else {
            throw literal
        }
        guard secret.unicodeScalars.allSatisfy(Label.isPrintable) else {
            throw Objection(
                "leads to a secret with a control character or a line break in it",
                remedy: "store it in one line"
            )
        }
        return secret
    }

    private static func fromEnvironment(
        _ name: String, _ environment: [String: String]
    ) throws(Objection) -> String {
        guard isVariable(name) else {
            throw Objection(
                "names no environment variable",
                remedy: "after env: write a name of letters, digits and underscores")
        }
        // Capitals alone are surely a name; anything else may be a secret put there by mistake.
        let shown = name == name.uppercased() ? name : "the variable"
        guard let secret = environment[name] else {
            throw Objection("needs \(shown), which is not set", remedy: "set it where the program starts")
        }
        guard !secret.isEmpty else {
            throw Objection("needs \(shown), which is empty", remedy: "set it to the secret")
        }
        return secret
    }

    private static func fromFile(_ path: String, _ folder: String) throws(Objection) -> String {
        guard !path.isEmpty else { throw Objection("names no file", remedy: "after file: write its path") }
        let place = FilePath.resolve(path, in: folder)
        let shown = Label.bare(place, lengthMax: 200)
        let permissions: UInt32?
        let bytes: [UInt8]
        do {
            let file = try OpenFile(place)
            permissions = try file.permissions()
            bytes = try file.bytes(max: bytesMax + 1)
        } catch {
            throw Objection(
                "leads to \(shown), which cannot be read: \(error.reason)",
                remedy: "write the secret into that file, or correct the path")
        }
        guard let permissions, permissions & 0o077 == 0 else {
            let mode = String(permissions ?? 0, radix: 8)
            throw Objection(
                "leads to \(shown), which others may use (mode 0\(mode))", remedy: "chmod 600 \(shown)")
        }
        return try text(of: bytes, shown)
    }

    /// The file's text without the line break at its end.
    private static func text(of bytes: [UInt8], _ shown: String) throws(Objection) -> String {
        guard bytes.count <= bytesMax else {
            throw Objection(
                "leads to \(shown), which is over \(bytesMax) bytes", remedy: "keep the secret alone in it")
        }
        guard var text = String(validating: bytes, as: UTF8.self) else {
            throw Objection("leads to \(shown), which is no UTF-8", remedy: "keep the secret alone in it")
        }
        // One character to Swift, with a carriage return or without.
        if text.last == "\n" || text.last == "\r\n" { text.removeLast() }
        guard !text.isEmpty else {
            throw Objection("leads to \(shown), which is empty", remedy: "write the secret into that file")
        }
        return text
    }

    private static func isVariable(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(first >= 48 && first <= 57) else { return false }
        return name.utf8.allSatisfy {
            ($0 >= 48 && $0 <= 57) || ($0 >= 65 && $0 <= 90) || ($0 >= 97 && $0 <= 122)
                || $0 == UInt8(ascii: "_")
        }
    }
}
