import JSON
import Journey
import Ledger
import Trading

/// Decides a trading day again with the code of today.
enum LedgerReplayCommand: Command {
    static let words = ["ledger", "replay"]
    static let operands = ["DAY"]
    static let summary = """
        Decides a trading day again from what the ledger recorded, and prints what comes out otherwise today.

        DAY is a trading day, 2026-10-05: from 17:00 in Chicago on the day before to 17:00 on it; Monday's begins on
        Friday. By the moment at which each decision was written.
        Decided again: every delivery's text (what it says, or why it is refused), the alert's canonical text, key and
        fingerprint, whether it was new, a repeat or a conflict; and every verdict of the gate, check by check, from
        its recorded input.
        Not decided again: whether an alert was fresh, which rule took it, for which accounts and what size, since
        settings are not recorded; whether what has no id and no time was another exit or a resend; what the venue
        answered; and deliveries with a wrong secret, whose text is not kept.
        Exit status 1 when anything differs.
        """
    static let options: [Arguments.Option] = [
        LedgerOptions.ledger, .init("json", nil, "one JSON object per difference, and one of the counts"),
    ]

    static func run(_ arguments: Arguments) throws -> ExitStatus {
        guard let text = arguments.rest.first else { throw UsageError("name a trading day, 2026-10-05") }
        let chicago = try ZoneFile.chicago()
        let (start, end) = try span(of: text, chicago)
        let reader = try LedgerOptions.reader(arguments)
        guard let secret = SharedSecret(try SecretText.fresh()) else {
            preconditionFailure("64 hexadecimal digits are a secret")
        }
        let isJSON = arguments.has("json")
        let replay = DeliveryReplay(secret: secret) { Fingerprint.sha256(of: $0) }
        let report: ReplayReport
        do {
            report = try reader.replay(
                from: start, until: end, deliveries: replay, rechecking: Self.recheck
            ) { print($0, isJSON: isJSON) }
        } catch {
            throw Fatal(ledger: error)
        }
        isJSON ? printJSON(report, text) : tell(report, text)
        return report.differences == 0 ? .success : .unwell
    }

    /// From 17:00 in Chicago before the day to 17:00 on it.
    private static func span(of text: String, _ chicago: ZoneRules) throws -> (Timestamp, Timestamp) {
        guard text.wholeMatch(of: /\d{4}-\d\d-\d\d/) != nil, let noon = Timestamp(text + "T18:00:00Z") else {
            throw UsageError("a trading day is written 2026-10-05")
        }
        guard TradingDay(of: noon, chicago: chicago).description == text else {
            throw UsageError("\(text) is no trading day: a week-end belongs to Monday")
        }
        let start = TradingDay.start(of: noon, chicago: chicago)
        // Five hours after the roll is past it, whatever the season.
        let end = TradingDay.start(of: noon.advanced(by: .seconds(10 * 3_600)), chicago: chicago)
        return (start, end)
    }

    private static func recheck(_ row: AuditRow) -> ReplayFinding.Change? {
        guard let fault = GateReport.recheck(row.body) else { return nil }
        let root = (try? JSONDocument(row.body))?.root
        let failures = root?["failures"]?.elements.compactMap(\.string) ?? []
        let before = ([root?["verdict"]?.string ?? "unreadable"] + failures).joined(separator: " ")
        return .init(before: before, now: GateReport.verdictNow(row.body) ?? "not decided", why: fault)
    }

    private static func print(_ finding: ReplayFinding, isJSON: Bool) {
        guard !isJSON else {
            let line = JSONWriter.write { writer in writer.object { finding.writeMembers(to: &$0) } }
            return Console.out(String(decoding: line, as: UTF8.self))
        }
        Console.tell("\(finding.subject), audit row \(finding.seq), \(finding.at)")
        Console.tell("  before: \(finding.before)")
        Console.tell("  now:    \(finding.now)")
        Console.tell("  why:    \(finding.why)")
    }

    private static func printJSON(_ report: ReplayReport, _ day: String) {
        let line = JSONWriter.write { writer in
            writer.object { writer in
                writer.member("day", day)
                report.writeMembers(to: &writer)
            }
        }
        Console.out(String(decoding: line, as: UTF8.self))
    }

    private static func tell(_ report: ReplayReport, _ day: String) {
        for (why, count) in report.notReplayed.sorted(by: { $0.key < $1.key }) {
            Console.out("not replayed: \(count) deliveries; \(why)")
        }
        let outcome = report.differences == 0 ? "all the same" : "\(report.differences) DIFFERENT"
        Console.out(
            "trading day \(day): \(report.deliveries) deliveries and \(report.verdicts) verdicts decided again: "
                + outcome)
    }
}
