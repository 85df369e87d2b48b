import Crypto
import Journey

enum SecretCommand: Command {
    static let words = ["secret", "new"]
    static let summary = "Prints a fresh 256-bit secret."
    static let options: [Arguments.Option] = []

    static func run(_ arguments: Arguments) throws -> ExitStatus {
        Console.out(try SecretText.fresh())
        return .success
    }
}

/// A secret that nobody had before: 256 random bits, 64 hexadecimal digits.
enum SecretText {
    static func fresh() throws(Fatal) -> String {
        guard let bytes = try? RandomBytes.draw(32) else {
            throw Fatal(status: .systemUnusable, message: "the system gives no random bytes")
        }
        return Hexadecimal.text(bytes)
    }
}
