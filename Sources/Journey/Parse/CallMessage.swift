import JSON

/// `NAME(SYMBOL) { command(argument=value, …); } #bot`, taken apart.
struct CallMessage {
    struct Member {
        let key: String
        let value: String
        /// Where the value stands in the message.
        let written: Substring
    }

    /// `name`, `symbol`, `command`, its arguments, and `then` where a second command follows.
    let members: [Member]

    /// Nil where the text is nothing of the kind.
    init?(_ text: String) throws(Refusal) {
        let spoken = text[...].trimmingSpaces
        guard let open = spoken.firstIndex(of: "("), let close = spoken[open...].firstIndex(of: ")"),
            let brace = spoken[close...].firstIndex(of: "{"),
            spoken[spoken.index(after: close)..<brace].allSatisfy(\.isWhitespace),
            case let name = spoken[..<open], !name.isEmpty,
            name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "_- ".contains($0)) })
        else { return nil }
        guard let end = spoken.lastIndex(of: "}"), end > brace else {
            throw Self.unreadable("has no closing brace", at: spoken[brace...].position(in: text))
        }
        let behind = spoken[spoken.index(after: end)...].trimmingSpaces
        guard behind.isEmpty || behind.hasPrefix("#") && !behind.contains(where: \.isWhitespace) else {
            let place = behind.position(in: text)
            throw Refusal(
                .trailingText, reason: "text follows the closing brace",
                remedy: "remove everything after the closing brace but #bot", line: place.line,
                column: place.column)
        }
        let body = spoken[spoken.index(after: brace)..<end]
        let commands = body.split(separator: ";").map(\.trimmingSpaces).filter { !$0.isEmpty }
        guard let first = commands.first else {
            throw Self.unreadable("has no command in its braces", at: spoken[brace...].position(in: text))
        }
        var members = [Self.member("name", name)]
        members.append(Self.member("symbol", spoken[spoken.index(after: open)..<close]))
        members += try Self.command(first, in: text)
        if commands.count > 1 { members.append(Self.member("then", commands[1].prefix { $0 != "(" })) }
        self.members = members
    }

    private static func command(_ command: Substring, in text: String) throws(Refusal) -> [Member] {
        guard command.last == ")", let open = command.firstIndex(of: "(") else {
            throw unreadable(
                "has a command without its arguments in parentheses", at: command.position(in: text))
        }
        let name = command[..<open].trimmingSpaces
        var members = [Member(key: "command", value: String(name).asciiLowercased, written: name)]
        for argument in command[command.index(after: open)...].dropLast().split(separator: ",") {
            guard let equals = argument.firstIndex(of: "=") else {
                throw unreadable(
                    "has an argument without a name", at: argument.trimmingSpaces.position(in: text))
            }
            members.append(
                member(
                    String(argument[..<equals].trimmingSpaces),
                    argument[argument.index(after: equals)...]))
        }
        return members
    }

    private static func member(_ key: String, _ value: Substring) -> Member {
        let written = value.trimmingSpaces
        return Member(key: key, value: String(written), written: written)
    }

    private static func unreadable(_ what: String, at place: TextPosition) -> Refusal {
        Refusal(
            .bodyUnreadable, reason: "the message \(what)",
            remedy: "write NAME(SYMBOL) { market(side=buy, amount=1); } #bot", line: place.line,
            column: place.column)
    }
}
