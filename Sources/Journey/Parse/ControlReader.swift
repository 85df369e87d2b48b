import JSON
import Trading

/// Reads who may trade at all, strictly: every member is known, and the scope is one that the word can be said of.
package enum ControlReader {
    private static let keys: Set<String> = [
        "id", "action", "account", "strategy", "scope", "reason", "by", "flatten", "profile",
    ]

    /// Whoever stops trading in a hurry is not to be refused for his words.
    package static let reasonBytesMax = 1_000

    /// Whether a body of the operator's is meant for this reader.
    package static func isControl(_ body: [UInt8]) -> Bool {
        let word = (try? JSONDocument(body, limits: .alert))?.root["action"]?.string
        return word.flatMap(ControlRequest.Word.init) != nil
    }

    package static func read(_ body: [UInt8]) throws(Refusal) -> ControlRequest {
        let root = try OperatorReader.open(body)
        let members = OperatorMembers(root)
        guard let word = ControlRequest.Word(rawValue: try members.text("action")) else {
            throw members.invalid("action", remedy: "use halt, reduce, resume, kill or acknowledge")
        }
        for (key, value) in root.members where !keys.contains(key) {
            throw Refusal(
                .keyUnknown, reason: "\"\(key.prefix(40))\" means nothing to \(word.rawValue)",
                remedy: "remove it, or correct its spelling", line: value.line, column: value.column,
                key: key)
        }
        let profile = try profile(root["profile"], word, members)
        let named = try key(members)
        // What an account's profile says is acknowledged apart from what is said of the account itself.
        let key =
            word == .acknowledge && named.scope == .account
            ? ControlRow.Key(.profile, named.subject) : named
        let flattens = try members.truth("flatten") ?? false
        try check(word, key, flattens, members)
        return ControlRequest(
            id: try members.text("id"), word: word, key: key,
            reason: try members.optionalText("reason", bytesMax: reasonBytesMax) ?? "",
            by: try members.optionalText("by") ?? "",
            flattens: flattens, profile: profile, canonical: root.canonical())
    }

    private static func profile(
        _ value: JSONValue?, _ word: ControlRequest.Word, _ members: OperatorMembers
    ) throws(Refusal) -> String? {
        guard word == .acknowledge else {
            guard value == nil else { throw members.invalid("profile", remedy: "use it with acknowledge") }
            return nil
        }
        guard let value, value.kind == .object else {
            throw members.missing("profile", "the profile that was read, as an object")
        }
        return String(decoding: value.canonical(), as: UTF8.self)
    }

    private static func key(_ members: OperatorMembers) throws(Refusal) -> ControlRow.Key {
        let account = try members.optionalText("account")
        let strategy = try members.optionalText("strategy")
        let scope = try members.optionalText("scope")
        switch (account, strategy, scope) {
        case (let name?, nil, nil): return ControlRow.Key(.account, name)
        case (nil, let name?, nil): return ControlRow.Key(.strategy, name)
        case (nil, nil, "all"): return .all
        case (nil, nil, "clock"): return .clock
        case (nil, nil, _?): throw members.invalid("scope", remedy: "use all or clock")
        case (nil, nil, nil): throw members.missing("scope", "all, or name one account or one strategy")
        default:
            throw members.invalid(
                account == nil ? "strategy" : "account",
                remedy: "name one account, or one strategy, or scope")
        }
    }

    private static func check(
        _ word: ControlRequest.Word, _ key: ControlRow.Key, _ flattens: Bool, _ members: OperatorMembers
    ) throws(Refusal) {
        let isStop = word == .halt || word == .reduce
        if key.scope == .strategy, isStop {
            throw members.invalid(
                "action", remedy: "use kill: a strategy is killed or resumed, an account has a trading state")
        }
        if key.scope == .clock, word != .resume {
            throw members.invalid("action", remedy: "use resume: the clock can only be declared right")
        }
        if word == .acknowledge, key.scope != .profile {
            throw members.missing("account", "the one whose profile was read")
        }
        guard flattens else { return }
        if key.scope == .strategy {
            throw members.invalid(
                "flatten",
                remedy: "name an account or all: what a strategy holds cannot be told from the rest")
        }
        guard word == .halt || word == .kill else {
            throw members.invalid("flatten", remedy: "use it with halt or kill")
        }
    }
}
