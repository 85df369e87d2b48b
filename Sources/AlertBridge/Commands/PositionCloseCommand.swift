import JSON

enum PositionCloseCommand: Command {
    static let words = ["position", "close"]
    static let holdsStopSignals = true
    static let summary = "Closes a position and cancels what works beside it, or takes some contracts off."
    static let options: [Arguments.Option] =
        [
            .init("contract", "SYMBOL", "MNQ, NQ1!, MNQZ2026, or the venue's id"),
            .init("size", "N", "so many contracts only; the rest and its bracket stay"),
            .init("all", nil, "every position and every working order of the account"),
        ] + OperatorRun.options

    static func run(_ arguments: Arguments) throws -> ExitStatus {
        let size = try arguments.number("size", in: 1...Int64(Int32.max))
        let contract = arguments["contract"]
        let isAll = arguments.has("all")
        guard isAll == (contract == nil) else { throw UsageError("name --contract SYMBOL or --all") }
        guard !isAll || size == nil else { throw UsageError("--all takes no --size") }
        let run = try OperatorRun(arguments)
        let what =
            if let contract, let size {
                "close \(size) contracts of the position in \(contract) at the market"
            } else if let contract {
                "close the whole position in \(contract) at the market and cancel its working orders"
            } else {
                "close EVERY position at the market and cancel EVERY working order"
            }
        return try run.perform(what, size == nil ? .close : .place(rests: false)) { writer in
            writer.member("action", isAll ? "close_all" : "close")
            if let contract { writer.member("contract", contract) }
            writer.member("size", ifPresent: size)
        }
    }
}
