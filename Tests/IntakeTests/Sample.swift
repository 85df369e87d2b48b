import Glibc
import Journey
import Testing

/// One message of `Tests/Samples/alerts.txt` with what is to become of it.
struct Sample: Sendable, CustomTestStringConvertible {
    let name: String
    let choice: DialectChoice
    let feed: Source.DelayedFeed
    let body: [UInt8]
    /// The alert's words, or `! CODE key`.
    let outcome: String

    var testDescription: String { name }

    /// All that the table holds.
    static let all: [Sample] = read()

    static let secret = "sample-0123456789abcdefghij"

    /// Reads the body as the listener would, and tells the outcome in the table's words.
    func told() -> String { Self.told(body, choice, feed) }

    static func told(_ body: [UInt8], _ choice: DialectChoice, _ feed: Source.DelayedFeed = .refuse) -> String
    {
        do throws(Refusal) {
            let alert = try alert(body, choice, feed)
            // On a flat account, which is what the table is about.
            if let refusal = alert.entryRefusal { throw refusal }
            return alert.words
        } catch {
            return "! \(error.code.rawValue)\(error.key.map { " " + $0 } ?? "")"
        }
    }

    static func alert(
        _ body: [UInt8], _ choice: DialectChoice, _ feed: Source.DelayedFeed = .refuse
    ) throws(Refusal) -> Alert {
        guard let secret = SharedSecret(secret) else { preconditionFailure("a secret of the right form") }
        let source = Source(name: "sample", secret: secret, dialect: choice, delayedFeed: feed)
        let text = Result { () throws(Refusal) in try AlertReader.open(body) }
        return try AlertReader.alert(in: text, from: source)
    }

    // MARK: The table

    /// Blocks of lines: a name after `#`, optional `dialect:` and `feed:`, the message's lines after `> ` (after
    /// `>> ` with escapes), and the outcome after `= `.
    private static func read() -> [Sample] {
        var samples: [Sample] = []
        var (name, body, words) = ("", "", ["dialect": "auto", "feed": "refuse"])
        for line in text.split(separator: "\n") {
            if line.hasPrefix("# ") {
                name = String(line.dropFirst(2))
                (body, words["dialect"], words["feed"]) = ("", "auto", "refuse")
            } else if line.hasPrefix(">> ") {
                body += (body.isEmpty ? "" : "\n") + unescaped(line.dropFirst(3))
            } else if line.hasPrefix(">") {
                body += (body.isEmpty ? "" : "\n") + line.dropFirst(2)
            } else if line.hasPrefix("= ") || line.hasPrefix("! ") {
                samples.append(
                    Sample(
                        name: name, choice: choice(words["dialect"] ?? ""),
                        feed: Source.DelayedFeed(rawValue: words["feed"] ?? "") ?? .refuse,
                        body: Array(body.utf8),
                        outcome: String(line.hasPrefix("= ") ? line.dropFirst(2) : line)))
            } else if let colon = line.firstIndex(of: ":"), words[String(line[..<colon])] != nil {
                words[String(line[..<colon])] = String(line[line.index(colon, offsetBy: 2)...])
            }
        }
        return samples
    }

    private static func choice(_ words: String) -> DialectChoice {
        let dialects = words.split(separator: " ").compactMap { Dialect(rawValue: String($0)) }
        return dialects.isEmpty ? .auto : .only(dialects)
    }

    private static func unescaped(_ line: Substring) -> String {
        String(line).replacing("\\r", with: "\r").replacing("\\n", with: "\n").replacing("\\t", with: "\t")
            .replacing("\\0", with: "\0").replacing("\\F", with: "\u{FEFF}")
    }

    private static var text: String {
        let top = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
        guard let file = fopen(top + "/Tests/Samples/alerts.txt", "r") else { return "" }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Alert {
    /// Everything that it means, in one line.
    var words: String {
        var words = [dialect, action.rawValue, symbol.description.replacing(" ", with: "_"), meaning]
        func tell(_ name: String, _ value: (some CustomStringConvertible)?) {
            if let value { words.append("\(name)=\(value)") }
        }
        tell("size", size)
        tell("share", exitShare)
        if !intent.isExit || type != .market { tell("type", type.word) }
        tell("limit", limitPrice)
        tell("stop", stopPrice)
        tell("price", price)
        tell("loss", bracket?.stop?.words)
        tell("profit", bracket?.target?.words)
        if bracket?.stopTrails == true { words.append("trailing") }
        if case .enter = intent {
            if entry.closesOpposite { words.append("closes-opposite") }
            if entry.working != .keep { words.append("working=\(entry.working.rawValue)") }
        }
        if cancelsWaiting { words.append("cancels") }
        if concerns != Standing.all {
            words.append("concerns=" + concerns.map(\.rawValue).sorted().joined(separator: ","))
        }
        tell("id", id)
        tell("strategy", strategy)
        tell("time", time)
        if let barTime { tell("bar", "\(barTime)/\(interval?.description ?? "-")") }
        tell("age", maxAge)
        if isFeedDelayed { words.append("delayed") }
        tell("foreign", foreignExchange)
        if !unheeded.isEmpty { words.append("unheeded=" + unheeded.joined(separator: ",")) }
        return words.joined(separator: " ")
    }

    private var meaning: String {
        switch intent {
        case .enter(let side): "enter-\(side.rawValue)"
        case .reduce(let side): "reduce\(side.map { "-\($0.rawValue)" } ?? "")"
        case .close: "close"
        case .flatten: "flatten"
        case .reverse(let side, let size):
            "reverse\(side.map { "-\($0.rawValue)" } ?? "")\(size.map { ":\($0)" } ?? "")"
        case .hold(let count): "hold:\(count)"
        case .cancel: "cancel"
        case .cancelAll: "cancel-all"
        case .moveStop(.to(let price)): "stop-to:\(price)"
        case .moveStop(.breakeven(let ticks)): "breakeven:\(ticks)"
        }
    }
}

extension AlertBracket.Distance {
    fileprivate var words: String {
        switch self {
        case .ticks(let ticks): "\(ticks)t"
        case .price(let price): "\(price)"
        }
    }
}
