import JSON
import Journey
import Trading

enum OrderModifyCommand: Command {
    static let words = ["order", "modify"]
    static let holdsStopSignals = true
    static let operands = ["TAG|ORDER_ID"]
    static let summary = "Changes size or price of a working order, ours or placed by another hand."
    static let options: [Arguments.Option] =
        [
            .init("size", "N", "contracts, those filled already among them"),
            .init("limit-price", "P", "of a limit order"), .init("stop-price", "P", "of a stop order"),
            .init("trail-price", "P", "a trailing stop's new level"),
        ] + OperatorRun.options

    static func run(_ arguments: Arguments) throws -> ExitStatus {
        guard let order = arguments.rest.first else { throw UsageError("name an order by tag or number") }
        let size = try arguments.number("size", in: 1...Int64(Int32.max))
        let prices = try OperatorPrices(arguments)
        let change = OrderChange(
            size: size.flatMap(Size.init), limitPrice: prices.limit, stopPrice: prices.stop,
            trailPrice: prices.trail)
        guard let change else { throw UsageError("name a new --size or price: nothing would change") }
        let run = try OperatorRun(arguments)
        let what = "change order \(order)\(size.map { " to size \($0)" } ?? "")\(prices.words)"
        return try run.perform(what, .modify(change)) { writer in
            writer.member("action", "modify")
            writer.member("order", order)
            writer.member("size", ifPresent: size)
            prices.write(to: &writer)
        }
    }
}
