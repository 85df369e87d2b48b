import Glibc
import Journey
import Settings
import Trading

enum ExplainCommand: Command {
    static let words = ["explain"]
    static let operands = ["[FILE]"]
    static let summary = """
        Tells what would become of one alert, and sends nothing.

        Reads the message of an alert from FILE, or from standard input when it is - or left out, and shows what it
        says, the rule that takes it, and for each account contract, size, every check of the gate with its numbers,
        and the exact request that would go out; and the same for followers, once their leader's order has filled. The
        bridge's own code decides, as if the venue had answered just now and nothing else were under way. With --running
        the bridge that serves these settings decides it on a copy of what it knows this moment: positions, orders, day
        totals, stops, and the alerts that it has seen. The status is 1 when the alert is refused, was seen before, or
        an order is denied.
        """
    static let options: [Arguments.Option] = [
        .init("config", "FILE", "the settings (required)"),
        .init("source", "NAME", "whose alert it is; needed where the settings have several"),
        .init("position", "N", "contracts that each account holds in what it trades: 2, or -3 for short"),
        .init("price", "P", "where the chart and the market stand"),
        .init("at", "TIME", "when the alert comes, as 2026-10-05T14:30:00Z; now when left out"),
        .init("running", nil, "as the bridge that serves these settings stands now"),
        .init("json", nil, "one JSON object"),
    ]

    static func run(_ arguments: Arguments) throws -> ExitStatus {
        guard let path = arguments["config"] else { throw UsageError("explain needs --config FILE") }
        let position = try arguments.number("position", in: -1_000_000...1_000_000) ?? 0
        let price = try Self.price(arguments)
        let at = try GatewayVisit.time("at", arguments)
        let configuration = try CheckCommand.load(path)
        let source = try choose(configuration.sources, arguments["source"])
        let isJSON = arguments.has("json")
        guard !arguments.has("running") || arguments["position"] == nil && at == nil else {
            throw UsageError(
                "--running takes positions and time from the bridge: leave out --position and --at")
        }
        let body = try MessageFile.read(arguments.rest.first ?? "-")
        guard !arguments.has("running") else {
            return try RunningExplanation.ask(
                configuration, body, source: source.name, price: price, isJSON: isJSON)
        }
        var run = DryRun(
            configuration, at: at ?? SystemClock.now().wall, position: position, price: price,
            chicago: try ZoneFile.chicago())
        do throws(Refusal) {
            let outcome = try run.explain(body, from: source)
            isJSON ? Console.out(outcome.json) : outcome.lines(run).forEach(Console.tell)
            return outcome.isWell ? .success : .unwell
        } catch {
            isJSON
                ? Console.out(error.explanationJSON(run))
                : error.explanationLines(run).forEach(Console.tell)
            return .unwell
        }
    }

    private static func price(_ arguments: Arguments) throws(UsageError) -> Price? {
        guard let text = arguments["price"] else { return nil }
        guard let price = Price(text) else {
            throw UsageError("--price takes a plain decimal such as 21450.25")
        }
        return price
    }

    /// The source of that name, or the only one.
    static func choose(_ sources: [Source], _ name: String?) throws(UsageError) -> Source {
        let names = sources.map(\.name).joined(separator: ", ")
        if let name {
            guard let source = sources.first(where: { $0.name == name }) else {
                throw UsageError("the settings have no source \(name); they have: \(names)")
            }
            return source
        }
        guard sources.count == 1 else { throw UsageError("say whose alert it is: --source \(names)") }
        return sources[0]
    }
}

/// The message of an alert as somebody has it at hand.
private enum MessageFile {
    /// The listener takes no more.
    static let bytesMax = 16 * 1_024

    /// - Parameter path: `-` for standard input.
    static func read(_ path: String) throws(Fatal) -> [UInt8] {
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        defer { if descriptor > STDIN_FILENO { close(descriptor) } }
        do throws(File.Failure) {
            guard descriptor >= 0 else { throw .unreadable(errno) }
            return try File.read(descriptor, bytesMax: bytesMax)
        } catch {
            let why =
                switch error {
                case .tooLong: "larger than 16 KiB, which the listener answers with 413"
                case .unreadable(let number): String(cString: strerror(number))
                }
            throw Fatal(status: .usage, message: "\(path): \(why)")
        }
    }
}
