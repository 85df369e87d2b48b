import JSON

/// The keys of one dialect: what it takes, what it only keeps, and what it refuses by name.
struct DialectTable {
    /// How its messages are written.
    let form: MessageForm
    /// Keys whose values decide something.
    let taken: Set<String>
    /// Keys that are kept with the alert and change nothing.
    let noted: Set<String>
    /// Keys that would change the order in a way that is not done here, each with what to do instead. One whose
    /// value says nothing (`0`, `false`, empty) is as good as absent.
    let refused: [String: String]
    /// Keys that tell how an entry is to be made, and nothing of whether there is one: an exit with a fault in them
    /// is an exit all the same.
    let entryOnly: Set<String>
    /// Whether the vendor takes keys that nobody knows.
    let ignoresUnknown: Bool
    /// Keys that nobody knows and that are near to one of its own, of which the dialect itself says what they are.
    let judged: Set<String>
    /// Where keys that nobody knows are taken: its own keys for a stop or a target under another name.
    let protective: ProtectiveKey.Remedies?

    init(
        form: MessageForm = .json, taken: Set<String>, noted: Set<String> = [],
        refused: [String: String] = [:], entryOnly: Set<String> = [],
        ignoresUnknown: Bool = false, judged: Set<String> = [], protective: ProtectiveKey.Remedies? = nil
    ) {
        self.form = form
        self.taken = taken
        self.noted = noted.union(ExternalID.keys).union(SecretKeys.all).subtracting(taken)
        self.refused = refused
        self.entryOnly = entryOnly
        self.ignoresUnknown = ignoresUnknown
        self.judged = judged
        self.protective = protective
    }

    /// A dialect of its own keys alone: neither names nor secrets under other spellings.
    init(exactly keys: Set<String>, entryOnly: Set<String>) {
        form = .json
        taken = keys
        noted = []
        refused = [:]
        self.entryOnly = entryOnly
        ignoresUnknown = false
        judged = []
        protective = nil
    }

    func knows(_ key: String) -> Bool { taken.contains(key) || noted.contains(key) || refused[key] != nil }

    /// Keys that nobody knows and that say something, where they are taken all the same.
    func ignored(_ fields: AlertFields) -> [String] {
        guard ignoresUnknown else { return [] }
        let unknown = fields.members.filter { !knows($0.key) && Self.saysSomething($0.value) }
        return unknown.map { String($0.key.prefix(40)) }.sorted()
    }

    func check(_ fields: AlertFields) throws(Refusal) {
        for (key, value) in fields.members where !taken.contains(key) && !noted.contains(key) {
            if let remedy = refused[key] {
                guard Self.saysSomething(value) else { continue }
                throw fields.unsupported(key, "asks for what an alert does not do here", remedy)
            }
            guard !judged.contains(key) else { continue }
            if ignoresUnknown {
                // What would stand around an entry is looked at once it is known for one: see `refuseBare`.
                let waits = protective != nil && ProtectiveKey(key) != nil
                guard !waits, meant(by: key) != nil else { continue }
            }
            throw unknown(key, fields)
        }
    }

    func unknown(_ key: String, _ fields: AlertFields) -> Refusal {
        let meant = ignoresUnknown ? meant(by: key) : size(meantBy: key) ?? meant(by: key)
        let own =
            knows("extras")
            ? "put data of your own under \"extras\"" : "leave it out: no key takes data of your own"
        return fields.unknown(
            key, meant.map { refused[$0] ?? "write \"\($0)\"" } ?? "correct its spelling, or \(own)")
    }

    /// The dialect's key for contracts, where the unknown one is another's for them.
    private func size(meantBy key: String) -> String? {
        let names = GenericDialect.sizes + ["amount", "lots"]
        guard names.contains(key.asciiLowercased) else { return nil }
        return (names + ["q"]).first(where: taken.contains)
    }

    /// The key that a misspelt one was surely meant to be: letters and digits differ in one place at most.
    func meant(by key: String) -> String? {
        let folded = Self.folded(key)
        return taken.union(refused.keys).union(ExternalID.keys).sorted().first {
            Self.isNear(folded, Self.folded($0))
        }
    }

    /// Letters and digits alone, small.
    static func folded(_ key: String) -> [UInt8] {
        key.asciiLowercased.utf8.filter { ($0 >= 97 && $0 <= 122) || ($0 >= 48 && $0 <= 57) }
    }

    /// Whether one letter more, less or other, or two of them swapped, makes one of the other.
    private static func isNear(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        if left == right { return true }
        // Short words are near too many others.
        guard min(left.count, right.count) >= 4, abs(left.count - right.count) <= 1 else { return false }
        let same = zip(left, right).prefix { $0 == $1 }.count
        let (restLeft, restRight) = (left[same...], right[same...])
        if restLeft.dropFirst().elementsEqual(restRight.dropFirst()) { return true }
        if restLeft.elementsEqual(restRight.dropFirst()) || restLeft.dropFirst().elementsEqual(restRight) {
            return true
        }
        let swapped = restRight.prefix(2).reversed() + restRight.dropFirst(2)
        return restLeft.elementsEqual(swapped)
    }

    static func saysSomething(_ value: JSONValue) -> Bool {
        switch value.kind {
        case .null, .nan: false
        case .bool: value.bool == true
        case .number: value.int64 != 0
        case .string:
            !["", "0", "0.0", "0.00", "false", "no", "none", "nan", "null", "off"].contains(
                value.string?.trimmingSpaces.asciiLowercased ?? "")
        case .array, .object: value.count > 0
        }
    }
}

/// How a message is written.
package enum MessageForm: String, Hashable, Sendable {
    case json
    /// `key=value;`
    case pairs
    /// `NAME(SYMBOL) { command(argument=value); }`
    case call
    /// `key=value key=value`
    case words
}
