/// What stands after the command's name: options with values, flags, and the rest.
struct Arguments: Sendable {
    /// An option as a command declares it; `--help` prints the list.
    struct Option: Sendable {
        let name: String
        /// What its value is called; nil for a flag.
        let value: String?
        let help: String

        init(_ name: String, _ value: String? = nil, _ help: String) {
            self.name = name
            self.value = value
            self.help = help
        }
    }

    private var values: [String: String] = [:]
    private var flags: Set<String> = []
    let rest: [String]

    /// - Throws: `UsageError` naming the first word that is not understood.
    init(_ words: [String], options: [Option], restMax: Int = 0) throws(UsageError) {
        let known = Dictionary(options.map { ($0.name, $0) }) { first, _ in first }
        var rest: [String] = []
        var index = 0
        while index < words.count {
            let word = words[index]
            index += 1
            guard word.hasPrefix("--"), word != "--" else {
                rest.append(word)
                continue
            }
            let parts = word.dropFirst(2).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            guard let option = known[name] else { throw UsageError("unknown option --\(name)") }
            guard option.value != nil else {
                guard parts.count == 1 else { throw UsageError("--\(name) takes no value") }
                flags.insert(name)
                continue
            }
            if parts.count == 2 {
                values[name] = String(parts[1])
            } else {
                guard index < words.count else { throw UsageError("--\(name) needs a value") }
                values[name] = words[index]
                index += 1
            }
        }
        guard rest.count <= restMax else { throw UsageError("\"\(rest[restMax])\" is not expected here") }
        self.rest = rest
    }

    subscript(_ name: String) -> String? { values[name] }

    func has(_ flag: String) -> Bool { flags.contains(flag) }

    /// A whole number within a range; nil when the option is absent.
    func number(_ name: String, in range: ClosedRange<Int64>) throws(UsageError) -> Int64? {
        guard let text = values[name] else { return nil }
        guard let number = Int64(text), range.contains(number) else {
            throw UsageError("--\(name) takes a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}

/// The command line cannot be meant: exit status 2.
struct UsageError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
