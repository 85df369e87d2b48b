import JSON
import Journey
import Testing
import Trading

/// Reads messages as the source `orb` would send them.
enum Reading {
    static let secret = "s3cret-0123456789abcdefghij"

    static func source(_ dialect: DialectChoice = .auto) throws -> Source {
        Source(name: "orb", secret: try #require(SharedSecret(secret)), dialect: dialect)
    }

    static func alert(_ text: String, dialect: DialectChoice = .auto) throws -> Alert {
        try alert(Array(text.utf8), dialect: dialect)
    }

    static func alert(_ bytes: [UInt8], dialect: DialectChoice = .auto) throws -> Alert {
        try AlertReader.read(AlertReader.open(bytes), from: source(dialect))
    }

    /// The refusal of a text, of which no part may tell the secret.
    static func refusal(of text: String, dialect: DialectChoice = .auto) throws -> Refusal {
        let refusal = try #require(throws: Refusal.self) { try alert(text, dialect: dialect) }
        let told = [refusal.reason, refusal.remedy, refusal.key ?? ""].joined(separator: "\n")
        #expect(!told.contains(secret))
        #expect(!refusal.reason.isEmpty && !refusal.remedy.isEmpty)
        return refusal
    }

    /// A message that reads well, with more members behind the usual ones.
    static func message(_ more: String = "") -> String {
        #"{"secret":"\#(secret)","action":"buy","ticker":"NQ1!","size":1\#(more.isEmpty ? "" : ",")\#(more)}"#
    }

    /// The same without a size.
    static func sizeless(_ more: String) -> String {
        #"{"secret":"\#(secret)","action":"buy","ticker":"NQ1!",\#(more)}"#
    }
}
