import Crypto
import Glibc
import JSON
import Journey
import Settings
import Trading

/// One request by hand: said, confirmed, handed over, and followed for a while.
struct OperatorRun {
    /// The options that every such command has.
    static let options: [Arguments.Option] = [
        .init("config", "FILE", "the settings (required)"),
        .init("account", "NAME", "one of the settings' accounts (required)"),
        .init("id", "ID", "names the request: the same id again is not done twice (default: a fresh one)"),
        .init("wait", "SECONDS", "how long to follow it (default 5)"),
        .init("yes", nil, "does it without asking"),
        .init("json", nil, "one JSON object"),
    ]

    let configuration: Configuration
    let account: AccountName
    private let arguments: Arguments
    private let waitSeconds: Int
    private let id: String

    init(_ arguments: Arguments) throws {
        guard let path = arguments["config"] else { throw UsageError("--config FILE is needed") }
        guard let account = arguments["account"] else { throw UsageError("--account NAME is needed") }
        waitSeconds = Int(try arguments.number("wait", in: 0...600) ?? 5)
        configuration = try CheckCommand.load(path)
        self.arguments = arguments
        self.account = AccountName(account)
        id = try arguments["id"] ?? Self.freshID()
        guard configuration.accounts.contains(where: { $0.name.text == account }) else {
            let names = configuration.accounts.map(\.name.text).joined(separator: ", ")
            throw Fatal(
                status: .usage, message: "the settings name no account \(account); use one of \(names)")
        }
    }

    /// - Parameters:
    ///   - what: What will be done, in a person's words.
    ///   - members: Writes the request's members besides id and account.
    func perform(
        _ what: String, _ goal: OperatorGoal, _ members: (inout JSONWriter) -> Void
    ) throws -> ExitStatus {
        let body = JSONWriter.write { writer in
            writer.object { writer in
                writer.member("id", id)
                writer.member("account", account.text)
                members(&writer)
            }
        }
        do throws(Refusal) { _ = try OperatorReader.read(body) } catch {
            throw Fatal(status: .usage, message: "\(error.reason); \(error.remedy)")
        }
        guard try confirm("\(account): \(what)") else {
            Console.error("nothing was done")
            return .unwell
        }
        let channel = try OperatorLine.open(configuration, waitingFor: [account], makesLedger: true)
        defer { channel.close() }
        return try follow(try submit(body, to: channel), goal, channel)
    }

    private func submit(
        _ body: [UInt8], to channel: any OperatorChannel
    ) throws(Fatal) -> OperatorIntakeAnswer {
        do { return try channel.submit(body) } catch {
            throw Fatal(status: error.status, message: "\(error.message) (--id \(id))")
        }
    }

    static func freshID() throws(Fatal) -> String {
        guard let bytes = try? RandomBytes.draw(16) else {
            throw Fatal(status: .systemUnusable, message: "the system gives no random bytes")
        }
        return "by-hand-" + Hexadecimal.text(bytes)
    }

    // MARK: Asking the person

    private func confirm(_ what: String) throws(Fatal) -> Bool {
        guard !arguments.has("yes") else { return true }
        guard isatty(STDIN_FILENO) == 1 else {
            throw Fatal(
                status: .usage,
                message: "\(what)\nthis moves money and there is no terminal to ask on: add --yes to do it")
        }
        return Self.asks(what)
    }

    /// Asks on the terminal.
    static func asks(_ what: String) -> Bool {
        Signals.release()
        defer { Signals.hold() }
        Console.error("\(what)\nDo it? Type yes:")
        let answer = readLine(strippingNewline: true)?.lowercased()
        return answer == "y" || answer == "yes"
    }

    // MARK: Following it

    private func follow(
        _ answer: OperatorIntakeAnswer, _ goal: OperatorGoal, _ channel: any OperatorChannel
    ) throws(Fatal) -> ExitStatus {
        guard let root = (try? JSONDocument(answer.body))?.root else {
            throw Fatal(status: .unwell, message: "the bridge answered HTTP \(answer.status) and no verdict")
        }
        let report = OperatorReport(answer: root, isJSON: arguments.has("json"))
        guard let verdict = root["orders"]?.elements.first, let tag = verdict["tag"]?.string,
            let alert = root["alert"]?.string
        else { return report.refused() }
        guard verdict["verdict"]?.string == "approved" else { return report.denied(verdict) }
        report.approved(verdict)
        let deadline = Pause.deadline(seconds: waitSeconds)
        while true {
            let isLast = deadline.hasPassed
            let standing = try channel.standing(of: tag)
            let progress =
                standing.map { goal.progress($0.root, alert: alert) }
                ?? .open("the ledger does not show the order yet")
            switch progress {
            case .done, .failed: return report.ended(progress, verdict, standing)
            case .fine, .open: if isLast { return report.ended(progress, verdict, standing) }
            }
            Pause.brief()
        }
    }
}
