import Settings

enum CheckCommand: Command {
    static let words = ["check"]
    static let summary = "Reports every fault in the settings at once."
    static let options: [Arguments.Option] = [.init("config", "FILE", "the settings (required)")]

    static func run(_ arguments: Arguments) throws -> ExitStatus {
        guard let path = arguments["config"] else { throw UsageError("check needs --config FILE") }
        do {
            let configuration = try SettingsFile.load(path: path, environment: Environment.all)
            for notice in configuration.notices { Console.out("notice: \(notice)") }
            Console.out(
                "\(path): well; \(configuration.accounts.count) accounts, \(configuration.sources.count) sources, "
                    + "\(configuration.rules.count) rules")
            return .success
        } catch {
            for fault in error.faults { Console.out("\(fault)") }
            return .unwell
        }
    }

    /// Loads the settings for a command that cannot go on without them.
    static func load(_ path: String) throws(Fatal) -> Configuration {
        do {
            return try SettingsFile.load(path: path, environment: Environment.all)
        } catch {
            let lines = error.faults.map { "\($0)" }
            throw Fatal(
                status: .usage, message: "the settings have faults:\n" + lines.joined(separator: "\n"))
        }
    }
}
