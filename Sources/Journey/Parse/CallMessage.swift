/// `NAME(SYMBOL) { command(argument=value, …); } #bot`, taken apart.
struct CallMessage {
    /// `name`, `symbol`, `command`, its arguments, and `then` where a second command follows.
    let members: [(key: String, value: String)]

    /// Nil where the text is nothing of the kind.
    init?(_ text: String) throws(Refusal) {
        let spoken = text.trimmingSpaces
        guard let open = spoken.firstIndex(of: "("), let close = spoken[open...].firstIndex(of: ")"),
            let brace = spoken[close...].firstIndex(of: "{"),
            spoken[spoken.index(after: close)..<brace].allSatisfy(\.isWhitespace),
            case let name = spoken[..<open], !name.isEmpty,
            name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "_- ".contains($0)) })
        else { return nil }
        guard let end = spoken.lastIndex(of: "}"), end > brace else {
            throw Self.unreadable("has no closing brace")
        }
        let behind = String(spoken[spoken.index(after: end)...]).trimmingSpaces
        guard behind.isEmpty || behind.hasPrefix("#") && !behind.contains(where: \.isWhitespace) else {
            throw Refusal(
                .trailingText, reason: "text follows the closing brace",
                remedy: "remove everything after the closing brace but #bot")
        }
        let body = spoken[spoken.index(after: brace)..<end]
        let commands = body.split(separator: ";").map { String($0).trimmingSpaces }.filter { !$0.isEmpty }
        guard let first = commands.first else { throw Self.unreadable("has no command in its braces") }
        var members = [("name", String(name).trimmingSpaces)]
        members.append(("symbol", String(spoken[spoken.index(after: open)..<close]).trimmingSpaces))
        members += try Self.command(first)
        if commands.count > 1 { members.append(("then", String(commands[1].prefix { $0 != "(" }))) }
        self.members = members.map { (key: $0.0, value: $0.1) }
    }

    private static func command(_ text: String) throws(Refusal) -> [(String, String)] {
        guard text.last == ")", let open = text.firstIndex(of: "(") else {
            throw unreadable("has a command without its arguments in parentheses")
        }
        var members = [("command", String(text[..<open]).trimmingSpaces.asciiLowercased)]
        let inside = text[text.index(after: open)...].dropLast()
        for argument in inside.split(separator: ",") {
            guard let equals = argument.firstIndex(of: "=") else {
                throw unreadable("has an argument without a name")
            }
            members.append(
                (
                    String(argument[..<equals]).trimmingSpaces,
                    String(argument[argument.index(after: equals)...]).trimmingSpaces
                ))
        }
        return members
    }

    private static func unreadable(_ what: String) -> Refusal {
        Refusal(
            .bodyUnreadable, reason: "the message \(what)",
            remedy: "write NAME(SYMBOL) { market(side=buy, amount=1); } #bot")
    }
}
