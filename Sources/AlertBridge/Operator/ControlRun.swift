import Control
import Glibc
import JSON
import Journey
import Settings
import Trading

/// One word about who may trade at all: said, handed to the one process that writes, and told as it was decided.
struct ControlRun {
    static let common: [Arguments.Option] = [
        .init("config", "FILE", "the settings (required)"),
        .init("reason", "TEXT", "why, for the ledger and for whoever is told"),
        .init("id", "ID", "names the request: the same id again is not done twice (default: a fresh one)"),
        .init("json", nil, "one JSON object"),
    ]
    static let account = Arguments.Option("account", "NAME", "one of the settings' accounts")
    static let strategy = Arguments.Option(
        "strategy", "NAME", "one strategy, by the name in its alerts, or by its source where they have none")
    static let flatten = Arguments.Option(
        "flatten", nil, "also close every position in the scope at the market, and cancel what works there")
    static let yes = Arguments.Option("yes", nil, "does it without asking")

    private let arguments: Arguments
    private let word: ControlRequest.Word
    private let configuration: Configuration
    private let key: ControlRow.Key

    /// - Parameter key: What it is said of.
    init(_ arguments: Arguments, _ word: ControlRequest.Word, _ key: ControlRow.Key) throws {
        guard let path = arguments["config"] else { throw UsageError("--config FILE is needed") }
        configuration = try CheckCommand.load(path)
        if let name = key.account, !configuration.accounts.contains(where: { $0.name == name }) {
            let names = configuration.accounts.map(\.name.text).joined(separator: ", ")
            throw Fatal(
                status: .usage,
                message: "the settings name no account \(key.subject); use one of \(names)")
        }
        (self.arguments, self.word, self.key) = (arguments, word, key)
    }

    /// The scope that the options name; nil when they name none.
    static func key(of arguments: Arguments) throws(UsageError) -> ControlRow.Key? {
        let keys = [
            arguments["account"].map { ControlRow.Key(.account, $0) },
            arguments["strategy"].map { ControlRow.Key(.strategy, $0) },
            arguments.has("all") ? .all : nil, arguments.has("clock") ? .clock : nil,
        ].compactMap { $0 }
        guard keys.count <= 1 else { throw UsageError("name one scope, not \(keys.count)") }
        return keys.first
    }

    /// - Parameter shown: What a person has to read before anything is said.
    func perform(showing shown: [String] = []) throws -> ExitStatus {
        let isFlattening = arguments.has("flatten")
        shown.forEach { Console.error($0) }
        if word == .resume || word == .acknowledge || isFlattening {
            let closes = isFlattening ? ", and close EVERY position there at the market" : ""
            guard try confirm("\(word.rawValue) \(key.words)\(closes)") else {
                Console.error("nothing was done")
                return .unwell
            }
        }
        let accounts = configuration.accounts.map(\.name).filter {
            key.scope == .all || $0.text == key.subject
        }
        let channel = try OperatorLine.open(
            configuration, waitingFor: isFlattening ? accounts : [], makesLedger: false)
        defer { channel.close() }
        let id = try arguments["id"] ?? OperatorRun.freshID()
        let answer: OperatorIntakeAnswer
        do { answer = try channel.submit(body(id)) } catch {
            throw Fatal(status: error.status, message: "\(error.message) (--id \(id))")
        }
        return try tell(answer, channel)
    }

    /// The account of which it is said; nil for a wider scope.
    var account: AccountProfile? { configuration.accounts.first { $0.name == key.account } }

    private func body(_ id: String) -> [UInt8] {
        JSONWriter.write { writer in
            writer.object { writer in
                writer.member("id", id)
                writer.member("action", word.rawValue)
                switch key.scope {
                case .account, .strategy: writer.member(key.scope.rawValue, key.subject)
                case .profile:
                    writer.member("account", key.subject)
                    if let terms = account?.terms {
                        writer.key("profile")
                        writer.raw(Array(terms.content.utf8))
                    }
                case .all, .clock: writer.member("scope", key.scope.rawValue)
                }
                writer.member("reason", ifPresent: arguments["reason"].flatMap(Self.fitting))
                writer.member("by", ifPresent: Self.user())
                writer.member("flatten", ifPresent: arguments.has("flatten") ? true : nil)
            }
        }
    }

