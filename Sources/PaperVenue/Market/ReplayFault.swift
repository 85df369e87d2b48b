/// What is wrong with a file of recorded prices, where, and what to do about it.
struct ReplayFault: Error, Hashable, Sendable, CustomStringConvertible {
    let path: String
    /// Counted from 1, the header included; nil when the file as a whole is meant.
    let line: Int?
    let what: String
    let remedy: String

    var description: String { "\(path)\(line.map { ":\($0)" } ?? ""): \(what); \(remedy)" }
}
