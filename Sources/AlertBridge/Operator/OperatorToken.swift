import Glibc
import Journey

/// What lets a command of the ledger's owner ask a running bridge: a file beside the ledger, `LEDGER.token`.
///
/// Two lines, the token and the control listener's address; mode 0600, drawn anew at each start and removed at a
/// clean stop. Neither is ever logged.
struct OperatorToken: Sendable {
    let secret: SharedSecret
    private let text: String
    private let path: String

    static func path(for ledger: String) -> String { ledger + ".token" }

    static func fresh(for ledger: String) throws(Fatal) -> OperatorToken {
        let text = try SecretText.fresh()
        guard let secret = SharedSecret(text) else {
            preconditionFailure("64 hexadecimal digits are a secret")
        }
        return OperatorToken(secret: secret, text: text, path: path(for: ledger))
    }

    func write(url: String) throws(Fatal) {
        unlink(path)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw cannotWrite(errno) }
        defer { close(descriptor) }
        let bytes = Array("\(text)\n\(url)\n".utf8)
        guard fchmod(descriptor, 0o600) == 0,
            bytes.withUnsafeBytes({ Glibc.write(descriptor, $0.baseAddress, $0.count) }) == bytes.count
        else { throw cannotWrite(errno) }
    }

    func remove() { unlink(path) }

    private func cannotWrite(_ number: Int32) -> Fatal {
        Fatal(
            status: .ledgerUnavailable, message: "cannot write \(path): \(String(cString: strerror(number)))")
    }

    /// The token and the address that a running bridge left.
    static func read(for ledger: String) throws(Fatal) -> (token: String, url: String) {
        let path = path(for: ledger)
        var status = stat()
        guard stat(path, &status) == 0, let bytes = File.read(path, bytesMax: 1_024) else {
            throw Fatal(
                status: .unwell,
                message:
                    "a bridge serves these settings, and \(path) cannot be read; run the command in the folder "
                    + "and as the user that serves, or restart the bridge")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw Fatal(
                status: .unwell,
                message: "others can read \(path): restart the bridge, which writes a new one")
        }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        guard lines.count == 2, lines[1].hasPrefix("http://") else {
            throw Fatal(status: .unwell, message: "\(path) is not what a bridge writes: restart the bridge")
        }
        return (lines[0], lines[1])
    }
}
