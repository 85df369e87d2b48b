import JSON
import Journey
import Ledger
import Trading

enum LedgerWhyCommand: Command {
    static let words = ["ledger", "why"]
    static let operands = ["TAG|ALERT"]
    static let summary = "Tells the whole story of one order by its tag, or of one alert by its first digits."
    static let options: [Arguments.Option] = [
        LedgerOptions.ledger, .init("json", nil, "the same as JSON Lines"),
    ]

    static func run(_ arguments: Arguments) throws -> ExitStatus {
        guard let name = arguments.rest.first else { throw UsageError("name an order's tag or an alert") }
        let reader = try LedgerOptions.reader(arguments)
        let isJSON = arguments.has("json")
        do {
            if let story = try reader.story(ofOrder: OrderTag(name)) {
                isJSON ? printJSON([story]) : tell(story)
                return .success
            }
            let alerts = try reader.stories(ofAlert: Self.hexadecimal(name))
            guard !alerts.isEmpty else {
                Console.error("alertbridge: the ledger knows no order and no alert \(name)")
                return .unwell
            }
            for alert in alerts { isJSON ? printJSON(alert.orders) : tell(alert) }
            return .success
        } catch {
            throw Fatal(ledger: error)
        }
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

    private static func printJSON(_ stories: [OrderStory]) {
        for story in stories {
            Console.out(String(decoding: story.order.json, as: UTF8.self))
            for attempt in story.attempts { Console.out(String(decoding: attempt.json, as: UTF8.self)) }
            for fill in story.fills { Console.out(String(decoding: fill.json, as: UTF8.self)) }
            for entry in story.audit { Console.out(String(decoding: entry.json(), as: UTF8.self)) }
        }
    }

    private static func tell(_ alert: AlertStory) {
        tellAlert(alert.alert)
        for delivery in alert.deliveries {
            Console.out(
                "  delivered \(delivery.at) from \(delivery.peer): \(delivery.outcome.rawValue), HTTP \(delivery.status)"
            )
        }
        for order in alert.orders where !order.order.isBracketLeg {
            Console.out("")
            tell(order, withAlert: false)
        }
    }

    private static func tellAlert(_ alert: AlertListing) {
        let row = alert.row
        Console.out(
            "alert \(row.fingerprint.prefix): \(row.action) \(row.ticker) from \(row.source), \(alert.status.rawValue)"
        )
        Console.out("  received \(row.receivedAt), delivered \(alert.deliveries) times")
        Console.out("  \(String(decoding: row.canonical, as: UTF8.self))")
    }

    static func tell(_ story: OrderStory, withAlert: Bool = true) {
        let order = story.order
        if withAlert, let alert = story.alert { tellAlert(alert) }
        let size = order.size.map { " \($0)" } ?? ""
        Console.out(
            "order \(order.tag): \(order.orderClass.rawValue) \(order.side?.rawValue ?? "")\(size) "
                + "\(order.contract?.text ?? "everything") on \(order.account), \(order.state.rawValue)")
        if order.state == .lost {
            Console.out("  UNRESOLVED: no answer that can be trusted; it is being looked up at the venue")
        }
        if let rule = order.rule { Console.out("  asked for by rule \(rule)") }
        if let code = order.code { Console.out("  \(code): \(order.reason ?? "")") }
        if let remedy = order.remedy { Console.out("  what to do: \(remedy)") }
        tellVerdicts(story)
        tellTimes(order)
        for attempt in story.attempts {
            let ending = attempt.ending ?? "under way"
            let latency = attempt.latency.map { " after \($0)" } ?? ""
            let message = attempt.message.map { ": \($0)" } ?? ""
            Console.out(
                "  \(attempt.kind.rawValue) \(attempt.number) at \(attempt.at): \(ending)\(latency)\(message)"
            )
        }
        for fill in story.fills {
            let trade = fill.trade
            let profit = trade.profit.map { ", gross \($0) USD" } ?? ""
            Console.out(
                "  fill \(trade.id): \(trade.side.rawValue) \(trade.size) at \(trade.price)\(profit), fees \(trade.fees) USD"
            )
        }
        for child in story.children {
            let price = child.stopPrice ?? child.limitPrice
            Console.out(
                "  \(child.orderClass.rawValue) \(child.tag): \(child.type.word) \(child.side?.rawValue ?? "") "
                    + "\(child.size ?? 0) at \(price?.description ?? "-"), \(child.state.rawValue)")
        }
        for difference in story.discrepancies {
            Console.out(
                "  \(difference.kind): ours \(difference.ours), venue \(difference.theirs); \(difference.done)"
            )
        }
    }

    private static func tellVerdicts(_ story: OrderStory) {
        for entry in story.audit where entry.row.kind == "risk.verdict" {
            guard let root = (try? JSONDocument(entry.row.body))?.root else { continue }
            Console.out("  gate at \(entry.row.at): \(root["verdict"]?.string ?? "unreadable")")
            for check in root["checks"]?.elements ?? [] {
                let mark = check["passed"]?.bool == true ? "passed" : "FAILED"
                Console.out("    \(check["id"]?.string ?? "") \(mark)  \(check["inputs"]?.string ?? "")")
            }
        }
    }

    /// Each point of the journey with the time since the one before.
    private static func tellTimes(_ order: OrderRow) {
        var before: Timestamp?
        for (name, time) in order.times.points {
            guard let time else { continue }
            let since = before.map { "  +\(time.since($0))" } ?? ""
            Console.out("  \(name) \(time)\(since)")
            before = time
        }
    }
}
