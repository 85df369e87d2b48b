import Crypto

enum SecretCommand: Command {
    static let words = ["secret", "new"]
    static let summary = "Prints a fresh 256-bit secret."
    static let options: [Arguments.Option] = []

    static func run(_ arguments: Arguments) throws -> ExitStatus {
        guard let bytes = try? RandomBytes.draw(32) else {
            throw Fatal(status: .systemUnusable, message: "the system gives no random bytes")
        }
        Console.out(Hexadecimal.text(bytes))
        return .success
    }
}
