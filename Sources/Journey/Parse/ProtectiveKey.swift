/// What a key asks to stand around an entry, by its name alone, whatever bridge it was written for.
///
/// A dialect that takes keys that nobody knows asks each of them: a stop that is given under another name than its own
/// would be left out without a word, and the entry go out bare.
enum ProtectiveKey: Hashable, Sendable {
    case stop, target, trail, breakeven

    /// What to send instead, in a dialect's own keys.
    struct Remedies: Sendable {
        let stop: String
        let target: String
        let trail: String

        subscript(_ key: ProtectiveKey) -> String {
            switch key {
            case .stop: stop
            case .target: target
            case .trail: trail
            case .breakeven: "leave it out, and send the native {\"action\": \"breakeven\"} when it is due"
            }
        }
    }

    /// Nil for a key that says nothing of the kind.
    init?(_ key: String) {
        let words = Self.words(of: key)
        let short = ["tsl", "sl", "tp", "be"].first { Self.isNamed($0, words) }
        let holds: (String) -> Bool = { part in words.contains { $0.contains(part) } }
        if holds("trail") || short == "tsl" {
            self = .trail
        } else if words.joined().contains("breakeven") || short == "be" {
            self = .breakeven
        } else if holds("stop") || holds("loss") || short == "sl" {
            self = .stop
        } else if holds("profit") || holds("bracket") || short == "tp" {
            self = .target
        } else if holds("target"), !Self.counts(key) {
            // A position to reach is no price to leave at.
            self = .target
        } else {
            return nil
        }
    }

    /// Whether a key tells how much, beside whatever it is about.
    static func counts(_ key: String) -> Bool {
        words(of: key).contains {
            ["size", "qty", "quantity", "contracts", "lots", "position", "q"].contains($0)
        }
    }

    /// Whether the short word stands by itself, `tp_1`, or grown together with what its number counts, `slprice`.
    private static func isNamed(_ short: String, _ words: [String]) -> Bool {
        if words.contains(short) { return true }
        guard short != "be" else { return false }
        return words.contains { word in
            let rest =
                word.hasPrefix(short)
                ? word.dropFirst(short.count) : word.hasSuffix(short) ? word.dropLast(short.count) : ""
            return units.contains(String(rest))
        }
    }

    private static let units: Set<String> = [
        "price", "level", "tick", "ticks", "point", "points", "pip", "pips", "pct", "perc", "percent",
        "percentage", "dollar", "dollars", "usd", "amount", "offset", "distance", "dist", "value", "sl", "tp",
    ]

    /// The words of `stop_loss`, `stopLoss`, `STOP-LOSS` and `SLPrice`, in small letters; numbers are left out.
    private static func words(of key: String) -> [String] {
        var words: [String] = []
        var word: [Character] = []
        for letter in key {
            guard letter.isASCII, letter.isLetter else {
                words.append(String(word))
                word = []
                continue
            }
            if letter.isUppercase, word.last?.isLowercase == true {
                words.append(String(word))
                word = []
            } else if letter.isLowercase, word.count > 1, word.allSatisfy(\.isUppercase) {
                words.append(String(word.dropLast()))
                word = Array(word.suffix(1))
            }
            word.append(letter)
        }
        return (words + [String(word)]).filter { !$0.isEmpty }.map(\.asciiLowercased)
    }
}

extension DialectTable {
    /// What stands between keys, and in none of them.
    private static let structure = Array(#"{}[]:;,"\"#.utf8)

    /// Refuses what an entry would be sent without: a stop or a target under a name that its dialect does not read.
    func refuseBare(_ fields: AlertFields) throws(Refusal) {
        guard ignoresUnknown, let protective else { return }
        for (key, value) in fields.members where !knows(key) && Self.saysSomething(value) {
            // A slip of the hand within a name leaves nobody to know what it was.
            guard !key.utf8.contains(where: { $0 < 0x20 || Self.structure.contains($0) }) else {
                throw fields.unknown(key, "correct its spelling: no key has such a character")
            }
            if let kind = ProtectiveKey(key) {
                guard meant(by: key) == nil else { throw unknown(key, fields) }
                throw fields.unsupported(
                    String(key.prefix(40)),
                    "reads as \(kind.words), and is no key of this dialect: the entry would be sent without it",
                    protective[kind])
            }
            // What is a sender's own stands under "extras".
            guard value.kind == .object, key != "extras" else { continue }
            let inner = AlertFields(value, path: "\(key.prefix(40)).")
            for (name, member) in inner.members where Self.saysSomething(member) {
                guard let kind = ProtectiveKey(name) else { continue }
                throw inner.unsupported(
                    String(name.prefix(40)), "reads as \(kind.words), and nobody looks in there",
                    protective[kind])
            }
        }
    }
}

extension ProtectiveKey {
    fileprivate var words: String {
        switch self {
        case .stop: "a stop loss"
        case .target: "a take profit"
        case .trail: "a trailing stop"
        case .breakeven: "a stop's move to breakeven"
        }
    }
}
