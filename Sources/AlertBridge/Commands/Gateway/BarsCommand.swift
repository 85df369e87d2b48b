import Gateway
import JSON
import Trading

enum BarsCommand: GatewayCommand {
    static let words = ["bars"]
    static let operands = ["CONTRACT"]
    static let summary = "Prints bars of a contract, the oldest first."
    static let own: [Arguments.Option] = [
        .init("unit", "WORD", "second, minute, hour, day, week or month (default minute)"),
        .init("number", "N", "how many units make a bar (default 1)"),
        .init("since", "TIME", "from this moment on (default: far enough back for --limit bars)"),
        .init("until", "TIME", "up to this moment (default now)"),
        .init("limit", "N", "the newest N bars, at most 20000 (default 100; with --since 20000)"),
        .init("partial", nil, "with the bar that is still forming"),
    ]
    static let columns = ["start", "open", "high", "low", "close", "volume"]

    static func records(_ visit: GatewayVisit, _ arguments: Arguments) throws -> [[UInt8]] {
        guard let text = arguments.rest.first else { throw UsageError("name a contract") }
        let word = arguments["unit"] ?? BarUnit.minute.word
        guard let unit = BarUnit(word: word) else {
            throw UsageError("--unit takes \(BarUnit.allCases.map(\.word).joined(separator: ", "))")
        }
        let number = try arguments.number("number", in: 1...10_000) ?? 1
        let since = try GatewayVisit.time("since", arguments)
        let until = try GatewayVisit.time("until", arguments) ?? SystemClock.now().wall
        let limit =
            try arguments.number("limit", in: 1...BarQuery.limitMax)
            ?? (since == nil ? 100 : BarQuery.limitMax)
        let start = since ?? Self.start(unit, number, limit, before: until)
        guard start < until else { throw UsageError("--since must be before --until") }
        let list = try visit.reads.bars(
            BarQuery(
                contract: visit.contract(text).id, unit: unit, number: number, since: start, until: until,
                limit: limit, hasPartial: arguments.has("partial")))
        if list.isCut, since != nil || arguments["limit"] == nil {
            Console.error(
                "as many bars as asked for (\(limit)): older ones may exist; move --until back for them")
        }
        return list.bars.map(json)
    }

    /// Twice the time that the bars take and four days more, since nights and week-ends have none.
    private static func start(
        _ unit: BarUnit, _ number: Int64, _ limit: Int64, before until: Timestamp
    ) -> Timestamp {
        let length = unit.end(of: until, number: number).since(until).microseconds
        let (span, overflows) = length.multipliedReportingOverflow(by: limit * 2)
        let start = until.advanced(by: Span(microseconds: overflows ? .min / 4 : -span))
            .advanced(by: .seconds(-4 * 86_400))
        // The venue's own years begin here.
        return max(start, Timestamp(microseconds: 946_684_800_000_000))
    }

    private static func json(_ bar: Bar) -> [UInt8] {
        JSONWriter.write {
            $0.object {
                $0.member("start", bar.start.description)
                $0.member("open", number: bar.open.description)
                $0.member("high", number: bar.high.description)
                $0.member("low", number: bar.low.description)
                $0.member("close", number: bar.close.description)
                $0.member("volume", bar.volume)
            }
        }
    }
}
