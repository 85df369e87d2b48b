import JSON

enum OrderCancelCommand: Command {
    static let words = ["order", "cancel"]
    static let holdsStopSignals = true
    static let operands = ["TAG|ORDER_ID"]
    static let summary = "Cancels a working order, ours or placed by another hand."
    static let options = OperatorRun.options

    static func run(_ arguments: Arguments) throws -> ExitStatus {
        guard let order = arguments.rest.first else { throw UsageError("name an order by tag or number") }
        let run = try OperatorRun(arguments)
        return try run.perform("cancel order \(order)", .cancel) { writer in
            writer.member("action", "cancel")
            writer.member("order", order)
        }
    }
}