    /// As much of a reason as is taken; nil for none.
    private static func fitting(_ reason: String) -> String? {
        var text = ""
        var bytes = 0
        for character in reason {
            bytes += character.utf8.count
            guard bytes <= ControlReader.reasonBytesMax else { break }
            text.append(character)
        }
        return text.isEmpty ? nil : text
    }

    /// The name of whoever runs the command.
    private static func user() -> String? {
        guard let entry = getpwuid(getuid()), let name = entry.pointee.pw_name else { return nil }
        return String(cString: name)
    }

    private func confirm(_ what: String) throws(Fatal) -> Bool {
        guard !arguments.has("yes") else { return true }
        guard isatty(STDIN_FILENO) == 1 else {
            throw Fatal(
                status: .usage,
                message: "\(what)\nthere is no terminal to ask on: add --yes to do it")
        }
        return OperatorRun.asks(what)
    }

    // MARK: Telling

    private func tell(
        _ answer: OperatorIntakeAnswer, _ channel: any OperatorChannel
    ) throws(Fatal) -> ExitStatus {
        guard let root = (try? JSONDocument(answer.body))?.root else {
            throw Fatal(status: .unwell, message: "the bridge answered HTTP \(answer.status) and no word")
        }
        guard answer.status == 200, root["standing"] != nil else {
            return OperatorReport(answer: root, isJSON: arguments.has("json")).refused()
        }
        if arguments.has("json") {
            Console.out(String(decoding: answer.body, as: UTF8.self))
        } else {
            Self.lines(of: root).forEach(Console.out)
        }
        return try followCloses(root, channel)
    }

    /// What was decided, in words.
    static func lines(of root: JSONValue) -> [String] {
        let row = root["standing"]
        var lines: [String] = []
        if let row, !row.isNull {
            let word = row["word"]?.string ?? "?"
            let scope = ControlRow.Key(
                row["scope"]?.string.flatMap(ControlRow.Scope.init) ?? .all,
                row["subject"]?.string ?? "?")
            let again = root["status"]?.string == "duplicate" ? " (asked before: not done a second time)" : ""
            lines.append("\(scope.words): \(word), written at \(row["at"]?.string ?? "?")\(again)")
        }
        for account in root["accounts"]?.elements ?? [] {
            let state = account["state"]?.string ?? "?"
            let killed = account["killed"]?.bool == true ? ", kill switch on" : ""
            lines.append("  \(account["account"]?.string ?? "?"): \(state)\(killed)")
            for stop in account["stops"]?.elements ?? [] {
                lines.append(
                    "    \(stop["what"]?.string ?? "?"): \(stop["why"]?.string ?? ""); "
                        + "ends with `\(stop["release"]?.string ?? "")`")
            }
        }
        let withdrawn = root["withdrawn"]?.elements.compactMap(\.string) ?? []
        lines += withdrawn.map { "  entry \($0) is cancelled at the venue" }
        if let warning = root["warning"]?.string { lines.append("  careful: \(warning)") }
        return lines
    }

    /// Follows each close until it is verified flat, for some seconds.
    private func followCloses(
        _ root: JSONValue, _ channel: any OperatorChannel
    ) throws(Fatal) -> ExitStatus {
        let alert = root["alert"]?.string ?? ""
        let deadline = Pause.deadline(seconds: 10)
        var status = ExitStatus.success
        for verdict in root["orders"]?.elements ?? [] {
            let name = verdict["account"]?.string ?? "?"
            guard verdict["verdict"]?.string == "approved", let tag = verdict["tag"]?.string else {
                Console.error("  \(name): the close was denied: \(verdict["reason"]?.string ?? "")")
                status = .unwell
                continue
            }
            let progress = try follow(tag, alert: alert, deadline, channel)
            switch progress {
            case .done(let words), .fine(let words): Console.error("  \(name): \(words)")
            case .open(let words), .failed(let words):
                Console.error("  \(name): \(words); `ledger why \(tag)` tells more")
                status = .unwell
            }
        }
        return status
    }

    private func follow(
        _ tag: String, alert: String, _ deadline: Pause.Deadline, _ channel: any OperatorChannel
    ) throws(Fatal) -> OperatorGoal.Progress {
        while true {
            let isLast = deadline.hasPassed
            let standing = try channel.standing(of: tag)
            let progress =
                standing.map { OperatorGoal.close.progress($0.root, alert: alert) }
                ?? .open("the ledger does not show the close yet")
            switch progress {
            case .done, .failed: return progress
            case .fine, .open: if isLast { return progress }
            }
            Pause.brief()
        }
    }
}
