import JSON
import Journey
import Ledger
import Trading

enum LedgerWhyCommand: Command {
    static let words = ["ledger", "why"]
    static let operands = ["TAG|ALERT"]
    static let summary = """
        Tells the whole story of one order by its tag, or of one alert by its first digits.

        What was asked, every check of the gate with its numbers, each point of the way with the time since the one
        before, every send with its ending and how long it took, look-ups, changes, fills, bracket legs, differences
        from the venue, and what comes next; of an alert also each change that it asked of another order. An alert is
        named by its first digits in hexadecimal, or by the part of a tag that names it.
        """
    static let options: [Arguments.Option] = [
        LedgerOptions.ledger,
        .init("json", nil, "the same as JSON Lines, each with a member \"record\" that says what it is"),
    ]

    static func run(_ arguments: Arguments) throws -> ExitStatus {
        guard let name = arguments.rest.first else { throw UsageError("name an order's tag or an alert") }
        guard !name.isEmpty else {
            throw UsageError("the name is empty, as an unset variable makes it: name a tag or an alert")
        }
        let reader = try LedgerOptions.reader(arguments)
        let isJSON = arguments.has("json")
        do {
            if let story = try reader.story(ofOrder: OrderTag(name)) {
                if isJSON {
                    StoryRecords.lines(story).forEach(Console.out)
                } else {
                    StoryText(story).lines.forEach(Console.tell)
                }
                return .success
            }
            let prefix = Self.hexadecimal(name)
            let count = try reader.alertCount(prefix)
            guard count <= 1 else { return ambiguous(name, count) }
            let alerts = try reader.stories(ofAlert: prefix)
            guard !alerts.isEmpty else {
                Console.error("alertbridge: the ledger knows no order and no alert \(name)")
                return .unwell
            }
            for alert in alerts {
                if isJSON {
                    StoryRecords.lines(alert).forEach(Console.out)
                } else {
                    StoryText.lines(alert).forEach(Console.tell)
                }
            }
            return .success
        } catch {
            throw Fatal(ledger: error)
        }
    }

    private static func ambiguous(_ name: String, _ count: Int64) -> ExitStatus {
        Console.error(
            "alertbridge: \(name) fits \(count) alerts: name more digits of one; `ledger alerts` lists them")
        return .usage
    }

    /// The part of an order tag that names its alert is base32: turned into the digits that lists show.
    private static func hexadecimal(_ name: String) -> String {
        let digits = Array("abcdefghijklmnopqrstuvwxyz234567")
        let values = name.compactMap { digits.firstIndex(of: $0) }
        guard name.count == 20, values.count == 20 else { return name }
        let bits = values.flatMap { value in (0..<5).map { value >> (4 - $0) & 1 } }
        let nibbles = stride(from: 0, to: 100, by: 4).map { start in
            bits[start..<(start + 4)].reduce(0) { $0 * 2 + $1 }
        }
        return nibbles.map { String($0, radix: 16) }.joined()
    }
}

/// A story as JSON Lines: the order first, then all that belongs to it.
enum StoryRecords {
    static func lines(_ story: OrderStory) -> [String] {
        [line("order", story.order)] + (story.alert.map { [line($0)] } ?? []) + rest(story)
    }

    static func lines(_ story: AlertStory) -> [String] {
        let orders = story.orders.flatMap { [line("order", $0.order)] + rest($0) }
        return orders + [line(story.alert)] + story.deliveries.map { line("delivery", $0) }
            + story.audit.map(line)
    }

    private static func rest(_ story: OrderStory) -> [String] {
        story.attempts.map { line("attempt", $0) } + story.fills.map { line("fill", $0) }
            + story.children.map { line("child", $0) } + story.discrepancies.map { line("discrepancy", $0) }
            + story.notifications.map { line("notification", $0) } + story.audit.map(line)
    }

    private static func line(_ record: String, _ row: some LedgerRecord) -> String {
        text { writer in
            writer.member("record", record)
            row.writeMembers(to: &writer)
        }
    }

    private static func line(_ alert: AlertListing) -> String {
        text { writer in
            writer.member("record", "alert")
            alert.writeMembers(to: &writer)
        }
    }

    private static func line(_ entry: AuditEntry) -> String {
        text { writer in
            writer.member("record", "audit")
            entry.writeMembers(to: &writer)
        }
    }

    private static func text(_ members: (inout JSONWriter) -> Void) -> String {
        String(decoding: JSONWriter.write { $0.object(members) }, as: UTF8.self)
    }
}
