/// One thing that the binary does.
protocol Command {
    /// The words that choose it: `["ledger", "orders"]`.
    static var words: [String] { get }
    /// What it does in one line; more lines may follow, which its own help shows.
    static var summary: String { get }
    static var options: [Arguments.Option] { get }
    /// What its positional arguments are called, in order.
    static var operands: [String] { get }
    /// How many positional arguments it takes at most.
    static var operandsMax: Int { get }
    /// Whether Ctrl-C and `kill` wait until it takes them with `Signals.wait`, or has ended what it began.
    static var holdsStopSignals: Bool { get }
    static func run(_ arguments: Arguments) throws -> ExitStatus
}

extension Command {
    static var operands: [String] { [] }
    static var operandsMax: Int { operands.count }
    static var holdsStopSignals: Bool { false }

    static var help: String {
        let name = (["alertbridge"] + words + operands).joined(separator: " ")
        var lines = ["Usage: \(name)\(options.isEmpty ? "" : " [options]")", "", summary]
        guard !options.isEmpty else { return lines.joined(separator: "\n") }
        lines += ["", "Options:"]
        let names = options.map { "--\($0.name)\($0.value.map { " " + $0 } ?? "")" }
        let width = names.map(\.count).max() ?? 0
        for (name, option) in zip(names, options) {
            lines.append("  \(name)\(String(repeating: " ", count: width - name.count + 2))\(option.help)")
        }
        return lines.joined(separator: "\n")
    }
}
