import JSON
import Trading

enum OrderPlaceCommand: Command {
    static let words = ["order", "place"]
    static let holdsStopSignals = true
    static let summary = "Places an order by hand, through the same gate and ledger as an alert."
    static let options: [Arguments.Option] =
        [
            .init("contract", "SYMBOL", "MNQ, NQ1!, MNQZ2026, or the venue's id (required)"),
            .init("side", "buy|sell", "(required)"), .init("size", "N", "contracts (required)"),
            .init("type", "TYPE", "market (default), limit, stop, trailing_stop, join_bid or join_ask"),
            .init("limit-price", "P", "of a limit order"), .init("stop-price", "P", "of a stop order"),
            .init("trail-price", "P", "a trailing stop's level at the start"),
            .init("stop-ticks", "N", "stop loss, so many ticks from the fill"),
            .init("target-ticks", "N", "take profit, so many ticks from the fill"),
            .init("trailing", nil, "the stop loss follows the price"),
        ] + OperatorRun.options

    static func run(_ arguments: Arguments) throws -> ExitStatus {
        for name in ["contract", "side", "size"] where arguments[name] == nil {
            throw UsageError("--\(name) is needed")
        }
        let size = try arguments.number("size", in: 1...Int64(Int32.max))
        let stop = try arguments.number("stop-ticks", in: 1...Int64(Int32.max))
        let target = try arguments.number("target-ticks", in: 1...Int64(Int32.max))
        let prices = try OperatorPrices(arguments)
        let type = arguments["type"] ?? "market"
        let run = try OperatorRun(arguments)
        let legs = [
            stop.map { "\(arguments.has("trailing") ? "trailing stop" : "stop") \($0) ticks" },
            target.map { "target \($0) ticks" },
        ].compactMap { $0 }
        let parts = [
            "\(arguments["side"] ?? "") \(size ?? 0) \(arguments["contract"] ?? "") by \(type) order"
                + prices.words,
            legs.isEmpty ? "no bracket" : legs.joined(separator: ", "),
        ]
        return try run.perform(
            parts.joined(separator: "; "), .place(rests: type != "market")
        ) { writer in
            writer.member("action", "place")
            writer.member("contract", arguments["contract"])
            writer.member("side", arguments["side"])
            writer.member("size", size)
            writer.member("type", type)
            prices.write(to: &writer)
            writer.member("stop_ticks", ifPresent: stop)
            writer.member("target_ticks", ifPresent: target)
            writer.member("trailing", ifPresent: arguments.has("trailing") ? true : nil)
        }
    }
}

/// The prices of an order as options name them.
struct OperatorPrices {
    let limit: Price?
    let stop: Price?
    let trail: Price?

    init(_ arguments: Arguments) throws(UsageError) {
        limit = try Self.price("limit-price", arguments)
        stop = try Self.price("stop-price", arguments)
        trail = try Self.price("trail-price", arguments)
    }

    private var named: [(name: String, price: Price)] {
        [("limit_price", limit), ("stop_price", stop), ("trail_price", trail)].compactMap { name, price in
            price.map { (name, $0) }
        }
    }

    /// ` at limit price 25000.25`; empty when there is none.
    var words: String {
        named.map { " at \($0.name.replacing("_", with: " ")) \($0.price)" }.joined()
    }

    func write(to writer: inout JSONWriter) {
        for (name, price) in named { writer.member(name, number: price.description) }
    }

    private static func price(_ name: String, _ arguments: Arguments) throws(UsageError) -> Price? {
        guard let text = arguments[name] else { return nil }
        guard let price = Price(text) else {
            throw UsageError("--\(name) takes a price such as 25000.25")
        }
        return price
    }
}
