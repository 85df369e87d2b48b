enum ResumeCommand: Command {
    static let words = ["resume"]
    static let summary = """
        Undoes `halt`, `reduce` and `kill` of one scope, and sets a strategy's breaker back.

        Each scope is resumed by itself: what still holds for an account is told. What was denied meanwhile stays
        denied.
        """
    static let options: [Arguments.Option] =
        [
            ControlRun.account, ControlRun.strategy,
            .init("all", nil, "what was said of everything; accounts and strategies keep their own"),
            .init("clock", nil, "this machine's clock, which was set back and is right as it is"),
            ControlRun.yes,
        ] + ControlRun.common

    static func run(_ arguments: Arguments) throws -> ExitStatus {
        guard let key = try ControlRun.key(of: arguments) else {
            throw UsageError("name what may trade again: --account NAME, --strategy NAME, --all or --clock")
        }
        return try ControlRun(arguments, .resume, key).perform()
    }
}
