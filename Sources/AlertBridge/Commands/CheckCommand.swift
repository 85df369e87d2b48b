import Journey
import Settings

enum CheckCommand: Command {
    static let words = ["check"]
    static let summary = "Reports every fault in the settings at once."
    static let options: [Arguments.Option] = [.init("config", "FILE", "the settings (required)")]

    static func run(_ arguments: Arguments) throws -> ExitStatus {
        guard let path = arguments["config"] else { throw UsageError("check needs --config FILE") }
        do {
            let configuration = try SettingsFile.load(path: path, environment: Environment.all)
            let (now, chicago) = (SystemClock.now().wall, try ZoneFile.chicago())
            for notice in configuration.notices { Console.out("notice: \(notice)") }
            for concern in configuration.calendarConcerns(at: now, chicago: chicago) {
                Console.out("notice: \(concern)")
            }
            for concern in configuration.profileConcerns(at: now, chicago: chicago) {
                Console.out("notice: \(concern)")
            }
            for concern in configuration.priceLimitConcerns(at: now, chicago: chicago) {
                Console.out("notice: \(concern)")
            }
            let ending = configuration.tls?.concern(at: now)
            if let ending { Console.out(ending.isFault ? ending.text : "notice: \(ending.text)") }
            configuration.profileLines.forEach { Console.out($0) }
            configuration.markLines.forEach { Console.out($0) }
            for line in configuration.priceLimitLines(at: now, chicago: chicago) { Console.out(line) }
            configuration.copies.forEach { Console.out("copy \($0.words)") }
            for line in configuration.hours(at: now, chicago: chicago) { Console.out(line) }
            for line in configuration.contractLines(at: now) { Console.out(line) }
            Console.out(
                "\(path): \(ending?.isFault == true ? "ill" : "well"); \(configuration.accounts.count) accounts, \(configuration.sources.count) sources, "
                    + "\(configuration.rules.count) rules")
            for receiver in configuration.receivers {
                Console.out(
                    "notify: \(receiver.target.name) at \(receiver.host) is told \(told(receiver.target))")
            }
            return ending?.isFault == true ? .unwell : .success
        } catch let error as SettingsFaults {
            for fault in error.faults { Console.out("\(fault)") }
            return .unwell
        }
    }

    /// The kinds that a receiver is told, by level.
    private static func told(_ target: NotifyTarget) -> String {
        let levels = NotificationLevel.allCases.reversed().compactMap { level -> String? in
            let kinds = NotificationKind.allCases.filter { $0 != .test && target.level(of: $0) == level }
            return kinds.isEmpty ? nil : "\(level.rawValue): \(kinds.map(\.rawValue).joined(separator: ", "))"
        }
        return levels.isEmpty ? "nothing" : levels.joined(separator: "; ")
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
