import Journey
import Testing

/// Holds the documents and the ledger's schema to the enums they tell about.
struct DocumentTests {
    let readme = Repository.text("README.md")

    @Test func `names the ten stages alike in enum, folders, ledger and README`() {
        let stages = Stage.allCases.map(\.rawValue)
        let folders = Repository.names("Sources/Journey").filter {
            Repository.isFolder("Sources/Journey/" + $0)
        }
        #expect(
            Set(folders)
                == Set(stages.map { $0.prefix(1).uppercased() + $0.dropFirst() } + ["Desk", "Ports"]))

        let schema = Repository.swiftFiles("Sources/Adapters/Ledger").map(\.text).joined()
        let column = stages.map { "'\($0)'" }.joined(separator: ", ")
        #expect(Self.folded(schema).contains("stage IN (\(column))"))

        let rows = readme.split(separator: "\n").compactMap { line -> String? in
            guard line.hasPrefix("| ") else { return nil }
            let name = line.dropFirst(2).prefix { $0.isLetter }
            return stages.contains(String(name)) && line.dropFirst(2 + name.count).hasPrefix(" |")
                ? String(name) : nil
        }
        #expect(rows == stages)
    }

    @Test(arguments: Denial.Code.allCases)
    func `lists every denial with its remedy`(code: Denial.Code) {
        #expect(readme.contains("| `\(code.rawValue)` |"))
    }

    @Test(arguments: Refusal.Code.allCases)
    func `lists every refusal with its remedy`(code: Refusal.Code) {
        #expect(readme.contains("| `\(code.rawValue)` |"))
    }

    /// Words of this form that no answer, no row of the ledger and no notification has as its code.
    private static let noCodes: Set<String> = [
        // What is unknown, among the inputs of a check.
        "NO_DATA",
        // What a person fills in.
        "YOUR_SECRET", "YOUR_HOST", "YOUR_SOURCE",
        // The environment of the demo and of the tests.
        "PAPER_USER", "PAPER_KEY", "ALERT_SECRET", "ALERTBRIDGE_KILL_AT", "CME_MINI",
        // What a login, or a read, ends with: told in words with what to do.
        "UserNotFound", "PasswordVerificationFailed", "InvalidCredentials", "AppNotFound",
        "AppVerificationFailed", "InvalidDevice", "AgreementsNotSigned", "ApiSubscriptionNotFound",
        "ApiKeyAuthenticationDisabled", "InvalidSession", "SessionNotFound", "ExpiredToken", "UnitInvalid",
        "UnitNumberInvalid", "LimitInvalid",
    ]

    @Test func `lists every code that an order, an answer or a notification can show`() {
        let folders = ["Journey", "AlertBridge", "Engine", "Adapters"].map { "Sources/" + $0 }
        var codes: Set<String> = []
        for file in folders.flatMap(Repository.swiftFiles) where !file.path.contains("/Parse/Templates/") {
            for match in file.text.matches(of: /"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|LOST|UNDECIDED)"/) {
                codes.insert(String(match.1))
            }
            for match in file.text.matches(of: /\(-?\d+, "([A-Z][A-Za-z]+)", \.(?:refused|notFound)\)/) {
                codes.insert(String(match.1))
            }
            for match in file.text.matches(of: /code = "([A-Z][A-Za-z]+)"/) { codes.insert(String(match.1)) }
            for match in file.text.matches(of: /badRequest = .*"([A-Z][A-Za-z]+)"/) {
                codes.insert(String(match.1))
            }
        }
        #expect(
            codes.isSuperset(of: ["LOST", "NOT_SENT", "ALREADY_FLAT", "OrderRejected", "PositionNotFound"]))
        for code in codes.subtracting(Self.noCodes).sorted() {
            #expect(readme.contains("| `\(code)` |"), "\(code) has no row that says what to do")
        }
    }

    @Test func `lists every exit status`() {
        let source = Repository.text("Sources/AlertBridge/ExitStatus.swift")
        let numbers = source.split(separator: "\n").compactMap { line in
            line.contains("case ") ? line.split(separator: "=").last?.filter(\.isNumber) : nil
        }
        #expect(numbers.count >= 9)
        for number in numbers { #expect(readme.contains("| \(number) |")) }
    }

    @Test func `gives every check of the gate a row`() {
        for check in Checks.all {
            #expect(readme.contains("| \(check.id) |"))
            #expect(!check.codes.isEmpty)
        }
        let codes = Set(Checks.all.flatMap(\.codes))
        #expect(codes == Set(Denial.Code.allCases))
    }

    private static func folded(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
